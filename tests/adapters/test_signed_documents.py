"""Signed documents: what is believed, and each reason not to, told apart."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, sign_pdf
from pyhanko_certvalidator import ValidationContext

from tests.signing_world import EVA, LISTS, TAX_OFFICE, TrustService, a_document, a_pool
from ugyfelkapu.adapters.pdf_signature import Trust, judged
from ugyfelkapu.adapters.signed_documents import (
    NoTrustList,
    SignedDocumentPool,
    WrongTrustListError,
    signed_documents,
)
from ugyfelkapu.demo.signing.certificates import Credential, Wanted
from ugyfelkapu.demo.signing.signing import signed, signer
from ugyfelkapu.gate.domain.signed_document import (
    MOST_DOCUMENT_BYTES,
    Original,
    SignatureFault,
    SignatureLevel,
    SignerKind,
    ValidSignature,
)

DOCUMENT = a_document()
ORIGINAL = Original(length_bytes=len(DOCUMENT), digest=sha256(DOCUMENT).digest())


@pytest.fixture
def trust() -> TrustService:
    return TrustService()


def judgement(trust: TrustService, pdf: bytes, original: Original | None = ORIGINAL) -> ValidSignature | SignatureFault:
    return judged(pdf, original, trust.believed(trust.now))


def test_a_person_signs_what_we_made(trust: TrustService) -> None:
    verdict = judgement(trust, signed(DOCUMENT, trust.certified()))
    assert isinstance(verdict, ValidSignature)
    assert verdict.signer.kind is SignerKind.NATURAL_PERSON
    assert (verdict.signer.family_name, verdict.signer.given_name) == (EVA.family_name, EVA.given_name)
    assert verdict.signer.serial_number == "IDCHU-123456AB"
    assert verdict.level is SignatureLevel.ADVANCED_QUALIFIED_CERTIFICATE


def test_an_organisation_seals_any_document(trust: TrustService) -> None:
    verdict = judgement(trust, signed(a_document("Igazolás"), trust.certified(TAX_OFFICE)), None)
    assert isinstance(verdict, ValidSignature)
    assert verdict.signer.kind is SignerKind.LEGAL_PERSON
    assert verdict.signer.organisation_identifier == "VATHU-12345678"


def test_software_may_add_the_proofs_of_the_signature_and_nothing_else(trust: TrustService) -> None:
    credential, lists = trust.certified(), trust.believed(trust.now).lists
    context = ValidationContext(
        trust_roots=trust.believed(trust.now).issuers, crls=lists, moment=trust.now, revocation_mode="require"
    )
    metadata = PdfSignatureMetadata(
        field_name="Signature",
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        embed_validation_info=True,
        validation_context=context,
    )
    output = sign_pdf(IncrementalPdfFileWriter(BytesIO(DOCUMENT)), metadata, signer=signer(credential))
    assert isinstance(judgement(trust, output.getvalue()), ValidSignature)


def _elsewhere(trust: TrustService) -> Credential:
    return TrustService(now=trust.now).certified()


def _revoked(trust: TrustService) -> Credential:
    credential = trust.certified()
    trust.revoke(credential)
    return credential


def _self_signed(trust: TrustService) -> Credential:
    other = TrustService(now=trust.now)
    return other.root.credential


def _issuers_own(trust: TrustService) -> Credential:
    return trust.issuing.credential


def _same_issuers_name_other_key(trust: TrustService) -> Credential:
    return TrustService(now=trust.now).issuing.issue(
        Wanted(subject=EVA, valid_from=trust.now - timedelta(days=1), valid_until=trust.now + timedelta(days=1))
    )


@pytest.mark.parametrize(
    ("credential", "fault"),
    [
        (_elsewhere, SignatureFault.UNKNOWN_ISSUER),
        (_same_issuers_name_other_key, SignatureFault.UNKNOWN_ISSUER),
        (_self_signed, SignatureFault.SELF_SIGNED),
        (_revoked, SignatureFault.REVOKED),
        (_issuers_own, SignatureFault.NOT_FOR_SIGNING),
        (lambda trust: trust.certified(days=(-30, -1)), SignatureFault.EXPIRED),
        (lambda trust: trust.certified(days=(1, 30)), SignatureFault.NOT_YET_VALID),
        (lambda trust: trust.certified(signs=False), SignatureFault.NOT_FOR_SIGNING),
    ],
)
def test_a_certificate_that_will_not_do_is_refused_with_its_own_reason(
    trust: TrustService, credential: Callable[[TrustService], Credential], fault: SignatureFault
) -> None:
    assert judgement(trust, signed(DOCUMENT, credential(trust))) is fault


def test_without_a_list_of_revoked_certificates_nobody_is_believed(trust: TrustService) -> None:
    document = signed(DOCUMENT, trust.certified())
    trust.is_silent = True
    assert judgement(trust, document) is SignatureFault.REVOCATION_UNKNOWN


@pytest.mark.parametrize("days", [0, 2])
def test_a_list_counts_until_its_own_end(trust: TrustService, days: int) -> None:
    document, lists = signed(DOCUMENT, trust.certified()), trust.believed(trust.now)
    later = Trust(issuers=lists.issuers, lists=lists.lists, now=trust.now + timedelta(days=days))
    verdict = judged(document, ORIGINAL, later)
    assert isinstance(verdict, ValidSignature) if days == 0 else verdict is SignatureFault.REVOCATION_UNKNOWN


def test_the_last_second_of_a_certificate_is_good_and_the_next_is_not(trust: TrustService) -> None:
    document = signed(DOCUMENT, trust.certified(days=(-30, 0)))
    assert isinstance(judgement(trust, document), ValidSignature)
    trust.now += timedelta(seconds=1)
    assert judgement(trust, document) is SignatureFault.EXPIRED


def test_a_signature_of_the_older_form_is_not_advanced(trust: TrustService) -> None:
    metadata = PdfSignatureMetadata(
        field_name="Signature", md_algorithm="sha256", subfilter=SigSeedSubFilter.ADOBE_PKCS7_DETACHED
    )
    output = sign_pdf(IncrementalPdfFileWriter(BytesIO(DOCUMENT)), metadata, signer=signer(trust.certified()))
    assert judgement(trust, output.getvalue()) is SignatureFault.NOT_ADVANCED


def test_two_signers_are_one_too_many(trust: TrustService) -> None:
    twice = signed(signed(DOCUMENT, trust.certified()), trust.certified(TAX_OFFICE), field="Second")
    assert judgement(trust, twice) is SignatureFault.SEVERAL_SIGNATURES


def test_another_document_signed_well_is_another_document(trust: TrustService) -> None:
    assert judgement(trust, signed(a_document("Más"), trust.certified())) is SignatureFault.ANOTHER_DOCUMENT


def test_a_document_without_a_signature_is_unsigned(trust: TrustService) -> None:
    assert judgement(trust, DOCUMENT) is SignatureFault.UNSIGNED


async def test_a_process_answers_again_and_again(trust: TrustService, tmp_path: Path) -> None:
    good = await asyncio.to_thread(signed, DOCUMENT, trust.certified())
    async with a_pool(trust, tmp_path) as pool:
        asked = [pool.validate(pdf, original=ORIGINAL, now=trust.now) for pdf in (good, DOCUMENT, good, b"%PDF-1.7", good)]
        verdicts = await asyncio.gather(*asked)
    kinds = [verdict if isinstance(verdict, SignatureFault) else "good" for verdict in verdicts]
    assert kinds == ["good", SignatureFault.UNSIGNED, "good", SignatureFault.NOT_A_PDF, "good"]


async def test_a_process_that_is_ended_is_renewed(trust: TrustService, tmp_path: Path) -> None:
    good = await asyncio.to_thread(signed, DOCUMENT, trust.certified())
    async with a_pool(trust, tmp_path) as pool:
        assert isinstance(await pool.validate(good, original=None, now=trust.now), ValidSignature)
        (process,) = pool._idle
        process.kill()
        await process.wait()
        assert await pool.validate(good, original=None, now=trust.now) is SignatureFault.TOO_COMPLEX
        assert isinstance(await pool.validate(good, original=None, now=trust.now), ValidSignature)


async def test_too_many_at_once_are_told_to_come_back(trust: TrustService, tmp_path: Path) -> None:
    async with a_pool(trust, tmp_path) as pool:
        asked = [pool.validate(DOCUMENT, original=None, now=trust.now) for _ in range(40)]
        verdicts = await asyncio.gather(*asked)
    assert set(verdicts) == {SignatureFault.UNSIGNED, SignatureFault.BUSY}


async def test_what_is_too_large_is_refused_unread(trust: TrustService, tmp_path: Path) -> None:
    async with a_pool(trust, tmp_path) as pool:
        large = b"%PDF-1.7" + bytes(MOST_DOCUMENT_BYTES)
        assert await pool.validate(large, original=None, now=trust.now) is SignatureFault.TOO_LARGE
        assert not pool._idle


async def test_whoever_trusts_nobody_takes_nothing() -> None:
    async with signed_documents("", "") as documents:
        assert isinstance(documents, NoTrustList)
        assert await documents.validate(DOCUMENT, original=None, now=TrustService().now) is SignatureFault.NOT_CONFIGURED


@pytest.mark.parametrize("content", [None, "no certificate"])
async def test_a_folder_without_a_certificate_stops_the_start_in_one_line(tmp_path: Path, content: str | None) -> None:
    if content:
        (tmp_path / "wrong.pem").write_text(content, encoding="ascii")
    with pytest.raises(WrongTrustListError, match=r"^setting signature_trust_directory: [^\n]*$"):
        async with signed_documents(str(tmp_path), LISTS[0]) as documents:
            assert isinstance(documents, SignedDocumentPool)
