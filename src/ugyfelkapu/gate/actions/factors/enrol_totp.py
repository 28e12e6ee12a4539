"""A gate gets an authenticator: a TOTP secret, sealed before it is stored (`domain.md R16`)."""

from ugyfelkapu.foundation.identifiers import identifier
from ugyfelkapu.gate.actions.journal.owner_journal import Activity, DataSet, OwnerEvent, note
from ugyfelkapu.gate.domain.factor import TOTP_SECRET_BYTES, FactorId, TotpClock, base32
from ugyfelkapu.gate.domain.gate import GateId
from ugyfelkapu.gate.ports import GateWorld
from ugyfelkapu.gate.store import factors, sign_ins
from ugyfelkapu.gate.store.factors import NewAuthenticator

UNUSED = TotpClock(drift_steps=0, last_step=0)


async def enrol_totp(world: GateWorld, gate_id: GateId, *, name: str = "") -> str | None:
    """Enrol a new secret and give it out once, in base 32; `None` when the gate has as many as it may.

    Sign-ins begun without it end: they would go on without asking for it.
    """
    secret = world.entropy.bytes(TOTP_SECRET_BYTES)
    now = world.clock.now()
    new = NewAuthenticator(
        factor_id=FactorId(identifier(now)),
        gate_id=gate_id,
        name=name,
        sealed_secret=world.box.seal(secret, context=gate_id),
        clock=UNUSED,
    )
    async with world.database.transaction() as tx:
        if not await factors.add(tx, new, now=now):
            return None
        await sign_ins.end_of_gate(tx, gate_id)
        event = OwnerEvent(at=now, activity=Activity.ENROL_FACTOR, data_set=DataSet.CREDENTIALS, gate_id=gate_id)
        await note(tx, event)
    return base32(secret)
