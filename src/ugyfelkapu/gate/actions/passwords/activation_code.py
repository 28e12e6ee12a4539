"""The one-time activation code goes out by e-mail, in the transaction that makes it (`domain.md R5`)."""

from datetime import datetime

from ugyfelkapu.foundation.database import Transaction
from ugyfelkapu.foundation.outbox import post
from ugyfelkapu.foundation.policy import policy_at
from ugyfelkapu.gate.actions.journal.owner_journal import SYSTEM, Activity, DataSet, OwnerEvent, note
from ugyfelkapu.gate.actions.mail.letter import Facts, Occasion, letter
from ugyfelkapu.gate.actions.mail.which_gate import naming_gate
from ugyfelkapu.gate.domain.activation_code import Recipient, activation_code_expires_at
from ugyfelkapu.gate.domain.policy import STANDING
from ugyfelkapu.gate.domain.secret import CODE_BYTES, SecretKind, code_digest, code_of
from ugyfelkapu.gate.ports import GateWorld
from ugyfelkapu.gate.store import codes

__all__ = ["Recipient", "UnreadableCodeError", "issue", "issue_again"]


class UnreadableCodeError(Exception):
    """A code was made that its own reader would not take."""


async def issue(tx: Transaction, world: GateWorld, recipient: Recipient, *, now: datetime) -> None:
    """Write the activation code of a registration made now, and post the mail that carries it."""
    await issue_again(tx, world, recipient, registered_at=now, now=now)


async def issue_again(
    tx: Transaction, world: GateWorld, recipient: Recipient, *, registered_at: datetime, now: datetime
) -> None:
    """The same for a registration that waits since then; codes sent before stay good until they expire."""
    policy = await policy_at(tx, STANDING, now=now)
    until = activation_code_expires_at(registered_at, policy=policy, now=now)
    code = await keep_code(tx, world, recipient, kind=SecretKind.ACTIVATION_CODE, expires_at=until)
    facts = await naming_gate(tx, Occasion.ACTIVATION, recipient, facts=Facts(at=now, code=code, until=until))
    await post(tx, letter(world.public_url, Occasion.ACTIVATION, recipient, facts=facts), now=now)
    event = OwnerEvent(
        at=now,
        activity=Activity.SEND_CODE,
        data_set=DataSet.CONTACT,
        gate_id=recipient.gate_id,
        reason="registration",
        actor=SYSTEM,
    )
    await note(tx, event)


async def keep_code(tx: Transaction, world: GateWorld, recipient: Recipient, *, kind: SecretKind, expires_at: datetime) -> str:
    """Make a code of this kind for a gate and keep its digest; the code itself goes into a mail and nowhere else."""
    code = code_of(kind, world.entropy.bytes(CODE_BYTES))
    digest = code_digest(kind, code, gate_id=recipient.gate_id)
    if digest is None:
        raise UnreadableCodeError
    table = codes.ACTIVATION if kind is SecretKind.ACTIVATION_CODE else codes.PASSWORD_RESET
    issued = codes.IssuedCode(digest=digest, gate_id=recipient.gate_id, expires_at=expires_at)
    await codes.keep(tx, table, issued, now=world.clock.now())
    return code
