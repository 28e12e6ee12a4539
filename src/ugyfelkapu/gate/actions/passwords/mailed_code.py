"""A code that confirms a wish of whoever is signed in: typed from a mail, counted as a try, and used up by its own table."""

from dataclasses import dataclass
from datetime import datetime

from ugyfelkapu.foundation.throttle import Wait
from ugyfelkapu.gate.actions.sessions.live_session import RunningSession, running_session
from ugyfelkapu.gate.actions.sessions.tries import Factor, Tries, tries_of
from ugyfelkapu.gate.domain.activation_code import Recipient
from ugyfelkapu.gate.domain.device import Origin
from ugyfelkapu.gate.domain.secret import CODE_BYTES, Digest, SecretKind, code_digest, code_of
from ugyfelkapu.gate.domain.sign_in import Refused
from ugyfelkapu.gate.domain.username import fold_username
from ugyfelkapu.gate.ports import GateWorld


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedCode:
    """A code somebody typed while signed in, its try already counted; only its use in a transaction counts."""

    running: RunningSession
    digest: Digest
    tries: Tries


class UnreadableCodeError(Exception):
    """A code was made that its own reader would not take."""


def new_code(world: GateWorld, recipient: Recipient, kind: SecretKind) -> tuple[str, Digest]:
    """A code for a mail, and its digest for the database."""
    code = code_of(kind, world.entropy.bytes(CODE_BYTES))
    digest = code_digest(kind, code, gate_id=recipient.gate_id)
    if digest is None:
        raise UnreadableCodeError
    return code, digest


async def typed_code(
    world: GateWorld, code: str, kind: SecretKind, *, origin: Origin, now: datetime
) -> TypedCode | Refused | Wait:
    """Count the try and say what to look for; `GONE`: nobody is signed in, `WRONG`: this is no code of the kind."""
    running = await running_session(world, origin.session)
    if running is None:
        return Refused.GONE
    name = fold_username(running.username)
    tries = tries_of(Factor.CODE, name, origin, device_known=running.account.device_known, now=now)
    admitted = await tries.take(world.database, now=now)
    if isinstance(admitted, Wait):
        return admitted
    digest = code_digest(kind, code, gate_id=running.account.gate_id)
    return Refused.WRONG if digest is None else TypedCode(running=running, digest=digest, tries=tries)
