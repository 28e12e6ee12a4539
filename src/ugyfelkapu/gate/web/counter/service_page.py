"""What the form of one service shows."""

from dataclasses import dataclass

from ugyfelkapu.foundation.page import Language
from ugyfelkapu.foundation.page.wording import day
from ugyfelkapu.gate.actions.counter.view_case import OpenCase
from ugyfelkapu.gate.actions.counter.view_case_gates import ServiceView
from ugyfelkapu.gate.domain.counter_service import REASONS, LosableKind, Service
from ugyfelkapu.gate.store.lost_factors import LosableFactor
from ugyfelkapu.gate.web.counter.room import CounterRoom, Desk, case_path, service_path

EVERY = "every"


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """What was filled in, as typed."""

    reason: str = ""
    email: str = ""
    email_again: str = ""
    factor: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What stands against the form, and the key of its sentence; no field: the whole of it."""

    field: str | None
    key: str


def service_values(
    room: CounterRoom, desk: Desk, opened: OpenCase, *, service: Service, view: ServiceView
) -> dict[str, object]:
    """The values of `counter/service.html`, but for what was filled in."""
    case_id = opened.case.case_id
    return {
        "clerk": desk.clerk,
        "case": opened.case,
        "closes_at": opened.closes_at,
        "gate": view.gate,
        "service": service.value,
        "action": service_path(case_id, view.gate.gate_id, service),
        "back": case_path(case_id),
        "reasons": [
            (reason.value, room.pages.text(desk.visit, f"counter.service_reason.{reason}")) for reason in REASONS[service]
        ],
        "factors": _factors(room, desk, view.factors) if service is Service.REMOVE_FACTOR else [],
    }


def _factors(room: CounterRoom, desk: Desk, factors: tuple[LosableFactor, ...]) -> list[tuple[str, str]]:
    """Each by name, then all of a kind where there are several, then everything."""
    named = [(_value(factor), _named(room, desk, factor)) for factor in factors]
    kinds = [kind for kind in LosableKind if sum(factor.kind is kind for factor in factors) > 1]
    several = [(kind.value, room.pages.text(desk.visit, f"counter.factor.all_{kind}")) for kind in kinds]
    every = [(EVERY, room.pages.text(desk.visit, "counter.factor.every"))] if len(factors) > 1 else []
    return named + several + every


def _value(factor: LosableFactor) -> str:
    return f"{factor.kind}:{factor.factor_id}" if factor.factor_id else factor.kind.value


def _named(room: CounterRoom, desk: Desk, factor: LosableFactor) -> str:
    since = day(factor.enrolled_at, Language(desk.visit.language))
    key = f"counter.factor.{factor.kind}" if factor.name else f"counter.factor.unnamed_{factor.kind}"
    return room.pages.text(desk.visit, key, name=factor.name, since=since)
