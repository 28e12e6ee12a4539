"""Begin a registration at home: what is typed waits, sealed, for a counter; a reference finds it (`domain.md R2`).

Nobody is looked up, so nothing of the answer depends on whether somebody is known: a provisional gate is opened by the worker,
which tells by mail if the user name has a holder.
"""

from dataclasses import dataclass
from datetime import datetime

from ugyfelkapu.foundation.database import Transaction
from ugyfelkapu.foundation.identifiers import identifier
from ugyfelkapu.foundation.outbox import post
from ugyfelkapu.foundation.policy import policy_at
from ugyfelkapu.foundation.throttle import Wait
from ugyfelkapu.gate.actions.journal.home_journal import DONE, Activity, note
from ugyfelkapu.gate.actions.mail.letter import Facts, Occasion, letter
from ugyfelkapu.gate.actions.registration import home_data, wish
from ugyfelkapu.gate.actions.registration.wish import WishFaults
from ugyfelkapu.gate.actions.sessions.tries import mail_tries
from ugyfelkapu.gate.domain.activation_code import Recipient
from ugyfelkapu.gate.domain.counter_case import ApplicationId
from ugyfelkapu.gate.domain.device import Origin
from ugyfelkapu.gate.domain.gate import GateId
from ugyfelkapu.gate.domain.home_application import HomeApplication, HomeData, HomeKind, reference_digest, waits_until
from ugyfelkapu.gate.domain.identity import PersonName
from ugyfelkapu.gate.domain.policy import STANDING
from ugyfelkapu.gate.domain.secret import CODE_BYTES, SecretKind, code_of
from ugyfelkapu.gate.ports import GateWorld
from ugyfelkapu.gate.store import home_applications

LANE = "/home"
"""Where a user name stands in other lanes; no user name has a slash."""

NOBODY = PersonName(family_name="", given_name="")


class UnreadableReferenceError(Exception):
    """A reference was made that its own reader would not take."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """The application waits; the reference is told to the applicant and kept nowhere else."""

    reference: str


async def begin_at_home(
    world: GateWorld, kind: HomeKind, data: HomeData, *, origin: Origin, now: datetime
) -> Begun | WishFaults | Wait:
    """Keep what was typed and mail its reference; the same whoever it is about."""
    wished = wish.read(wish.Typed(username=data.username, email=data.email, language=data.language))
    if isinstance(wished, WishFaults):
        return wished
    admitted = await mail_tries(LANE, wished.email.casefold(), origin, now=now).take(world.database, now=now)
    if isinstance(admitted, Wait):
        return admitted
    kept = HomeData(typed=data.typed, username=wished.username, email=wished.email, language=wished.language)
    reference = code_of(SecretKind.HOME_REFERENCE, world.entropy.bytes(CODE_BYTES))
    async with world.database.transaction() as tx:
        await _keep(tx, world, kind, data=kept, reference=reference)
    return Begun(reference=reference)


def home_recipient(data: HomeData, gate_id: GateId) -> Recipient:
    """Whom mails about an application go to; by no name, since a stranger may have typed one."""
    return Recipient(gate_id=gate_id, username=data.username, email=data.email, language=data.language, name=NOBODY)


async def _keep(tx: Transaction, world: GateWorld, kind: HomeKind, *, data: HomeData, reference: str) -> None:
    now, digest = world.clock.now(), reference_digest(reference)
    if digest is None:
        raise UnreadableReferenceError
    until = waits_until(kind, now, policy=await policy_at(tx, STANDING, now=now))
    application_id = ApplicationId(identifier(now))
    application = HomeApplication(
        application_id=application_id,
        kind=kind,
        gate_id=None,
        sealed=home_data.sealed(world, data, application_id),
        asked_at=now,
        expires_at=until,
    )
    await home_applications.keep(tx, application, digest=digest)
    await _mail(tx, world, data, reference=reference, until=until)
    await note(tx, Activity.BEGIN, application, outcome=DONE, at=now)


async def _mail(tx: Transaction, world: GateWorld, data: HomeData, *, reference: str, until: datetime) -> None:
    now = world.clock.now()
    facts = Facts(at=now, code=reference, until=until)
    recipient = home_recipient(data, GateId(""))
    await post(tx, letter(world.public_url, Occasion.HOME_REFERENCE, recipient, facts=facts), now=now)
