"""A password somebody wants: checked against every rule, then hashed, outside any transaction (`domain.md R7`)."""

from ugyfelkapu.gate.domain.gate import GateId
from ugyfelkapu.gate.domain.password import Choice, Weakness, former_passwords_kept, normalised, weakness_of
from ugyfelkapu.gate.domain.policy import GatePolicy
from ugyfelkapu.gate.domain.sign_in import Refused
from ugyfelkapu.gate.ports import GateWorld, Hashing
from ugyfelkapu.gate.store import passwords


async def choose_password(
    world: GateWorld, choice: Choice, *, gate_id: GateId, current: str | None, policy: GatePolicy
) -> str | Weakness | Refused:
    """The hash of the password, if it may be chosen; `current` is the hash of the one in force, if there is one."""
    weakness = weakness_of(choice, policy=policy, blocked=world.blocked_passwords)
    if weakness:
        return weakness
    password = normalised(choice.password)
    if world.breached_passwords.holds(password):
        return Weakness.COMMON
    former = await passwords.former(world.database.reader, gate_id, kept=former_passwords_kept(policy))
    for encoded in [*filter(None, [current]), *former]:
        match await world.hasher.verify(password, encoded):
            case Hashing.MATCHES:
                return Weakness.REUSED
            case Hashing.BUSY:
                return Refused.BUSY
            case Hashing.DIFFERS:
                continue
    encoded_now = await world.hasher.hash(password)
    return Refused.BUSY if isinstance(encoded_now, Hashing) else encoded_now
