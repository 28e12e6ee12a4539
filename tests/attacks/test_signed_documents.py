"""Files of strangers: bombs, masks, active content, and signatures that cover something else than what is shown."""

import re
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.attacks.made_pdf import (
    annotated,
    assembled,
    behind,
    encrypted,
    overwritten,
    with_catalog,
    with_objects_packed,
    with_pages,
)
from tests.signing_world import TrustService, a_document, a_pool
from ugyfelkapu.adapters.pdf_guard import MOST_LEVELS, MOST_OBJECTS, MOST_PAGES
from ugyfelkapu.adapters.pdf_signature import judged
from ugyfelkapu.demo.signing.signing import signed
from ugyfelkapu.gate.domain.signed_document import Original, SignatureFault, ValidSignature

DOCUMENT = a_document()
ORIGINAL = Original(length_bytes=len(DOCUMENT), digest=sha256(DOCUMENT).digest())
TRUST = TrustService()
BELIEVED = TRUST.believed(TRUST.now)
SIGNED = signed(DOCUMENT, TRUST.certified())


def judgement(pdf: bytes, original: Original | None = None) -> ValidSignature | SignatureFault:
    return judged(pdf, original, BELIEVED)


def test_what_the_attacks_begin_with_is_good() -> None:
    assert isinstance(judgement(SIGNED, ORIGINAL), ValidSignature)
    assert judgement(with_catalog(b"")) is SignatureFault.UNSIGNED


@pytest.mark.parametrize(
    "pdf",
    [
        b"",
        b"MZ\x90\x00",
        b"PK\x03\x04" + SIGNED,
        b"GIF89a" + SIGNED,
        b"<!doctype html><script>alert(1)</script>" + SIGNED,
        b"\n" + SIGNED,
        SIGNED + b"PK\x05\x06" + bytes(18),
        SIGNED + b"<script>alert(1)</script>",
        SIGNED[: len(SIGNED) // 2],
        b"%PDF-9.9\n%%EOF",
    ],
)
def test_what_is_also_something_else_is_no_pdf(pdf: bytes) -> None:
    assert judgement(pdf, ORIGINAL) is SignatureFault.NOT_A_PDF


@pytest.mark.parametrize(
    "pdf",
    [
        with_catalog(b"/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>"),
        with_catalog(b"/OpenAction 4 0 R", b"<</S/URI/URI(https://example.hu)>>"),
        with_catalog(b"/AA<</WC<</S/Named/N/Print>>>>"),
        with_catalog(b"/Names<</JavaScript<</Names[(a) 4 0 R]>>>>", b"<<>>"),
        with_catalog(b"/Names<</EmbeddedFiles<</Names[(a) 4 0 R]>>>>", b"<<>>"),
        with_catalog(b"/X 4 0 R", b"<</Type/Filespec/EF<</F 5 0 R>>>>", b"<</Type/EmbeddedFile/Length 0>>stream\n\nendstream"),
        with_catalog(b"/AcroForm<</Fields[]/XFA(x)>>"),
        with_catalog(b"/X[[[4 0 R]]]", b"<</S/Launch/F(cmd.exe)>>"),
        with_catalog(b"/X 4 0 R", b"<</S 5 0 R>>", b"/Launch"),
        with_catalog(b"/X<</Type/Annot/Subtype/RichMedia>>"),
        with_catalog(b"/X<</Type/Annot/Subtype/FileAttachment>>"),
        with_catalog(b"/X<</S/SubmitForm/F(https://example.hu)>>"),
        with_catalog(b"/X<</S/GoToR/F(other.pdf)>>"),
        with_catalog(b"/X<</S/#4cau#6ech>>"),
        with_catalog(b"/#4fpenAction<</S/Named>>"),
    ],
)
def test_active_content_is_refused_wherever_and_however_it_is_written(pdf: bytes) -> None:
    assert judgement(pdf) is SignatureFault.ACTIVE_CONTENT


def test_a_document_may_say_where_to_begin() -> None:
    assert judgement(with_catalog(b"/OpenAction[3 0 R/Fit]")) is SignatureFault.UNSIGNED


def test_a_document_behind_a_password_is_refused() -> None:
    assert judgement(encrypted(DOCUMENT)) is SignatureFault.ENCRYPTED


@pytest.mark.parametrize(
    ("pages", "fault"), [(MOST_PAGES, SignatureFault.UNSIGNED), (MOST_PAGES + 1, SignatureFault.TOO_COMPLEX)]
)
def test_pages_are_numbered(pages: int, fault: SignatureFault) -> None:
    assert judgement(with_pages(pages)) is fault


@pytest.mark.parametrize(
    "pdf",
    [
        with_pages(10_000),
        with_catalog(b"/X " + b"[" * (MOST_LEVELS + 2) + b"]" * (MOST_LEVELS + 2)),
        with_catalog(b"/X " + b"[" * 100_000 + b"]" * 100_000),
        with_catalog(b"/X " + b"<</A" * 50_000 + b" 1" + b">>" * 50_000),
        with_catalog(b"/X[" + b"1 " * (MOST_OBJECTS + 1) + b"]"),
        with_objects_packed(200 * 1024 * 1024),
    ],
)
async def test_a_bomb_goes_off_where_it_hurts_nobody(tmp_path: Path, pdf: bytes) -> None:
    assert len(pdf) < 1024 * 1024
    async with a_pool(TRUST, tmp_path) as pool:
        assert await pool.validate(pdf, original=None, now=TRUST.now) in {SignatureFault.TOO_COMPLEX, SignatureFault.UNREADABLE}
        assert isinstance(await pool.validate(SIGNED, original=ORIGINAL, now=TRUST.now), ValidSignature)


@pytest.mark.parametrize(
    "pdf",
    [
        assembled([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[2 0 R]/Count 1/Parent 2 0 R>>"]),
        with_catalog(b"/AcroForm<</Fields[4 0 R]>>", b"<</Kids[4 0 R]/T(a)/FT/Sig>>"),
        with_catalog(b"/X 4 0 R", b"4 0 R"),
    ],
)
async def test_what_leads_in_a_circle_comes_to_an_end(tmp_path: Path, pdf: bytes) -> None:
    async with a_pool(TRUST, tmp_path) as pool:
        assert isinstance(await pool.validate(pdf, original=None, now=TRUST.now), SignatureFault)
        assert isinstance(await pool.validate(SIGNED, original=ORIGINAL, now=TRUST.now), ValidSignature)


@pytest.mark.parametrize("change", [overwritten, annotated])
@pytest.mark.parametrize("original", [None, ORIGINAL])
def test_what_is_added_after_the_signature_is_found(change: Callable[[bytes], bytes], original: Original | None) -> None:
    assert judgement(change(SIGNED), original) is SignatureFault.ADDED_AFTERWARDS


@pytest.mark.parametrize("change", [overwritten, annotated])
def test_what_is_changed_before_the_signature_is_not_what_we_made(change: Callable[[bytes], bytes]) -> None:
    changed = signed(change(DOCUMENT), TRUST.certified())
    assert judgement(changed, ORIGINAL) is SignatureFault.CHANGED
    assert isinstance(judgement(changed), ValidSignature)


def test_our_bytes_in_front_of_another_document_are_not_ours() -> None:
    joined = signed(behind(DOCUMENT, with_catalog(b"")), TRUST.certified())
    assert joined.startswith(DOCUMENT)
    assert isinstance(judgement(joined), ValidSignature)
    assert judgement(joined, ORIGINAL) is SignatureFault.CHANGED


def test_a_signature_that_leaves_out_other_bytes_than_its_own_covers_nothing() -> None:
    found = re.search(rb"/ByteRange \[ ?(\d+) (\d+) (\d+) (\d+) *\]", SIGNED)
    assert found
    _, first, second, rest = (int(each) for each in found.groups())
    for ranges in (
        (0, first - 200, second, rest),
        (0, first, second + 200, rest - 200),
        (1, first - 1, second, rest),
        (0, first, second - 200, rest + 200),
        (0, first, second, rest + 100),
    ):
        written = b"/ByteRange [%d %d %d %d" % ranges
        forged = SIGNED.replace(found[0], written.ljust(len(found[0]) - 1) + b"]", 1)
        assert len(forged) == len(SIGNED)
        assert judgement(forged, ORIGINAL) in {SignatureFault.PARTLY_SIGNED, SignatureFault.ANOTHER_DOCUMENT}


def test_a_signature_cut_out_of_another_document_fits_nowhere() -> None:
    other = signed(a_document("Más"), TRUST.certified())
    contents = re.compile(rb"/Contents <([0-9a-fA-F]+)>")
    mine, theirs = contents.search(SIGNED), contents.search(other)
    assert mine
    assert theirs
    forged = SIGNED.replace(mine[1], theirs[1].ljust(len(mine[1]), b"0")[: len(mine[1])], 1)
    assert judgement(forged, ORIGINAL) in {SignatureFault.CHANGED, SignatureFault.UNREADABLE}


@settings(max_examples=60, deadline=None)
@given(place=st.integers(min_value=0, max_value=len(SIGNED) - 1), bit=st.integers(min_value=0, max_value=7))
def test_no_bit_of_a_signed_document_can_be_turned(place: int, bit: int) -> None:
    turned = bytearray(SIGNED)
    turned[place] ^= 1 << bit
    verdict = judgement(bytes(turned), ORIGINAL)
    assert isinstance(verdict, SignatureFault) or _means_the_same(turned)


def test_a_number_that_is_none_makes_a_document_unreadable() -> None:
    size = re.compile(rb"(?<=/MediaBox \[0 0 )[0-9.]+(?= )|(?<= )[0-9]+\.[0-9]+(?= )")
    number = size.search(SIGNED)
    assert number
    forged = SIGNED[: number.start()] + b"." * len(number[0]) + SIGNED[number.end() :]
    assert judgement(forged, ORIGINAL) is SignatureFault.UNREADABLE


def _means_the_same(turned: bytearray) -> bool:
    """Capitals of hexadecimal digits, and the certificates that come along unsigned, carry nothing."""
    contents = re.compile(rb"/Contents <([0-9a-fA-F]+)>")
    return contents.sub(b"", bytes(turned)) == contents.sub(b"", SIGNED)


@settings(max_examples=80, deadline=None)
@given(st.binary(max_size=2000))
def test_no_bytes_bring_the_judge_down(content: bytes) -> None:
    assert isinstance(judgement(b"%PDF-1.7\n" + content + b"%%EOF"), SignatureFault)
