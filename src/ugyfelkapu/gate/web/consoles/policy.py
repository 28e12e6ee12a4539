"""The dated policy: each value with what comes, and a change proposed after one has seen whom it affects."""

from dataclasses import dataclass
from datetime import date, timedelta

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from ugyfelkapu.foundation.page.wording import LOCAL_TIME, day
from ugyfelkapu.gate.actions.consoles.policy import PolicyValue, Preview, preview, values_in_force
from ugyfelkapu.gate.actions.consoles.propose import MOST_POLICY_VALUE, Flaw, policy_names, propose
from ugyfelkapu.gate.domain.duty import Duty
from ugyfelkapu.gate.domain.proposal import ChangePolicy
from ugyfelkapu.gate.web.consoles.dates import day_of
from ugyfelkapu.gate.web.consoles.listing import Cell, Listing, headings, listing_routes
from ugyfelkapu.gate.web.consoles.room import POLICY, PROPOSALS, console_page, for_duty, policy_name
from ugyfelkapu.gate.web.counter.room import CounterRoom, Desk

VALUE = f"{POLICY}/{{name}}"
LONGEST_SOURCE = 200


def routes(room: CounterRoom) -> list[BaseRoute]:
    """The list, and a value with its form."""
    return [
        *listing_routes(room, POLICY, Duty.RULE, build=_listing),
        Route(VALUE, for_duty(room, Duty.RULE, _show), methods=["GET"]),
        Route(VALUE, for_duty(room, Duty.RULE, _take), methods=["POST"]),
    ]


async def _listing(room: CounterRoom, desk: Desk, request: Request) -> Listing:
    del request
    text = room.pages.text
    return Listing(
        page_name="console-policy",
        title=text(desk.visit, "console.policies.title"),
        intro=text(desk.visit, "console.policies.intro"),
        columns=headings(room, desk, ["policy", "value", "since", "coming"], numeric=["value"]),
        rows=[_row(room, desk, value) for value in await values_in_force(room.world, desk.clerk, now=desk.now)],
    )


def _row(room: CounterRoom, desk: Desk, value: PolicyValue) -> tuple[Cell, ...]:
    text, language = room.pages.text, desk.visit.language
    coming = "; ".join(f"{day(on, language)}: {new}" for on, new in value.coming)
    since = day(value.since, language) if value.since else text(desk.visit, "console.policies.from_the_start")
    return (
        Cell(value=policy_name(room, desk, value.name), url=f"{POLICY}/{value.name}"),
        Cell(value=value.value),
        Cell(value=str(value.since or ""), shown=since),
        Cell(value=coming, shown=coming or "–"),
    )


async def _show(room: CounterRoom, desk: Desk, request: Request) -> Response:
    name = _name(request)
    tomorrow = desk.now.astimezone(LOCAL_TIME).date() + timedelta(days=1)
    values = {each.name: each for each in await values_in_force(room.world, desk.clerk, now=desk.now)}
    raw = {"value": str(values[name].value), "effective_on": tomorrow.isoformat(), "source": ""}
    return _page(room, desk, name, typed=_Typed(raw=raw))


async def _take(room: CounterRoom, desk: Desk, request: Request) -> Response:
    form, name = await room.pages.form(request), _name(request)
    raw = {field: form.text(field) for field in ("value", "effective_on", "source")}
    change = _change(name, raw)
    if isinstance(change, str):
        return _page(room, desk, name, typed=_Typed(raw=raw, wrong=change))
    if form.has("preview"):
        shown = await preview(room.world, desk.clerk, change, now=desk.now)
        return _page(room, desk, name, typed=_Typed(raw=raw, shown=shown))
    outcome = await propose(room.world, desk.clerk, change, now=desk.now)
    if isinstance(outcome, Flaw):
        wrong = "effective_on" if outcome is Flaw.DAY_TOO_EARLY else "value"
        return _page(room, desk, name, typed=_Typed(raw=raw, wrong=wrong))
    return room.pages.redirect(desk.visit, f"{PROPOSALS}/{outcome.proposal_id}")


def _change(name: str, raw: dict[str, str]) -> ChangePolicy | str:
    """The change, or the field to put right."""
    effective_on: date | None = day_of(raw["effective_on"])
    is_number = raw["value"].isascii() and raw["value"].isdecimal() and len(raw["value"]) <= len(str(MOST_POLICY_VALUE))
    if not is_number or int(raw["value"]) > MOST_POLICY_VALUE:
        return "value"
    if effective_on is None:
        return "effective_on"
    if not 0 < len(raw["source"]) <= LONGEST_SOURCE:
        return "source"
    return ChangePolicy(name=name, value=int(raw["value"]), effective_on=effective_on, source=raw["source"])


@dataclass(frozen=True, slots=True, kw_only=True)
class _Typed:
    """The form as typed, what is wrong in it, or whom it would affect."""

    raw: dict[str, str]
    wrong: str = ""
    shown: Preview | None = None


def _page(room: CounterRoom, desk: Desk, name: str, *, typed: _Typed) -> Response:
    errors = [(typed.wrong, room.pages.text(desk.visit, f"console.policy_wrong.{typed.wrong}"))] if typed.wrong else []
    values = {
        "name": name,
        "title": policy_name(room, desk, name),
        "raw": typed.raw,
        "errors": errors,
        "error_of": dict(errors),
        "preview": typed.shown,
    }
    return console_page(room, desk, "policy_value.html", values=values)


def _name(request: Request) -> str:
    name: str = request.path_params["name"]
    if name not in policy_names():
        raise HTTPException(404)
    return name
