"""Whether a password is a gate's own: hashed outside any transaction, and refused in one (`docs/security.md`)."""

from ugyfelkapu.gate.actions.journal.owner_journal import Activity, failed_try, note
from ugyfelkapu.gate.domain.device import Origin
from ugyfelkapu.gate.domain.password import LONGEST, normalised
from ugyfelkapu.gate.domain.sign_in import Account, Refused
from ugyfelkapu.gate.ports import GateWorld, Hashing


async def verified(world: GateWorld, account: Account | None, password: str) -> Hashing:
    """Whether this is the gate's password, measured in the spelling it was chosen in; nobody's costs the same."""
    spelt = normalised(password)
    encoded = account.encoded if account and len(spelt) <= LONGEST else None
    return await world.hasher.verify(spelt[:LONGEST], encoded)


async def refused(world: GateWorld, account: Account | None, activity: Activity, *, origin: Origin, why: Refused) -> Refused:
    """Write the refusal down, whether or not there is such a gate, and pass it on."""
    now, gate_id = world.clock.now(), account.gate_id if account else ""
    async with world.database.transaction() as tx:
        await note(tx, failed_try(activity, gate_id, outcome=why, address=origin.address, at=now))
    return why
