"""A certificate comes back with the organisation's seal: from the organisation, or from the person it is for (`R11`)."""

from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

from ugyfelkapu.foundation.database import Transaction
from ugyfelkapu.foundation.throttle import Lane, Wait, take
from ugyfelkapu.gate.actions.fees.certificate_sealing import opening, sealed_content
from ugyfelkapu.gate.actions.mail.letter import Facts, Occasion
from ugyfelkapu.gate.actions.mail.tell import Notice, tell
from ugyfelkapu.gate.actions.office.certificate_journal import Activity, CertificateEvent, note
from ugyfelkapu.gate.domain.activation_code import Recipient
from ugyfelkapu.gate.domain.fee_certificate import (
    CertificateFault,
    CertificateNumber,
    Content,
    FeeCertificate,
    SealFault,
    certificate_number_of,
    seal_fault,
    unsealed_fault,
)
from ugyfelkapu.gate.domain.gate import GateId
from ugyfelkapu.gate.domain.identity import PersonName
from ugyfelkapu.gate.domain.signed_document import SignatureFault, ValidSignature
from ugyfelkapu.gate.ports import GateWorld
from ugyfelkapu.gate.store import fee_certificates

FREE_UPLOADS_CERTIFICATE = 10
FREE_UPLOADS_NETWORK = 100
"""Of a day: each costs a process some time."""

_OURS = frozenset({SignatureFault.BUSY, SignatureFault.NOT_CONFIGURED})
"""What says nothing of the document."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """It frees its holder's next gate from the fee until then."""

    number: CertificateNumber
    good_until: datetime


HandedIn = Accepted | SignatureFault | SealFault | CertificateFault | Wait


async def hand_in(world: GateWorld, typed: str, pdf: bytes, *, network: str) -> HandedIn:
    """Take the sealed document of a number; whatever stands against it, the certificate goes on waiting.

    The document has to begin with the bytes that we made, so it is never read: for whom it is we know.
    """
    number = certificate_number_of(typed)
    now = world.clock.now()
    async with world.database.transaction() as tx:
        if isinstance(admitted := await take(tx, _lanes(number, network), now=now), Wait):
            return admitted
    found = await fee_certificates.by_number(world.database.reader, number, opened=opening(world)) if number else None
    if found is None:
        return CertificateFault.UNKNOWN
    fault = unsealed_fault(found, now=now)
    if fault or found.content is None:
        return fault or CertificateFault.UNKNOWN
    if found.accepted_at:
        return _again(found, pdf)
    verdict = await world.signed_documents.validate(pdf, original=found.content.original, now=now)
    if isinstance(verdict, SignatureFault):
        return verdict if verdict in _OURS else await _refused(world, found, verdict)
    if another := seal_fault(verdict.signer, found.organisation):
        return await _refused(world, found, another)
    return await _accept(world, found, found.content, verdict=verdict)


def _lanes(number: CertificateNumber | None, network: str) -> tuple[Lane, ...]:
    of_network = Lane(key=f"gate/fee-certificate/upload/2/{network}", free_tries=FREE_UPLOADS_NETWORK)
    if number is None:
        return (of_network,)
    return (Lane(key=f"gate/fee-certificate/upload/1/{number}", free_tries=FREE_UPLOADS_CERTIFICATE), of_network)


def _again(found: FeeCertificate, pdf: bytes) -> HandedIn:
    """Whoever sends the very document again is answered again."""
    if sha256(pdf).digest() != found.document_digest:
        return SignatureFault.ANOTHER_DOCUMENT
    return Accepted(number=found.number, good_until=found.good_until)


async def _refused(world: GateWorld, found: FeeCertificate, fault: SignatureFault | SealFault) -> SignatureFault | SealFault:
    event = CertificateEvent(activity=Activity.HAND_IN, organisation=found.organisation, number=found.number, outcome=fault)
    async with world.database.transaction() as tx:
        await note(tx, event, at=world.clock.now())
    return fault


async def _accept(world: GateWorld, found: FeeCertificate, content: Content, *, verdict: ValidSignature) -> HandedIn:
    now = world.clock.now()
    sealed = fee_certificates.Sealed(
        sealed=sealed_content(world, replace(content, pdf=b""), found.number),
        document_digest=verdict.document_digest,
        seal_digest=verdict.certificate_digest,
    )
    async with world.database.transaction() as tx:
        if await fee_certificates.accept(tx, found.number, sealed, now=now):
            await _note(tx, found, verdict, at=now)
            await _tell(tx, world, found, content=content, now=now)
            return Accepted(number=found.number, good_until=found.good_until)
        kept = await fee_certificates.by_number(tx, found.number, opened=opening(world))
    fault = unsealed_fault(kept, now=now) if kept else CertificateFault.UNKNOWN
    return fault or Accepted(number=found.number, good_until=found.good_until)  # the same came twice at once


async def _note(tx: Transaction, found: FeeCertificate, verdict: ValidSignature, *, at: datetime) -> None:
    evidence = {
        "seal": verdict.certificate_digest.hex(),
        "document": verdict.document_digest.hex(),
        "signature": verdict.level.value,
    }
    event = CertificateEvent(
        activity=Activity.HAND_IN, organisation=found.organisation, number=found.number, technical=evidence
    )
    await note(tx, event, at=at)


async def _tell(tx: Transaction, world: GateWorld, found: FeeCertificate, *, content: Content, now: datetime) -> None:
    """Whom it is for learns its number, at the address which the new gate will have."""
    recipient = Recipient(
        gate_id=GateId(""),
        username="",
        email=content.holder.email,
        language=content.language,
        name=PersonName(family_name="", given_name=""),  # what an organisation typed goes into nobody's letter
    )
    facts = Facts(at=now, code=found.number, until=found.good_until, organisation=found.organisation.name)
    await tell(tx, world, Notice(occasion=Occasion.FEE_CERTIFICATE, recipient=recipient, facts=facts), now=now)
