"""What a refusal says on the page, with which status, and how long to wait (`docs/pages.md`, "Words")."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import ceil
from typing import assert_never

from ugyfelkapu.foundation.page import Visit
from ugyfelkapu.foundation.throttle import Wait
from ugyfelkapu.gate.actions.passwords.password_rules import password_rules
from ugyfelkapu.gate.domain.password import LONGEST, Weakness
from ugyfelkapu.gate.domain.sign_in import Refused
from ugyfelkapu.gate.web.signin.room import SignInRoom

BUSY_SECONDS = 2
MINUTE_SECONDS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrong:
    """What a page says when what was typed is wrong: its own sentence, at the field if it is known which."""

    key: str
    field: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A refusal as the page shows it; `errors` as the error summary takes them."""

    errors: list[tuple[str | None, str]]
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


async def told(room: SignInRoom, visit: Visit, outcome: Refused | Weakness | Wait, *, wrong: Wrong) -> Told:
    """The refusal in the words of the page."""
    match outcome:
        case Wait():
            return _wait(room, visit, outcome)
        case Weakness():
            return await _weak(room, visit, outcome)
        case Refused.BUSY:
            headers = {"Retry-After": str(BUSY_SECONDS)}
            return Told(errors=[(None, room.pages.text(visit, "signin.busy"))], status=503, headers=headers)
        case Refused.LAPSED:
            return Told(errors=[(None, room.pages.text(visit, "signin.lapsed"))])
        case Refused.PROVISIONAL:
            return Told(errors=[(None, room.pages.text(visit, "signin.provisional"))])
        case Refused.WRONG | Refused.GONE:
            return Told(errors=[(wrong.field, room.pages.text(visit, wrong.key))])
        case _:
            assert_never(outcome)


def missing_fields(room: SignInRoom, visit: Visit, **fields: str) -> Told | None:
    """What was left empty, before anything is counted as a try; `None`: nothing."""
    empty = [name for name, text in fields.items() if not text]
    errors: list[tuple[str | None, str]] = [(name, room.pages.text(visit, f"signin.missing.{name}")) for name in empty]
    return Told(errors=errors) if errors else None


def _wait(room: SignInRoom, visit: Visit, wait: Wait) -> Told:
    seconds = max(1, ceil((wait.until - room.world.clock.now()).total_seconds()))
    if seconds <= MINUTE_SECONDS:
        text = room.pages.text(visit, "signin.wait_seconds", n=seconds)
    else:
        text = room.pages.text(visit, "signin.wait_minutes", n=ceil(seconds / MINUTE_SECONDS))
    return Told(errors=[(None, text)], status=429, headers={"Retry-After": str(seconds)})


async def _weak(room: SignInRoom, visit: Visit, weakness: Weakness) -> Told:
    rules = await password_rules(room.world)
    values = {
        Weakness.TOO_SHORT: {"least": rules.least, "least_with_factor": rules.least_with_factor},
        Weakness.TOO_LONG: {"most": LONGEST},
    }
    text = room.pages.text(visit, f"signin.weak.{weakness}", **values.get(weakness, {}))
    field_name = "new_password_again" if weakness is Weakness.NOT_REPEATED else "new_password"
    return Told(errors=[(field_name, text)])
