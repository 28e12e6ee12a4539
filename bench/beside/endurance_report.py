"""What the report says and shows of a million sign-ons."""

from collections.abc import Iterator
from html import escape

from bench.beside.endurance import AT_ONCE, FLAT_MIB, Endured
from bench.beside.measurement import FOLDER

PICTURE = FOLDER / "endurance.svg"
WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 760, 300, 60, 70, 30, 40


def endured_section(endured: Endured) -> Iterator[str]:
    """What the report says of it."""
    if not endured.samples:
        return
    first, last, growth = endured.samples[0], endured.samples[-1], endured.growth_mib
    yield "## Endurance\n"
    yield " · ".join(f"{name.replace('_', ' ')} {value}" for name, value in endured.machine.items()) + "\n"
    minutes, speed = last.seconds / 60, last.flows / last.seconds
    yield (
        f"{last.flows:,} of {endured.planned:,} code flows on SQLite, {AT_ONCE} at once, the worker running beside, in "
        f"{minutes:.0f} minutes ({speed:,.0f} a second); starts of the servers: {endured.starts}. "
        f"Server {first.server_mib:.0f} MiB after {first.flows:,} flows, {last.server_mib:.0f} MiB at the end; "
        f"databases {last.database_mib:,.0f} MiB, {last.database_mib * 1024**2 / last.flows:,.0f} bytes a flow. "
        f"Answered 503, to come back: {last.unavailable} times.\n"
    )
    if growth is not None:
        met = "met" if growth <= FLAT_MIB else "**not met**"
        yield f"Memory flat: {growth:+.1f} MiB from the second fifth to the last (at most {FLAT_MIB:g}): {met}.\n"
    yield "![Memory and database size over the flows](measured/endurance.svg)\n"


def draw(endured: Endured) -> None:
    """The picture: memory on the left scale, the databases on the right."""
    if endured.samples:
        PICTURE.write_text(picture(endured), encoding="utf-8")


def picture(endured: Endured) -> str:
    """Two curves for the processes and one for the files."""
    samples = endured.samples
    top = max(max(sample.server_mib, sample.worker_mib) for sample in samples) * 1.2
    most = max(sample.database_mib for sample in samples) * 1.2
    curves = (
        ("server, MiB", "#0f5438", top, [sample.server_mib for sample in samples]),
        ("worker, MiB", "#3b5b92", top, [sample.worker_mib for sample in samples]),
        ("databases, MiB (right)", "#b1501a", most, [sample.database_mib for sample in samples]),
    )
    flows = [sample.flows for sample in samples]
    parts = [
        _curve(place, name, colour, _points(flows, values, scale)) for place, (name, colour, scale, values) in enumerate(curves)
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" font-size="12">'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>\n'
        + "\n".join([*_axes(flows[-1], top, most), *parts])
        + "\n</svg>\n"
    )


def _points(flows: list[int], values: list[float], scale: float) -> str:
    across, up = (WIDTH - LEFT - RIGHT) / flows[-1], (HEIGHT - TOP - BOTTOM) / scale
    return " ".join(
        f"{LEFT + many * across:.1f},{HEIGHT - BOTTOM - value * up:.1f}" for many, value in zip(flows, values, strict=True)
    )


def _curve(place: int, name: str, colour: str, points: str) -> str:
    return (
        f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"/>'
        f'<text x="{LEFT + place * 180}" y="18" fill="{colour}">{escape(name)}</text>'
    )


def _axes(flows: int, top: float, most: float) -> list[str]:
    right, floor = WIDTH - RIGHT, HEIGHT - BOTTOM
    return [
        f'<path d="M{LEFT} {TOP}V{floor}H{right}V{TOP}" fill="none" stroke="#999"/>',
        f'<text x="{LEFT - 6}" y="{TOP + 4}" text-anchor="end">{top:.0f}</text>',
        f'<text x="{LEFT - 6}" y="{floor}" text-anchor="end">0</text>',
        f'<text x="{right + 6}" y="{TOP + 4}">{most:,.0f}</text>',
        f'<text x="{right + 6}" y="{floor}">0</text>',
        f'<text x="{right}" y="{floor + 18}" text-anchor="end">{flows:,} flows</text>',
    ]
