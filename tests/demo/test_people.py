"""The made-up people: enough of each kind, each document once, the same ones for the same seed."""

import re
import struct
import zlib
from collections import Counter
from datetime import date

import pytest

from ugyfelkapu.demo.registers.people import FOUNDED_ON, RESIDENTS, town
from ugyfelkapu.demo.registers.portrait import portrait
from ugyfelkapu.demo.registers.residents import Resident, Standing, Town, age_on
from ugyfelkapu.demo.registers.signature import signature
from ugyfelkapu.gate.domain.identity import DocumentType, Register

SEED = 11
SHAPES = {
    DocumentType.ID_CARD: r"\d{6}[A-Z]{2}",
    DocumentType.PASSPORT: r"[A-Z]{2}\d{7}",
    DocumentType.DRIVING_LICENCE: r"[A-Z]{2}\d{6}",
}


@pytest.fixture(scope="module")
def people() -> Town:
    return town(SEED)


def test_there_are_at_least_two_thousand_people_in_all_three_registers(people: Town) -> None:
    counted = Counter(resident.register for resident in people.residents)
    assert len(people.residents) >= 2000
    assert counted == RESIDENTS
    assert set(counted) == set(Register)


def test_the_same_seed_gives_the_same_town_and_another_seed_another_one(people: Town) -> None:
    assert town(SEED) == people
    assert town(SEED + 1).residents != people.residents


def test_no_document_number_is_given_twice(people: Town) -> None:
    documents = [document.reference for resident in people.residents for document in resident.documents]
    assert len(set(documents)) == len(documents)


def test_document_numbers_have_the_shape_of_their_type(people: Town) -> None:
    for resident in people.residents:
        assert 1 <= len(resident.documents) <= 3
        for document in resident.documents:
            assert re.fullmatch(SHAPES[document.reference.document_type], document.reference.document_number)


@pytest.mark.parametrize("register", list(Register))
@pytest.mark.parametrize("standing", [Standing.ORDINARY, Standing.EXPIRED, Standing.DECEASED, Standing.MINOR])
def test_each_register_has_people_of_each_standing(people: Town, register: Register, standing: Standing) -> None:
    assert len(people.people(register, standing)) >= 3


def test_an_ordinary_person_is_alive_and_grown_up_with_a_good_first_document(people: Town) -> None:
    for resident in people.people(Register.SZL, Standing.ORDINARY):
        assert not resident.deceased
        assert resident.documents[0].is_good_on(FOUNDED_ON)
        assert age_on(FOUNDED_ON, resident.identity.birth_date) >= 18
        assert resident.identity == resident.printed_identity


def test_a_renamed_person_shows_a_document_with_another_name(people: Town) -> None:
    renamed = people.people(Register.SZL, Standing.RENAMED)
    assert renamed
    for resident in renamed:
        assert resident.printed_identity.current_name == resident.identity.birth_name != resident.identity.current_name


def test_a_document_is_good_on_its_last_day_and_not_after(people: Town) -> None:
    document = people.residents[0].documents[0]
    assert document.is_good_on(document.valid_until)
    assert not document.is_good_on(date.fromordinal(document.valid_until.toordinal() + 1))


def test_names_show_every_way_of_bearing_one(people: Town) -> None:
    names = [resident.identity.current_name for resident in people.residents if resident.citizenship == "HUN"]
    families = [name.family_name for name in names]
    assert any("-" in family for family in families)
    assert any(re.search(r"né \w", family) for family in families)
    assert any(family.startswith("Dr. ") for family in families)
    assert any(name.given_name.endswith("né") for name in names)
    assert any(" " in name.given_name for name in names)


@pytest.mark.parametrize("letter", ["ü", "Đ", "ễ", "'", "Ç", "Ș", "Ł", "\u0131", "Þ", "ř", "ő", "ű"])
def test_names_from_elsewhere_keep_their_letters(people: Town, letter: str) -> None:
    names = (resident.identity.birth_name for resident in people.residents)
    assert any(letter in name.family_name + name.given_name for name in names)


def test_settled_residents_stand_in_the_population_register(people: Town) -> None:
    citizenships = Counter(resident.citizenship for resident in people.residents if resident.register is Register.SZL)
    assert citizenships["HUN"] > 1000
    assert sum(count for citizenship, count in citizenships.items() if citizenship != "HUN") > 50


def test_nobody_in_the_foreigners_registers_is_a_citizen(people: Town) -> None:
    strangers = [resident for resident in people.residents if resident.register is not Register.SZL]
    assert all(re.fullmatch(r"[A-Z]{3}", resident.citizenship) for resident in strangers)
    assert "HUN" not in {resident.citizenship for resident in strangers}


def test_only_holders_of_a_card_have_a_registration_code(people: Town) -> None:
    holders = [resident for resident in people.residents if resident.registration_code]
    assert len(holders) > 100
    for resident in holders:
        assert re.fullmatch(r"\d{10}", resident.registration_code or "")
        assert resident.documents[0].reference.document_type is DocumentType.ID_CARD


def test_a_document_leads_to_its_holder_only_in_the_register_that_has_it(people: Town) -> None:
    resident = people.people(Register.ISZL, Standing.ORDINARY)[0]
    reference = resident.documents[0].reference
    assert people.holder(Register.ISZL, reference) is resident
    assert people.holder(Register.SZL, reference) is None


def test_every_mother_has_a_whole_name(people: Town) -> None:
    for resident in people.residents:
        mother = resident.identity.mothers_birth_name
        assert mother.family_name
        assert mother.given_name


@pytest.mark.parametrize("number", [0, 700, 1600, 1900, 2300])
def test_a_portrait_and_a_signature_are_whole_pictures_and_always_the_same(people: Town, number: int) -> None:
    resident = people.residents[number]
    face = portrait(resident, founded_on=FOUNDED_ON)
    hand = signature(resident)
    assert _size_and_pixels(face) == (180, 240, 240 * (1 + 180 * 3))
    assert _size_and_pixels(hand) == (320, 100, 100 * (1 + 320 * 3))
    assert portrait(resident, founded_on=FOUNDED_ON) == face
    assert signature(resident) == hand


def test_faces_and_signatures_differ_from_person_to_person(people: Town) -> None:
    some: tuple[Resident, ...] = people.residents[::200]
    assert len({portrait(resident, founded_on=FOUNDED_ON) for resident in some}) == len(some)
    assert len({signature(resident) for resident in some}) == len(some)


def test_everybody_can_sign(people: Town) -> None:
    for resident in people.residents[::17]:
        assert signature(resident).startswith(b"\x89PNG")


def _size_and_pixels(png: bytes) -> tuple[int, int, int]:
    """Width, height and the length of the pixels, every checksum verified."""
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    at, chunks = 8, {}
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        kind, content = png[at + 4 : at + 8], png[at + 8 : at + 8 + length]
        assert struct.unpack(">I", png[at + 8 + length : at + 12 + length])[0] == zlib.crc32(kind + content)
        chunks[kind] = content
        at += 12 + length
    width, height = struct.unpack(">II", chunks[b"IHDR"][:8])
    return width, height, len(zlib.decompress(chunks[b"IDAT"]))
