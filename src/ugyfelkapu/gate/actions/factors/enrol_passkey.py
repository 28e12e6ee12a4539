"""A gate gets a passkey, which a browser made for it (`domain.md R16`)."""

from ugyfelkapu.foundation.identifiers import identifier
from ugyfelkapu.gate.actions.factors import passkey_challenges
from ugyfelkapu.gate.actions.factors.add_factor import Added, Enrolled, follow_up, name_of
from ugyfelkapu.gate.actions.factors.offer_totp import NotEnrolled
from ugyfelkapu.gate.actions.factors.passkey_challenges import session_binding
from ugyfelkapu.gate.actions.sessions.live_session import RunningSession
from ugyfelkapu.gate.domain.device import Origin
from ugyfelkapu.gate.domain.factor import FactorId
from ugyfelkapu.gate.domain.passkey import ChallengePurpose, new_key, read_registration, site_of
from ugyfelkapu.gate.ports import GateWorld
from ugyfelkapu.gate.store import factors, passkeys, standings
from ugyfelkapu.gate.store.passkeys import NewPasskey
from ugyfelkapu.identification import IdentificationMethod


async def enrol_passkey(
    world: GateWorld, running: RunningSession, answer: str, *, name: str, origin: Origin
) -> Enrolled | NotEnrolled:
    """Enrol the key in this answer, if all that section 7.1 of the standard asks for holds; the challenge is used up."""
    read = read_registration(answer)
    if read is None:
        return NotEnrolled.WRONG
    now = world.clock.now()
    gate_id = running.account.gate_id
    key = new_key(read, challenge=read.challenge, site=site_of(world.public_url))
    bound_to = session_binding(running.session.session_id)
    async with world.database.transaction() as tx:
        ours = await passkey_challenges.take(tx, read.challenge, ChallengePurpose.ENROL, bound_to=bound_to, now=now)
        if not ours or key is None:
            return NotEnrolled.WRONG
        new = NewPasskey(factor_id=FactorId(identifier(now)), gate_id=gate_id, name=name_of(name), key=key)
        if not await standings.hold_active(tx, gate_id):
            return NotEnrolled.GONE
        before = await factors.held(tx, gate_id)
        if not await passkeys.add(tx, new, now=now):
            return NotEnrolled.FULL
        added = Added(name=new.name, method=IdentificationMethod.PASSWORD_PASSKEY, origin=origin)
        return await follow_up(tx, world, running, added=added, before=before)
