"""Signed copies: PAdES B-B that a stranger's validator accepts, nothing unsigned handed out, and an honest *busy*."""

import asyncio
from io import BytesIO
from pathlib import Path
from threading import Event

import pytest
from pyhanko.keys import load_cert_from_pemder
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext
from pypdf import PdfReader

from ugyfelkapu.adapters.document_seal import MOST_WAITING, NoSeal, PadesSeal, WrongSealError, document_seal
from ugyfelkapu.demo.seal import make_seal
from ugyfelkapu.foundation.page import Language
from ugyfelkapu.foundation.page.document import Document, Section, document_pdf
from ugyfelkapu.ports import Unsealed

DOCUMENT = Document(
    product="Ügyfélkapu",
    title="Másolat",
    intro="Őry Ágota #let x = 1 $x$ *kiemelt*",
    sections=(
        Section(heading="Adatok", facts=(("Név", "#panic() Őry"), ("E-mail", "a" * 200 + "@example.hu"))),
        Section(heading="Belépések", columns=("Mikor", "Honnan"), rows=tuple((f"{n}.", "192.0.2.7") for n in range(150))),
        Section(heading="Semmi", note="Nincs bejegyzés."),
    ),
    footer="1818",
)


def made() -> bytes:
    return document_pdf(DOCUMENT, Language.HU)


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    make_seal(tmp_path / "seal.key", tmp_path / "seal.pem")
    return tmp_path / "seal.key", tmp_path / "seal.pem"


def verified(document: bytes, certificate: Path) -> PdfSignatureStatus:
    """What a validator that trusts this certificate says."""
    (signature,) = PdfFileReader(BytesIO(document)).embedded_signatures
    trusted = load_cert_from_pemder(str(certificate))
    trust = ValidationContext(trust_roots=[trusted], allow_fetching=False)
    return validate_pdf_signature(signature, trust)


async def test_a_sealed_document_is_whole_signed_and_by_us(files: tuple[Path, Path]) -> None:
    seal = document_seal(*map(str, files))
    document = await seal.sealed(made)
    seal.close()
    assert not isinstance(document, Unsealed)
    status = await asyncio.to_thread(verified, document, files[1])
    assert status.bottom_line
    assert status.coverage is SignatureCoverageLevel.ENTIRE_FILE
    (signature,) = PdfFileReader(BytesIO(document)).embedded_signatures
    assert signature.sig_object["/SubFilter"] == "/ETSI.CAdES.detached"
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(document)).pages)
    assert "#panic() Őry" in text.replace("\u200b", "")


async def test_a_changed_byte_breaks_the_seal(files: tuple[Path, Path]) -> None:
    seal = document_seal(*map(str, files))
    document = await seal.sealed(made)
    seal.close()
    assert not isinstance(document, Unsealed)
    spoilt = document.replace(b"/Author", b"/Autor_", 1)
    assert spoilt != document
    status = await asyncio.to_thread(verified, spoilt, files[1])
    assert not status.intact


async def test_without_a_seal_nothing_is_handed_out() -> None:
    assert isinstance(document_seal("", ""), NoSeal)
    assert await document_seal("", "").sealed(made) is Unsealed.NOT_CONFIGURED


async def test_too_many_documents_at_once_are_told_to_come_back(files: tuple[Path, Path]) -> None:
    seal, go = PadesSeal(*files), Event()

    def slow() -> bytes:
        go.wait(20)
        return made()

    waiting = [asyncio.ensure_future(seal.sealed(slow)) for _ in range(1 + MOST_WAITING)]
    await asyncio.sleep(0)
    assert await seal.sealed(slow) is Unsealed.BUSY
    go.set()
    assert all(isinstance(document, bytes) for document in await asyncio.gather(*waiting))
    assert isinstance(await seal.sealed(made), bytes)
    seal.close()


@pytest.mark.parametrize("how", ["another key", "no key", "no certificate"])
def test_a_seal_that_does_not_fit_stops_the_start_in_one_line(files: tuple[Path, Path], tmp_path: Path, how: str) -> None:
    key, certificate = files
    if how == "another key":
        key = tmp_path / "other.key"
        make_seal(key, tmp_path / "other.pem")
    else:
        (key if how == "no key" else certificate).write_text("nothing of the kind", encoding="ascii")
    with pytest.raises(WrongSealError, match=r"^settings seal_key_file, seal_certificate_file: [^\n]*$"):
        document_seal(str(key), str(certificate))
