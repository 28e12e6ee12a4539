"""A trust service to test with: a root and an issuer below it, certificates for people and organisations, revocation lists."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import httpx
from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives.serialization import Encoding

from tests.world import START
from ugyfelkapu.adapters.pdf_signature import Trust, judged
from ugyfelkapu.adapters.revocation_lists import RevocationLists
from ugyfelkapu.adapters.signed_documents import SignedDocumentPool
from ugyfelkapu.demo.signing.certificates import BEFORE, Credential, Issuer, Subject, Wanted, founded
from ugyfelkapu.foundation.page import Language
from ugyfelkapu.foundation.page.document import Document, Section, document_pdf
from ugyfelkapu.gate.domain.signed_document import Original, SignatureFault, ValidSignature
from ugyfelkapu.gate.web.signature.place_to_sign import with_place_to_sign

EVA = Subject(
    common_name="Kovács-Szabó Éva Anna", family_name="Kovács-Szabó", given_name="Éva Anna", serial_number="IDCHU-123456AB"
)
TAX_OFFICE = Subject(
    common_name="Minta Kft. bélyegző", organisation_name="Minta Kft.", organisation_identifier="VATHU-12345678"
)
LISTS = ("http://lists.example/root.crl", "http://lists.example/issuing.crl")


def a_document(text: str = "Kérelem") -> bytes:
    """A page with a sentence, and a place to sign."""
    section = Section(heading="Adatok", facts=(("Név", text),))
    document = Document(product="P", title=text, intro=text, sections=(section,), footer="1818")
    return with_place_to_sign(document_pdf(document, Language.HU))


@dataclass
class TrustService:
    """Root and issuer, as old as the tests' clock, and what their addresses answer."""

    now: datetime = START
    is_silent: bool = False
    root: Issuer = field(init=False)
    issuing: Issuer = field(init=False)

    def __post_init__(self) -> None:
        self.root = founded("Minta gyökér", self.now - timedelta(days=400))
        self.issuing = Issuer(credential=self.root.issue(self._wanted(Subject(common_name="Minta kiadó"), is_issuer=True)))

    def certified(self, subject: Subject = EVA, *, days: tuple[int, int] = (-300, 300), signs: bool = True) -> Credential:
        """A certificate for somebody, good between these days from now."""
        return self.issuing.issue(
            Wanted(
                subject=subject,
                valid_from=self.now + timedelta(days=days[0]) - BEFORE,
                valid_until=self.now + timedelta(days=days[1]),
                signs=signs,
            )
        )

    def revoke(self, credential: Credential) -> None:
        """It is on the list, since a second ago."""
        self.issuing.revoked[credential.certificate.serial_number] = self.now - timedelta(seconds=1)

    def answer(self, request: httpx.Request) -> httpx.Response:
        """What is at the lists' addresses."""
        if self.is_silent:
            return httpx.Response(503)
        issuer = self.root if str(request.url) == LISTS[0] else self.issuing
        return httpx.Response(200, stream=httpx.ByteStream(issuer.revocation_list(self.now)))

    def believed(self, now: datetime) -> Trust:
        """What a process would be told of this service."""
        root = self.root.credential.certificate.public_bytes(Encoding.DER)
        lists = [] if self.is_silent else [issuer.revocation_list(self.now) for issuer in (self.root, self.issuing)]
        return Trust(issuers=[asn1_x509.Certificate.load(root)], lists=lists, now=now)

    def trusted_in(self, folder: Path) -> Path:
        """A folder of trusted issuers with the root in it."""
        folder.mkdir(exist_ok=True)
        (folder / "root.pem").write_bytes(self.root.credential.certificate.public_bytes(Encoding.PEM))
        return folder

    def _wanted(self, subject: Subject, *, is_issuer: bool) -> Wanted:
        since = self.now - timedelta(days=400)
        return Wanted(subject=subject, valid_from=since, valid_until=since + timedelta(days=3650), is_issuer=is_issuer)


@asynccontextmanager
async def a_pool(trust: TrustService, folder: Path) -> AsyncIterator[SignedDocumentPool]:
    """Real processes that trust this service; its lists come without a socket."""
    async with httpx.AsyncClient(transport=httpx.MockTransport(trust.answer)) as client:
        pool = SignedDocumentPool(trust.trusted_in(folder / "trust"), RevocationLists(list(LISTS), client))
        try:
            yield pool
        finally:
            await pool.close()


@dataclass(frozen=True, kw_only=True)
class JudgedHere:
    """The same checks as in the processes, beside the loop: for tests that are about what follows from a verdict."""

    trust: TrustService

    async def validate(self, pdf: bytes, *, original: Original | None, now: datetime) -> ValidSignature | SignatureFault:
        """The verdict."""
        return await asyncio.to_thread(judged, pdf, original, self.trust.believed(now))
