"""Somebody who applies with a signature: an application, their software, and what they hand in."""

import asyncio
from dataclasses import dataclass, field, replace

from tests.gate.counter_world import Counter, a_person, typed_from
from tests.signing_world import JudgedHere, TrustService, a_document
from ugyfelkapu.demo.signing.certificates import Credential, Subject
from ugyfelkapu.demo.signing.signing import signed
from ugyfelkapu.foundation.throttle import Wait
from ugyfelkapu.gate.actions.applying.apply_by_signature import Applied, apply_by_signature
from ugyfelkapu.gate.actions.applying.signature_applications import Draft, draft, keep
from ugyfelkapu.gate.actions.registration.wish import Typed as TypedWish
from ugyfelkapu.gate.actions.registration.wish import WishFaults
from ugyfelkapu.gate.domain.identity import DocumentType, RegisteredPerson
from ugyfelkapu.gate.domain.registration import RefusalReason
from ugyfelkapu.gate.ports import GateWorld

NETWORK = "192.0.2.0/24"
KINDS = {DocumentType.ID_CARD: "IDC", DocumentType.PASSPORT: "PAS"}


def subject_of(person: RegisteredPerson, *, state: str = "HU") -> Subject:
    """How a certificate names somebody."""
    name, document = person.identity.current_name, person.document
    return Subject(
        common_name=f"{name.family_name} {name.given_name}",
        family_name=name.family_name,
        given_name=name.given_name,
        serial_number=f"{KINDS.get(document.document_type, 'DRV')}{state}-{document.document_number}",
    )


@dataclass(kw_only=True)
class Applicant:
    """A person at home with a signing certificate."""

    counter: Counter
    trust: TrustService = field(default_factory=TrustService)
    person: RegisteredPerson = field(default_factory=a_person)
    number: str = ""
    pdf: bytes = b""

    @property
    def world(self) -> GateWorld:
        """The gate, which trusts the applicant's issuer."""
        return replace(self.counter.world, signed_documents=JudgedHere(trust=self.trust))

    async def drafts(self, username: str = "alairo2026") -> Draft | WishFaults | RefusalReason | Wait:
        """Fill the form in."""
        wish = TypedWish(username=username, email="alairo@example.hu", language="hu")
        return await draft(self.world, typed_from(self.person), wish, network=NETWORK)

    async def applies(self, username: str = "alairo2026") -> None:
        """Fill the form in, and get the document."""
        drafted = await self.drafts(username)
        assert isinstance(drafted, Draft), drafted
        self.number, self.pdf = drafted.number, a_document(drafted.number)
        await keep(self.world, drafted, self.pdf)

    async def signs(self, credential: Credential | None = None, pdf: bytes | None = None) -> bytes:
        """The application, signed."""
        mine = credential or self.trust.certified(subject_of(self.person))
        return await asyncio.to_thread(signed, pdf or self.pdf, mine)

    async def hands_in(self, pdf: bytes, *, number: str | None = None) -> Applied:
        """Upload."""
        return await apply_by_signature(self.world, number or self.number, pdf, network=NETWORK)
