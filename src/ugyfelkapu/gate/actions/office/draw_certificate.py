"""An administrator draws up a certificate that frees from the fee, sees their organisation's, takes one back (`R11`)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from ugyfelkapu.foundation.database import Transaction
from ugyfelkapu.foundation.policy import policy_at
from ugyfelkapu.foundation.throttle import Lane, Wait, take
from ugyfelkapu.gate.actions.fees.certificate_sealing import opening, sealed_content
from ugyfelkapu.gate.actions.office.authorise import NotAdministrator
from ugyfelkapu.gate.actions.office.certificate_journal import Activity, CertificateEvent, note
from ugyfelkapu.gate.actions.sessions.live_session import RunningSession
from ugyfelkapu.gate.domain.email import EmailFault, email_of
from ugyfelkapu.gate.domain.fee_certificate import (
    NUMBER_BYTES,
    CertificateNumber,
    Content,
    DrawFault,
    FeeCertificate,
    Holder,
    certificate_number,
    may_certify,
)
from ugyfelkapu.gate.domain.identity import PersonName, name_part_of
from ugyfelkapu.gate.domain.organisation import Organisation, OrganisationId, domain_of
from ugyfelkapu.gate.domain.policy import STANDING
from ugyfelkapu.gate.ports import GateWorld
from ugyfelkapu.gate.store import fee_certificates, organisations

FREE_DRAWN = 40
"""So many a day of one organisation, then slower: each is a document to set."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedHolder:
    """Whom a certificate is for, as typed."""

    family_name: str
    given_name: str
    birth_date: date | None
    email: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """All that a certificate will say; nothing is kept yet."""

    number: CertificateNumber
    organisation: Organisation
    holder: Holder
    drawn_at: datetime
    good_until: datetime


async def draft(
    world: GateWorld, running: RunningSession, organisation_id: OrganisationId, *, typed: TypedHolder
) -> Draft | dict[str, DrawFault] | NotAdministrator | Wait:
    """What it will say, or what to mend, by field."""
    now = world.clock.now()
    async with world.database.transaction() as tx:
        organisation = await _certifying(tx, running, organisation_id, now=now)
        if organisation is None:
            return NotAdministrator()
        lane = Lane(key=f"gate/fee-certificate/{organisation_id}", free_tries=FREE_DRAWN)
        if isinstance(admitted := await take(tx, (lane,), now=now), Wait):
            return admitted
        holder = _holder(typed, domains=await organisations.domains(tx, organisation_id), today=now.date())
        policy = await policy_at(tx, STANDING, now=now)
    if isinstance(holder, dict):
        return holder
    return Draft(
        number=certificate_number(world.entropy.bytes(NUMBER_BYTES)),
        organisation=organisation,
        holder=holder,
        drawn_at=now,
        good_until=now + timedelta(days=policy.fee_certificate_days),
    )


async def keep(world: GateWorld, running: RunningSession, drafted: Draft, *, pdf: bytes, language: str) -> bool:
    """Let it wait for its seal; `False`: whoever drew it up does not administer the organisation any more."""
    content = Content(holder=drafted.holder, language=language, pdf=pdf)
    drawn = fee_certificates.Drawn(
        number=drafted.number,
        organisation_id=drafted.organisation.organisation_id,
        sealed=sealed_content(world, content, drafted.number),
        drawn_by=running.account.gate_id,
        drawn_at=drafted.drawn_at,
        good_until=drafted.good_until,
    )
    async with world.database.transaction() as tx:
        if await _certifying(tx, running, drawn.organisation_id, now=drafted.drawn_at) is None:
            return False
        await fee_certificates.draw(tx, drawn)
        event = CertificateEvent(
            activity=Activity.DRAW, organisation=drafted.organisation, number=drafted.number, by=running.account.gate_id
        )
        await note(tx, event, at=drafted.drawn_at)
    return True


async def certificates_of(
    world: GateWorld, running: RunningSession, organisation_id: OrganisationId
) -> list[FeeCertificate] | None:
    """The organisation's certificates, newest first; `None`: none of this person's to see."""
    now = world.clock.now()
    async with world.database.transaction() as tx:
        organisation = await _certifying(tx, running, organisation_id, now=now)
        if organisation is None:
            return None
        event = CertificateEvent(activity=Activity.VIEW, organisation=organisation, by=running.account.gate_id)
        await note(tx, event, at=now)
        return await fee_certificates.of_organisation(tx, organisation_id, opened=opening(world))


async def withdraw(
    world: GateWorld, running: RunningSession, organisation_id: OrganisationId, *, number: CertificateNumber
) -> bool:
    """Take it back, effective at once; `False`: there is none of that number to take back."""
    now = world.clock.now()
    async with world.database.transaction() as tx:
        organisation = await _certifying(tx, running, organisation_id, now=now)
        if organisation is None or not await fee_certificates.withdraw(tx, number, organisation_id, now=now):
            return False
        event = CertificateEvent(
            activity=Activity.WITHDRAW, organisation=organisation, number=number, by=running.account.gate_id
        )
        await note(tx, event, at=now)
    return True


async def _certifying(
    tx: Transaction, running: RunningSession, organisation_id: OrganisationId, *, now: datetime
) -> Organisation | None:
    """The organisation, if it may certify and this person administers it."""
    found = await organisations.by_id(tx, organisation_id)
    me = running.account.person_id
    if found is None or not may_certify(found):
        return None
    return found if await organisations.is_administrator(tx, organisation_id, person_id=me, now=now) else None


def _holder(typed: TypedHolder, *, domains: tuple[str, ...], today: date) -> Holder | dict[str, DrawFault]:
    faults: dict[str, DrawFault] = {}
    family_name, given_name = name_part_of(typed.family_name), name_part_of(typed.given_name)
    email = email_of(typed.email)
    if family_name is None:
        faults["family_name"] = DrawFault.NAME
    if given_name is None:
        faults["given_name"] = DrawFault.NAME
    if typed.birth_date is None or typed.birth_date > today:
        faults["birth_date"] = DrawFault.BIRTH_DATE
    if isinstance(email, EmailFault):
        faults["email"] = DrawFault.EMAIL
    elif domain_of(email) not in domains:
        faults["email"] = DrawFault.EMAIL_DOMAIN
    if faults or family_name is None or given_name is None or typed.birth_date is None or isinstance(email, EmailFault):
        return faults
    return Holder(name=PersonName(family_name=family_name, given_name=given_name), birth_date=typed.birth_date, email=email)
