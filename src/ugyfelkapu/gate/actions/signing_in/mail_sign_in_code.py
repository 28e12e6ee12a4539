"""A code by e-mail as the second step of a sign-in, when nothing better is at hand; the level stays low (`domain.md R16`)."""

from datetime import timedelta

from ugyfelkapu.foundation.throttle import Wait
from ugyfelkapu.gate.actions.journal.owner_journal import Activity, DataSet, OwnerEvent, note
from ugyfelkapu.gate.actions.mail.letter import Facts, Occasion
from ugyfelkapu.gate.actions.mail.tell import Notice, tell
from ugyfelkapu.gate.actions.passwords.activation_code import UnreadableCodeError
from ugyfelkapu.gate.actions.sessions.half_done import half_done
from ugyfelkapu.gate.actions.sessions.tries import mail_tries
from ugyfelkapu.gate.domain.device import Origin
from ugyfelkapu.gate.domain.secret import CODE_BYTES, SecretKind, code_digest, code_of
from ugyfelkapu.gate.domain.sign_in import Refused, Step
from ugyfelkapu.gate.domain.username import fold_username
from ugyfelkapu.gate.domain.way import ALLOWED, Way
from ugyfelkapu.gate.ports import GateWorld
from ugyfelkapu.gate.store import factor_steps
from ugyfelkapu.gate.store.factor_steps import MailedCode

CODE_MINUTES = 10


async def mail_sign_in_code(world: GateWorld, secret: str, *, origin: Origin) -> Refused | Wait | None:
    """Send a code for this half-done sign-in alone; `None`: it is on its way. Never for a new password."""
    found = await half_done(world, secret, origin, step=Step.SECOND_FACTOR)
    if found is None:
        return Refused.GONE
    if Way.EMAIL_CODE not in ALLOWED[found.pending.purpose]:
        return Refused.WRONG
    now, account = world.clock.now(), found.account
    lane = f"sign-in/{account.email}"  # apart from the mails a stranger may ask for without the password
    admitted = await mail_tries(fold_username(account.username), lane, origin, now=now).take(world.database, now=now)
    if isinstance(admitted, Wait):
        return admitted
    code = code_of(SecretKind.SIGN_IN_CODE, world.entropy.bytes(CODE_BYTES))
    digest = code_digest(SecretKind.SIGN_IN_CODE, code, gate_id=account.gate_id)
    if digest is None:
        raise UnreadableCodeError
    until = now + timedelta(minutes=CODE_MINUTES)
    facts = Facts(at=now, code=code, until=until, address=origin.address, description=origin.description)
    async with world.database.transaction() as tx:
        kept = MailedCode(digest=digest, pending=found.digest, gate_id=account.gate_id)
        if not await factor_steps.keep_code(tx, kept, expires_at=until, now=now):
            return Refused.GONE
        await tell(tx, world, Notice(occasion=Occasion.SIGN_IN_CODE, recipient=account.recipient, facts=facts), now=now)
        event = OwnerEvent(
            at=now,
            activity=Activity.SEND_SIGN_IN_CODE,
            data_set=DataSet.CONTACT,
            gate_id=account.gate_id,
            technical={"address": origin.address},
        )
        await note(tx, event)
    return None
