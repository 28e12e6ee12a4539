"""The town's signing software: what it signs the gate believes, and what is to be refused is refused."""

import asyncio
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import httpx
import pytest
from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.reader import PdfFileReader

from tests.signing_world import a_document
from ugyfelkapu.adapters.pdf_signature import Trust, judged
from ugyfelkapu.demo.contract import Accounts, Officer, keep_accounts, unregistered
from ugyfelkapu.demo.people import cast
from ugyfelkapu.demo.signing.__main__ import application
from ugyfelkapu.demo.signing.authority import Kind, TownAuthority, town_authority
from ugyfelkapu.demo.signing.people import SEAL_CHOICE, subjects
from ugyfelkapu.demo.signing.signing import signed
from ugyfelkapu.gate.domain.signed_document import SignatureFault, SignerKind, ValidSignature

NOW = datetime.now(UTC)
OFFICER = Officer(username="a", password="b", totp_secret="c")
PEOPLE = tuple(unregistered(resident) for resident in cast(today=NOW.date()).unregistered)
ACCOUNTS = Accounts(
    clerk=OFFICER, administrator=OFFICER, citizens=(), unregistered=PEOPLE, services=(), registration_access_token=""
)
SOMEBODY = next(person for person in PEOPLE if person.document_type == "id_card")


@pytest.fixture
def authority(tmp_path: Path) -> TownAuthority:
    return town_authority(tmp_path / "signing", tmp_path / "trusted", now=NOW)


@pytest.fixture
def software(authority: TownAuthority, tmp_path: Path) -> httpx.AsyncClient:
    keep_accounts(ACCOUNTS, tmp_path / "accounts.json")
    transport = httpx.ASGITransport(application(authority, tmp_path / "accounts.json"))
    return httpx.AsyncClient(transport=transport, base_url="http://signing.example")


def believed(authority: TownAuthority) -> Trust:
    root = asn1_x509.Certificate.load(authority.root.credential.certificate.public_bytes(Encoding.DER))
    now = datetime.now(UTC)
    return Trust(issuers=[root], lists=[make(now) for make in authority.lists().values()], now=now)


async def signs(software: httpx.AsyncClient, person: str, kind: str = Kind.GOOD, pdf: bytes = b"") -> httpx.Response:
    async with software:
        form = {"person": person, "kind": kind}
        return await software.post("/", data=form, files={"document": ("a.pdf", pdf or a_document(), "application/pdf")})


@pytest.mark.parametrize(
    ("kind", "fault"),
    [
        (Kind.GOOD, None),
        (Kind.EXPIRED, SignatureFault.EXPIRED),
        (Kind.REVOKED, SignatureFault.REVOKED),
        (Kind.SELF_SIGNED, SignatureFault.SELF_SIGNED),
    ],
)
def test_each_kind_of_certificate_is_what_it_says(authority: TownAuthority, kind: Kind, fault: SignatureFault | None) -> None:
    subject = subjects(ACCOUNTS)[SOMEBODY.document_number]
    verdict = judged(signed(a_document(), authority.certify(subject, kind, now=NOW)), None, believed(authority))
    assert isinstance(verdict, ValidSignature) if fault is None else verdict is fault


async def test_a_document_comes_back_signed_as_a_file(software: httpx.AsyncClient) -> None:
    answer = await signs(software, SOMEBODY.document_number)
    assert answer.headers["content-disposition"].startswith("attachment")
    (signature,) = PdfFileReader(BytesIO(answer.content)).embedded_signatures
    assert SOMEBODY.document_number in str(signature.signer_cert.subject.native)


async def test_an_organisation_has_a_seal(software: httpx.AsyncClient, authority: TownAuthority) -> None:
    answer = await signs(software, SEAL_CHOICE)
    verdict = await asyncio.to_thread(judged, answer.content, None, believed(authority))
    assert isinstance(verdict, ValidSignature)
    assert verdict.signer.kind is SignerKind.LEGAL_PERSON


@pytest.mark.parametrize(("person", "pdf"), [("nobody", b""), (SOMEBODY.document_number, b"no PDF")])
async def test_what_cannot_be_signed_is_told(software: httpx.AsyncClient, person: str, pdf: bytes) -> None:
    answer = await signs(software, person, pdf=pdf)
    assert answer.status_code == 400
    assert 'role="alert"' in answer.text


def test_the_keys_are_kept_between_runs(authority: TownAuthority, tmp_path: Path) -> None:
    again = town_authority(tmp_path / "signing", tmp_path / "trusted", now=NOW)
    assert again.root.credential.certificate == authority.root.credential.certificate
    assert again.issuing.credential.certificate == authority.issuing.credential.certificate
