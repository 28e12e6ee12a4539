"""An organisation's e-mail domain proves itself by a code mailed to an address in it (`domain.md R11`)."""

from dataclasses import replace
from datetime import timedelta
from enum import StrEnum

from ugyfelkapu.foundation.policy import policy_at
from ugyfelkapu.foundation.throttle import Lane, Wait, take
from ugyfelkapu.gate.actions.journal.owner_journal import Activity, DataSet, OwnerEvent, note
from ugyfelkapu.gate.actions.mail.letter import Facts, Occasion
from ugyfelkapu.gate.actions.mail.tell import Notice, tell
from ugyfelkapu.gate.actions.office.authorise import NotAdministrator
from ugyfelkapu.gate.actions.sessions.live_session import RunningSession
from ugyfelkapu.gate.domain.email import EmailFault, email_of
from ugyfelkapu.gate.domain.organisation import OrganisationId, domain_of
from ugyfelkapu.gate.domain.policy import STANDING
from ugyfelkapu.gate.domain.secret import CODE_BYTES, SecretKind, code_digest, code_of
from ugyfelkapu.gate.ports import GateWorld
from ugyfelkapu.gate.store import organisations

FREE_MAILS = 5
FREE_TRIES = 5


class Proof(StrEnum):
    """What became of a code."""

    SENT = "sent"
    PROVEN = "proven"
    WRONG = "wrong"


async def mail_domain_code(
    world: GateWorld, running: RunningSession, organisation_id: OrganisationId, *, typed: str
) -> Proof | EmailFault | NotAdministrator | Wait:
    """Mail a code to an address of the domain; the newest one counts."""
    now, account = world.clock.now(), running.account
    email = email_of(typed)
    if isinstance(email, EmailFault):
        return email
    async with world.database.transaction() as tx:
        organisation = await organisations.by_id(tx, organisation_id)
        me = account.person_id
        if organisation is None or not await organisations.is_administrator(tx, organisation_id, person_id=me, now=now):
            return NotAdministrator()
        admitted = await take(tx, [Lane(key=f"gate/domain-mail/{organisation_id}", free_tries=FREE_MAILS)], now=now)
        if isinstance(admitted, Wait):
            return admitted
        policy = await policy_at(tx, STANDING, now=now)
        until = now + timedelta(hours=policy.confirmation_code_hours)
        code = code_of(SecretKind.DOMAIN_CODE, world.entropy.bytes(CODE_BYTES))
        digest = code_digest(SecretKind.DOMAIN_CODE, code, gate_id=organisation_id)
        if digest is None:
            raise UnreadableCodeError
        await organisations.keep_domain_code(tx, organisation_id, domain_of(email), digest=digest, expires_at=until)
        facts = Facts(at=now, code=code, until=until, organisation=organisation.name)
        recipient = replace(account.recipient, email=email)
        await tell(tx, world, Notice(occasion=Occasion.OFFICE_CODE, recipient=recipient, facts=facts), now=now)
    return Proof.SENT


async def prove_domain(
    world: GateWorld, running: RunningSession, organisation_id: OrganisationId, *, typed: str
) -> Proof | NotAdministrator | Wait:
    """Take the code; wrong ones are counted for the organisation."""
    now, account = world.clock.now(), running.account
    lane = Lane(key=f"gate/domain-code/{organisation_id}", free_tries=FREE_TRIES)
    async with world.database.transaction() as tx:
        if not await organisations.is_administrator(tx, organisation_id, person_id=account.person_id, now=now):
            return NotAdministrator()
        admitted = await take(tx, [lane], now=now)
        if isinstance(admitted, Wait):
            return admitted
        digest = code_digest(SecretKind.DOMAIN_CODE, typed, gate_id=organisation_id)
        domain = await organisations.prove_domain(tx, organisation_id, digest=digest, now=now) if digest else None
        event = OwnerEvent(
            at=now,
            activity=Activity.PROVE_DOMAIN,
            data_set=DataSet.AUTHORISATION,
            gate_id=account.gate_id,
            outcome="done" if domain else "wrong",
            technical={"domain": domain or ""},
        )
        await note(tx, event)
    return Proof.PROVEN if domain else Proof.WRONG


class UnreadableCodeError(Exception):
    """A code of our own making that we cannot read."""
