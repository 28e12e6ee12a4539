"""What the figures say: each of them is of one measure, and sums are made by day, body, clerk or reason."""

from collections import Counter
from collections.abc import Callable, Iterable
from enum import StrEnum

from ugyfelkapu.gate.actions.consoles.vocabulary import ONLINE
from ugyfelkapu.gate.domain.registration import RefusalReason
from ugyfelkapu.gate.store.figures import Figure


class Measure(StrEnum):
    """What is counted."""

    LOOK_UPS = "look_ups"
    REGISTRATIONS = "registrations"
    SERVED = "served"
    """Owners confirmed at a counter, for the services on their gate."""
    REFUSALS = "refusals"
    SIGN_INS = "sign_ins"
    FAILED_SIGN_INS = "failed_sign_ins"


_DONE = {
    "register_at_counter": Measure.REGISTRATIONS,
    "register_online": Measure.REGISTRATIONS,
    "confirm_identity_at_counter": Measure.SERVED,
    "sign_in": Measure.SIGN_INS,
}


def measure_of(figure: Figure) -> Measure | None:
    """Of which measure a figure is; `None`: of none, such as a refused try to register."""
    if figure.activity == "register_look_up" and figure.outcome == "asked":
        return Measure.LOOK_UPS
    if figure.activity in {"register_look_up", "refuse_registration"}:
        return Measure.REFUSALS if figure.outcome in set(RefusalReason) else None
    if figure.activity == "apply_online":
        return Measure.REFUSALS if figure.outcome in ONLINE else None
    if figure.outcome == "done":
        return _DONE.get(figure.activity)
    return Measure.FAILED_SIGN_INS if figure.activity == "sign_in" and figure.outcome != "half_done" else None


def refusal_of(figure: Figure) -> str:
    """Why, of a refusal: the clerk's own reason where the clerk said no."""
    return figure.reason or figure.outcome


def tally(figures: Iterable[Figure], group: Callable[[Figure], str]) -> dict[str, Counter[Measure]]:
    """How much of each measure there is in each group."""
    found: dict[str, Counter[Measure]] = {}
    for figure in figures:
        if measure := measure_of(figure):
            found.setdefault(group(figure), Counter())[measure] += figure.many
    return found


def error_percent(counted: Counter[Measure]) -> int:
    """Of a hundred look-ups, how many were refused; 0 where nobody was looked up."""
    return round(100 * counted[Measure.REFUSALS] / counted[Measure.LOOK_UPS]) if counted[Measure.LOOK_UPS] else 0
