"""A gate for whoever signed the application: document, signer and register agree, once (`domain.md R2`)."""

import asyncio
from dataclasses import replace
from datetime import date

import pytest

from tests.gate.counter_world import Counter, a_person, found
from tests.gate.signature_world import Applicant, subject_of
from tests.gate.standing_world import broken
from tests.signing_world import TAX_OFFICE
from ugyfelkapu.demo.signing.certificates import Subject
from ugyfelkapu.foundation.throttle import Wait
from ugyfelkapu.gate.actions.applying.apply_by_signature import FREE_UPLOADS_APPLICATION
from ugyfelkapu.gate.actions.applying.apply_online import OnlineRefused
from ugyfelkapu.gate.actions.applying.signature_applications import resume, throw_away, waiting
from ugyfelkapu.gate.actions.registration.open_gate import Opened
from ugyfelkapu.gate.actions.registration.wish import UsernameTaken, WishFaults
from ugyfelkapu.gate.actions.upkeep.purge_expired import purge_expired
from ugyfelkapu.gate.domain.identity import DocumentReference, DocumentType, PersonName, Register, RegisteredPerson
from ugyfelkapu.gate.domain.policy import STANDING
from ugyfelkapu.gate.domain.registration import RefusalReason, RegistrationWay
from ugyfelkapu.gate.domain.signature_application import NoApplication, SignerFault, Waiting
from ugyfelkapu.gate.domain.signed_document import SignatureFault
from ugyfelkapu.gate.ports import Differs, Unavailable
from ugyfelkapu.identification import AssuranceLevel


@pytest.fixture
async def applicant(counter: Counter) -> Applicant:
    """Somebody whom the register knows, with an application that waits."""
    someone = Applicant(counter=counter)
    counter.registers.know(someone.person)
    await someone.applies()
    return someone


async def test_whoever_signs_the_application_has_a_gate_at_once(applicant: Applicant) -> None:
    outcome = await applicant.hands_in(await applicant.signs())
    assert isinstance(outcome, Opened)
    assert outcome.gate.registered_way is RegistrationWay.SIGNATURE
    assert outcome.gate.registered_level is AssuranceLevel.SUBSTANTIAL
    assert {pair for pair in await applicant.counter.journal() if "online" in pair[0]} == {
        ("apply_online", "kept"),
        ("apply_online", "asked"),
        ("register_online", "done"),
    }
    assert len(await applicant.counter.rows("outbox")) == 1
    assert not await broken(applicant.counter)


async def test_nothing_readable_of_an_application_is_kept_and_nothing_at_all_once_it_is_used(applicant: Applicant) -> None:
    (row,) = await applicant.counter.rows("signature_application")
    for secret in (b"Hodmezo", "Hódmező".encode(), b"123456AB", b"alairo2026", applicant.number.encode()):
        assert secret not in row.blob("sealed") + row.blob("code_digest")
    await applicant.hands_in(await applicant.signs())
    (row,) = await applicant.counter.rows("signature_application")
    assert row.blob("sealed") == b""


async def test_an_application_opens_one_gate_however_often_it_is_handed_in(applicant: Applicant) -> None:
    pdf = await applicant.signs()
    outcomes = await asyncio.gather(*(applicant.hands_in(pdf) for _ in range(20)))
    assert sum(isinstance(outcome, Opened) for outcome in outcomes) == 1
    others = [outcome for outcome in outcomes if not isinstance(outcome, Opened)]
    assert {outcome for outcome in others if not isinstance(outcome, Wait)} == {NoApplication.USED}, "some are told to wait"
    assert await applicant.hands_in(pdf) is NoApplication.USED
    assert len(await applicant.counter.rows("gate")) == 1


async def test_an_application_waits_until_its_last_moment_and_is_forgotten_after(applicant: Applicant) -> None:
    pdf = await applicant.signs()
    applicant.counter.clock.advance(days=STANDING.signature_application_days, microseconds=-1)
    assert isinstance(await waiting(applicant.world, applicant.number), Waiting)
    applicant.counter.clock.advance(microseconds=1)
    assert await applicant.hands_in(pdf) is NoApplication.EXPIRED
    await purge_expired(applicant.world)
    assert await applicant.hands_in(pdf) is NoApplication.UNKNOWN
    assert not await applicant.counter.rows("signature_application")


async def test_a_signed_application_of_somebody_else_is_another_document(applicant: Applicant) -> None:
    other = Applicant(counter=applicant.counter, trust=applicant.trust, person=a_person("Más", number="765432AB"))
    await other.applies("masvalaki1")
    assert await applicant.hands_in(await other.signs()) is SignatureFault.ANOTHER_DOCUMENT


async def test_after_a_faulty_document_the_application_goes_on_waiting(applicant: Applicant) -> None:
    assert await applicant.hands_in(applicant.pdf) is SignatureFault.UNSIGNED
    assert await applicant.hands_in(b"MZ") is SignatureFault.NOT_A_PDF
    assert isinstance(await applicant.hands_in(await applicant.signs()), Opened)
    assert ("apply_online", "unsigned") in await applicant.counter.journal()


def _named(**changed: str) -> Subject:
    return replace(subject_of(a_person()), **changed)


@pytest.mark.parametrize(
    ("subject", "fault"),
    [
        (TAX_OFFICE, SignerFault.SEAL),
        (_named(family_name="", given_name=""), SignerFault.NAMELESS),
        (_named(given_name=""), SignerFault.NAMELESS),
        (_named(serial_number=""), SignerFault.NO_DOCUMENT),
        (_named(serial_number="1.3.6.1.4.1.99999.1"), SignerFault.NO_DOCUMENT),
        (_named(serial_number="PNOHU-12345678901"), SignerFault.NO_DOCUMENT),
        (_named(serial_number="PASHU-123456AB"), SignerFault.NO_DOCUMENT),
        (_named(serial_number="IDCHU-123456AC"), SignerFault.DOCUMENT_DIFFERS),
        (_named(serial_number="IDCRO-123456AB"), SignerFault.DOCUMENT_DIFFERS),
        (_named(family_name="Kovács"), SignerFault.NAME_DIFFERS),
        (_named(given_name="Éva"), SignerFault.NAME_DIFFERS),
    ],
)
async def test_somebody_elses_valid_signature_is_refused_with_its_own_reason(
    applicant: Applicant, subject: Subject, fault: SignerFault
) -> None:
    asked = len(applicant.counter.registers.asked)
    assert await applicant.hands_in(await applicant.signs(applicant.trust.certified(subject))) is fault
    assert len(applicant.counter.registers.asked) == asked
    assert ("apply_online", fault) in await applicant.counter.journal()


@pytest.mark.parametrize("serial_number", ["IDCHU-123456AB", "IDCHU-123456 ab"])
async def test_a_name_without_its_accents_is_the_same_name(applicant: Applicant, serial_number: str) -> None:
    subject = _named(family_name="KOVACS SZABO", given_name="Eva Anna", serial_number=serial_number)
    assert isinstance(await applicant.hands_in(await applicant.signs(applicant.trust.certified(subject))), Opened)


async def test_the_register_has_the_last_word_on_the_name(applicant: Applicant) -> None:
    married = replace(applicant.person.identity, current_name=PersonName(family_name="Nagyné", given_name="Éva Anna"))
    number = applicant.person.document.document_number
    applicant.counter.registers.answers[number] = found(replace(applicant.person, identity=married))
    outcome = await applicant.hands_in(await applicant.signs())
    assert outcome == OnlineRefused(reason=RefusalReason.DIFFERS)
    assert not await applicant.counter.rows("person")


async def test_a_mismatch_uses_the_application_up_and_keeps_nothing(applicant: Applicant) -> None:
    number = applicant.person.document.document_number
    applicant.counter.registers.answers[number] = Differs(register=Register.SZL, fields=("birth_place",))
    pdf = await applicant.signs()
    assert await applicant.hands_in(pdf) == OnlineRefused(reason=RefusalReason.DIFFERS)
    assert await applicant.hands_in(pdf) is NoApplication.USED


async def test_while_a_register_is_silent_the_application_goes_on_waiting(applicant: Applicant) -> None:
    number, pdf = applicant.person.document.document_number, await applicant.signs()
    applicant.counter.registers.answers[number] = Unavailable(register=Register.SZL, reason="test")
    assert await applicant.hands_in(pdf) == OnlineRefused(reason=RefusalReason.REGISTER_UNAVAILABLE)
    applicant.counter.registers.know(applicant.person)
    assert isinstance(await applicant.hands_in(pdf), Opened)


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"deceased": True}, RefusalReason.DECEASED),
        ({"document_valid_until": date(2000, 1, 1)}, RefusalReason.DOCUMENT_EXPIRED),
        ({"citizenship": "ROU"}, RefusalReason.DIFFERS),
    ],
)
async def test_what_the_register_says_stands_against_a_signature_too(
    applicant: Applicant, changed: dict[str, object], reason: RefusalReason
) -> None:
    person: RegisteredPerson = replace(applicant.person, **changed)  # type: ignore[arg-type]  # each value is of its field
    applicant.counter.registers.answers[applicant.person.document.document_number] = found(person)
    assert await applicant.hands_in(await applicant.signs()) == OnlineRefused(reason=reason)


async def test_a_name_that_was_taken_meanwhile_is_told_with_others(applicant: Applicant) -> None:
    await applicant.counter.registers_person(a_person("Más", number="765432AB", born=date(1970, 1, 1)), "alairo2026")
    outcome = await applicant.hands_in(await applicant.signs())
    assert isinstance(outcome, WishFaults)
    assert isinstance(outcome.username, UsernameTaken)


async def test_a_taken_name_is_told_before_anything_is_signed(applicant: Applicant) -> None:
    await applicant.counter.registers_person(a_person("Más", number="765432AB", born=date(1970, 1, 1)), "foglalt2026")
    drafted = await applicant.drafts("foglalt2026")
    assert isinstance(drafted, WishFaults)
    assert isinstance(drafted.username, UsernameTaken)


async def test_a_document_that_does_not_register_is_told_at_once(counter: Counter) -> None:
    licence = DocumentReference(document_type=DocumentType.DRIVING_LICENCE, document_number="AB123456")
    german = replace(a_person(), citizenship="DEU", document=licence)
    assert await Applicant(counter=counter, person=german).drafts() is RefusalReason.DOCUMENT_NOT_ACCEPTED


async def test_uploads_for_one_application_are_numbered(applicant: Applicant) -> None:
    outcomes = [await applicant.hands_in(b"MZ") for _ in range(FREE_UPLOADS_APPLICATION + 2)]
    assert outcomes[0] is SignatureFault.NOT_A_PDF
    assert isinstance(outcomes[-1], Wait)


async def test_whoever_knows_the_number_comes_back_and_may_throw_the_application_away(applicant: Applicant) -> None:
    typed_by_hand = applicant.number.lower().replace("-", " ")
    assert isinstance(await resume(applicant.world, typed_by_hand, network="198.51.100.0/24"), Waiting)
    await throw_away(applicant.world, applicant.number)
    assert await waiting(applicant.world, applicant.number) is NoApplication.USED


async def test_guesses_of_numbers_are_counted(applicant: Applicant) -> None:
    outcomes = [await resume(applicant.world, f"S-0000-0000-{n:04d}", network="198.51.100.0/24") for n in range(70)]
    assert outcomes[0] is NoApplication.UNKNOWN
    assert isinstance(outcomes[-1], Wait)


async def test_an_application_says_nothing_of_whether_somebody_has_a_gate(applicant: Applicant) -> None:
    await applicant.hands_in(await applicant.signs())
    known, unknown = applicant, Applicant(counter=applicant.counter, person=a_person("Senki", number="999999ZZ"))
    kinds = {type(await someone.drafts(f"nevtelen{place}")) for place, someone in enumerate((known, unknown))}
    assert len(kinds) == 1
    assert len(applicant.counter.registers.asked) == 1


async def test_a_second_gate_is_not_opened_by_a_second_application(applicant: Applicant) -> None:
    await applicant.hands_in(await applicant.signs())
    await applicant.applies("masodik2026")
    outcome = await applicant.hands_in(await applicant.signs())
    assert isinstance(outcome, OnlineRefused)
    assert len(await applicant.counter.rows("gate")) == 1
