"""A foreigner in none of the registers is entered in 3NYT at the counter; the entry ends with the document (`domain.md R1`)."""

import zlib
from dataclasses import replace
from datetime import date

import httpx
import pytest

from tests.gate.counter_world import a_person
from tests.gate.web.counter.conftest import Browser, document_fields
from tests.gate.web.counter.test_service_pages import name_of
from ugyfelkapu.demo.registers.canvas import Canvas
from ugyfelkapu.gate.actions.registers.end_expired_entries import end_expired_entries
from ugyfelkapu.gate.domain.identity import DocumentReference, DocumentType, PersonName
from ugyfelkapu.gate.domain.png_image import MOST_BYTES, is_small_png

PICTURE = Canvas(64, 80, ground=(200, 190, 180)).png()
PASSPORT = DocumentReference(document_type=DocumentType.PASSPORT, document_number="X1234567")
FOREIGNER = replace(
    a_person(),
    citizenship="IDN",
    document=PASSPORT,
    identity=replace(
        a_person().identity,
        current_name=PersonName(family_name="Suharto", given_name=""),
        birth_name=PersonName(family_name="Suharto", given_name=""),
        mothers_birth_name=PersonName(family_name="", given_name=""),
        birth_place="Yogyakarta",
    ),
)
UNTIL = {"document_valid_until_year": "2027", "document_valid_until_month": "1", "document_valid_until_day": "31"}


async def enters(clerk: Browser, portrait: bytes = PICTURE, signature: bytes = PICTURE, **changed: str) -> httpx.Response:
    page = await clerk.open("/counter/register")
    token = page.text.split('name="csrf_token" value="')[1].split('"')[0]
    fields = {"csrf_token": token} | document_fields(FOREIGNER) | UNTIL | changed
    files = {"portrait": ("p.png", portrait), "signature": ("s.png", signature)}
    return await clerk.client.post("/counter/foreigners", data=fields, files=files)


async def test_nobody_found_and_a_foreigner_the_entry_is_offered(clerk: Browser) -> None:
    page = await clerk.look_up(FOREIGNER)
    assert 'action="/counter/foreigners"' in page.text
    hungarian = await clerk.look_up(a_person())
    assert 'action="/counter/foreigners"' not in hungarian.text


async def test_entered_and_registered_at_once_and_ended_with_the_document(clerk: Browser) -> None:
    counter = clerk.counter
    case = (await enters(clerk)).headers["location"]
    shown = await clerk.open(f"{case}/portrait")
    assert shown.content == PICTURE
    done = {"data_match": "yes", "face_match": "yes", "username": "suharto1980", "email": "s@example.id", "language": "en"}
    assert (await clerk.send(case, **done)).headers["location"].startswith("/counter/receipts/")
    [person] = await counter.rows("person")
    assert person.text("register") == "3nyt"
    assert person.text("mothers_birth_family_name") == ""
    assert ("enter_foreigner_in_3nyt", "done") in await counter.journal()
    counter.clock.instant = counter.clock.instant.replace(year=2027, month=1, day=31, hour=20)
    assert await end_expired_entries(counter.world) == 0, "good on its last day"
    counter.clock.advance(hours=4)
    assert await end_expired_entries(counter.world) == 1
    assert [row.text("standing") for row in await counter.rows("gate")] == ["terminated"]


@pytest.mark.parametrize(
    "bad",
    [
        b"",
        b"GIF89a",
        PICTURE[:-5],
        PICTURE + b"<script>",
        PICTURE.replace(b"IDAT", b"IDXT"),
        Canvas(8, 8, ground=(1, 1, 1)).png(),
        Canvas(2000, 40, ground=(1, 1, 1)).png(),
    ],
)
async def test_what_is_no_small_picture_goes_to_no_register(clerk: Browser, bad: bytes) -> None:
    assert not is_small_png(bad)
    page = await enters(clerk, signature=bad)
    assert name_of(page) == "counter-register"
    assert 'href="#signature"' in page.text
    assert not clerk.counter.registers.entered


def test_pixels_that_unpack_to_more_than_the_header_says_are_refused() -> None:
    bomb = zlib.compress(bytes(10_000_000))
    chunk = b"IDAT" + bomb
    whole = len(bomb).to_bytes(4) + chunk + zlib.crc32(chunk).to_bytes(4)
    start, end = PICTURE.index(b"IDAT") - 4, PICTURE.index(b"IEND") - 4
    assert is_small_png(PICTURE)
    assert not is_small_png(PICTURE[:start] + whole + PICTURE[end:])


async def test_a_file_that_is_too_large_is_not_taken(clerk: Browser) -> None:
    assert (await enters(clerk, portrait=PICTURE + bytes(MOST_BYTES))).status_code == 413
    assert not clerk.counter.registers.entered


async def test_neither_a_hungarian_nor_somebody_known_nor_an_expired_document_is_entered(clerk: Browser) -> None:
    await enters(
        clerk, citizenship="HUN", mothers_family_name="Ő", mothers_given_name="Ő", given_name="É", birth_given_name="É"
    )
    await enters(clerk, document_valid_until_year="2025")
    await enters(clerk, document_valid_until_month="13")
    assert not clerk.counter.registers.entered
    clerk.counter.registers.know(replace(FOREIGNER, document_valid_until=date(2030, 1, 1)))
    assert (await enters(clerk)).headers["location"].startswith("/counter/cases/")
    assert not clerk.counter.registers.entered


async def test_a_silent_register_leaves_nothing_half_done(clerk: Browser) -> None:
    clerk.counter.registers.entries_fail = True
    page = await enters(clerk)
    assert name_of(page) == "counter-register"
    assert not await clerk.counter.rows("counter_case")
    assert ("enter_foreigner_in_3nyt", "register_unavailable") in await clerk.counter.journal()
