"""An organisation's sealed certificate frees one gate of one person from its fee, once (`domain.md R11`)."""

import asyncio
from dataclasses import replace
from datetime import date

import pytest

from tests.gate.actions.test_fee import cash
from tests.gate.certificate_world import EVA, HOLDER, OFFICE, SEAL, CertifyingOffice
from tests.gate.counter_world import EVERYTHING, Counter, record_of
from tests.gate.signature_world import subject_of
from tests.gate.standing_world import broken
from ugyfelkapu.gate.actions.applying.apply_online import Proven, apply_online, refuse_ahead
from ugyfelkapu.gate.actions.counter.register_at_counter import (
    Application,
    Incomplete,
    Outcome,
    Registered,
    register_at_counter,
)
from ugyfelkapu.gate.actions.fees.settlement import FeeDue, Unpaid
from ugyfelkapu.gate.actions.office.authorise import NotAdministrator
from ugyfelkapu.gate.actions.office.draw_certificate import TypedHolder, certificates_of, draft, withdraw
from ugyfelkapu.gate.actions.office.hand_in_certificate import Accepted
from ugyfelkapu.gate.actions.office.register_organisation import end_organisation
from ugyfelkapu.gate.actions.registration import wish
from ugyfelkapu.gate.actions.registration.open_gate import Opened
from ugyfelkapu.gate.actions.registration.wish import Wish, WishFaults
from ugyfelkapu.gate.actions.upkeep.purge_expired import purge_expired
from ugyfelkapu.gate.domain.counter_case import Answer
from ugyfelkapu.gate.domain.fee_certificate import (
    CertificateFault,
    CertificateNumber,
    DrawFault,
    SealFault,
    certificate_number,
    certificate_number_of,
)
from ugyfelkapu.gate.domain.identity import Register
from ugyfelkapu.gate.domain.organisation import OrganisationKind
from ugyfelkapu.gate.domain.registration import RegistrationWay
from ugyfelkapu.gate.domain.signed_document import SignatureFault
from ugyfelkapu.gate.domain.username import Username


@pytest.fixture
async def office(counter: Counter) -> CertifyingOffice:
    return await CertifyingOffice.of(counter)


async def mails(office: CertifyingOffice) -> list[str]:
    """What came to the certificate's address."""
    rows = await office.counter.rows("outbox")
    return [row.text("text_body") for row in rows if row.text("recipient") == HOLDER.email]


def fault_of(outcome: Outcome) -> CertificateFault | None:
    assert isinstance(outcome, Incomplete), outcome
    return outcome.certificate


async def refused(office: CertifyingOffice, number: str, **changed: str) -> CertificateFault | None:
    """What stands against it at the counter; the case stays open, and no gate is opened."""
    before = len(await office.counter.rows("gate"))
    case_id = await office.case()
    before += before == 2  # Éva's first
    outcome = await office.asks(case_id, number, **changed)  # type: ignore[arg-type] # texts alone
    assert len(await office.counter.rows("gate")) == before
    assert len(await office.counter.rows("counter_case")) == 1
    return fault_of(outcome)


async def test_a_sealed_certificate_opens_a_further_gate_for_nothing(office: CertifyingOffice) -> None:
    number = await office.certifies()
    assert isinstance(await office.asks(await office.case(), number), Registered)
    decisions = [row for row in await office.counter.rows("fee_decision") if row.text("reason") == "office_gate"]
    assert [(row.number("amount_forints"), row.text("exemption")) for row in decisions] == [(0, number)]
    (kept,) = await office.counter.rows("fee_certificate")
    assert kept.text("gate_id") == decisions[0].text("gate_id")
    assert not kept.blob("sealed"), "for whom it was stands in the register of gates alone"
    technical = [row.text("technical") for row in await office.counter.rows("journal") if number in row.text("technical")]
    assert [f'"fee_exemption":"{number}"' in each for each in sorted(technical)].count(True) == 1
    assert len(await mails(office)) == 2, "the certificate's number, and the activation code"
    assert not await broken(office.counter)


async def test_the_certificate_is_in_the_journal_from_the_first_line_to_its_end(office: CertifyingOffice) -> None:
    number = await office.draws()
    await office.hands_in(number, office.pdf)
    await office.hands_in(number, await office.seals())
    running = await office.office.running(office.office.administrator)
    assert await withdraw(office.counter.world, running, OFFICE.organisation_id, number=CertificateNumber(number))
    assert sorted(entry for entry in await office.counter.journal() if "fee_certificate" in entry[0]) == [
        ("draw_fee_certificate", "done"),
        ("hand_in_fee_certificate", "done"),
        ("hand_in_fee_certificate", "unsigned"),
        ("withdraw_fee_certificate", "done"),
    ]
    assert await refused(office, number) is CertificateFault.WITHDRAWN
    assert not await broken(office.counter)


async def test_a_certificate_without_its_seal_frees_nobody(office: CertifyingOffice) -> None:
    assert await refused(office, await office.draws()) is CertificateFault.NOT_SEALED


@pytest.mark.parametrize("number", ["HK-0000-0000-0000", "valami", "HK-7K3D"])
async def test_a_number_that_is_none_is_told(office: CertifyingOffice, number: str) -> None:
    assert await refused(office, number) is CertificateFault.UNKNOWN


@pytest.mark.parametrize(
    "typed",
    [
        replace(HOLDER, family_name="Kovács"),
        replace(HOLDER, birth_date=date(1975, 7, 8)),
    ],
)
async def test_somebody_elses_certificate_frees_nobody(office: CertifyingOffice, typed: TypedHolder) -> None:
    assert await refused(office, await office.certifies(typed)) is CertificateFault.ANOTHER_PERSON


async def test_the_new_gates_address_is_the_one_in_the_certificate(office: CertifyingOffice) -> None:
    number = await office.certifies()
    assert await refused(office, number, email="eva@example.hu") is CertificateFault.ANOTHER_EMAIL
    assert isinstance(await office.asks(await office.case(), number, email="AGOTA@Malom.example"), Registered)


async def test_a_certificate_is_good_to_its_last_second(office: CertifyingOffice) -> None:
    number = await office.certifies()
    office.counter.clock.advance(days=30, milliseconds=-1)
    case_id = await office.case()
    office.counter.clock.advance(milliseconds=1)
    assert fault_of(await office.asks(case_id, number)) is CertificateFault.EXPIRED
    assert await purge_expired(office.counter.world)
    assert not (await office.counter.rows("fee_certificate"))[0].blob("sealed")
    assert fault_of(await office.asks(case_id, number)) is CertificateFault.EXPIRED


async def test_of_an_organisation_that_has_ended_nothing_is_taken(office: CertifyingOffice) -> None:
    number = await office.certifies()
    waiting = await office.draws()
    sealed = await office.seals()
    assert await end_organisation(office.counter.world, OFFICE.short_name)
    assert await refused(office, number) is CertificateFault.ORGANISATION_ENDED
    assert await office.hands_in(waiting, sealed) is CertificateFault.ORGANISATION_ENDED


async def test_a_certificate_is_used_once(office: CertifyingOffice) -> None:
    number = await office.certifies()
    assert isinstance(await office.asks(await office.case(), number), Registered)
    assert await refused(office, number, username="malomkapu2") is CertificateFault.USED


async def test_of_twenty_gates_at_once_one_uses_the_certificate(office: CertifyingOffice) -> None:
    number = await office.certifies()
    cases = [await office.case() for _ in range(20)]
    outcomes = await asyncio.gather(
        *(office.asks(case_id, number, username=f"malomkapu{turn}") for turn, case_id in enumerate(cases))
    )
    opened = [outcome for outcome in outcomes if isinstance(outcome, Registered)]
    assert len(opened) == 1
    assert {fault_of(outcome) for outcome in outcomes if outcome not in opened} == {CertificateFault.USED}
    assert not await broken(office.counter)


async def test_of_many_uploads_at_once_one_counts_and_all_are_told_the_same(office: CertifyingOffice) -> None:
    number = await office.draws()
    sealed = await office.seals()
    outcomes = await asyncio.gather(*(office.hands_in(number, sealed) for _ in range(8)))
    assert {type(outcome) for outcome in outcomes} == {Accepted}
    assert [entry for entry in await office.counter.journal() if entry[0] == "hand_in_fee_certificate"] == [
        ("hand_in_fee_certificate", "done")
    ]
    assert len(await mails(office)) == 1


async def test_a_taken_user_name_leaves_the_certificate_unused(office: CertifyingOffice) -> None:
    number = await office.certifies()
    case_id = await office.case()
    taken = await office.asks(case_id, number, username="eva1975")
    assert isinstance(taken, Incomplete)
    assert taken.username
    assert isinstance(await office.asks(case_id, number), Registered)
    assert not await broken(office.counter)


async def test_money_taken_beside_a_certificate_goes_back_first(office: CertifyingOffice) -> None:
    number = await office.certifies()
    case_id = await office.case()
    due = await office.asks(case_id, number, payment=cash())
    assert isinstance(due, FeeDue)
    assert (due.fault, due.decision.amount) == (Unpaid.AMOUNT_DIFFERS, 0)
    assert isinstance(await office.asks(case_id, number), Registered)
    assert [row.text_or_none("gate_id") for row in await office.counter.rows("payment")] == [None], "it paid for nothing"
    assert not await broken(office.counter)


async def test_a_first_gate_costs_nothing_and_spends_no_certificate(office: CertifyingOffice) -> None:
    number = await office.certifies()
    person = replace(EVA, document=replace(EVA.document, document_number="888888XY"))
    case_id = await office.counter.opens(person)
    application = Application(
        case_id=case_id, confirmed=EVERYTHING, username="eva1975", email=HOLDER.email, language="hu", certificate=number
    )
    outcome = await register_at_counter(office.counter.world, office.counter.clerk, application, now=office.counter.now)
    assert isinstance(outcome, Registered)
    assert not (await office.counter.rows("fee_certificate"))[0].text_or_none("gate_id")


async def test_a_wrong_seal_is_told_why_and_the_certificate_goes_on_waiting(office: CertifyingOffice) -> None:
    number = await office.draws()
    certified = office.trust.certified
    revoked = certified(SEAL)
    office.trust.revoke(revoked)
    another = replace(SEAL, organisation_identifier="VATHU-99999999")
    stranger = type(office.trust)()
    tried = [
        (await office.seals(certified(another)), SealFault.ANOTHER_ORGANISATION),
        (await office.seals(certified(subject_of(EVA))), SealFault.NO_SEAL),
        (await office.seals(certified(SEAL, days=(-300, -1))), SignatureFault.EXPIRED),
        (await office.seals(revoked), SignatureFault.REVOKED),
        (await office.seals(stranger.certified(SEAL)), SignatureFault.UNKNOWN_ISSUER),
        (office.pdf, SignatureFault.UNSIGNED),
    ]
    for pdf, fault in tried:
        assert await office.hands_in(number, pdf) is fault
    assert isinstance(await office.hands_in(number, await office.seals()), Accepted)


async def test_a_certificate_of_another_number_or_changed_is_another_document(office: CertifyingOffice) -> None:
    first, first_pdf = await office.draws(), office.pdf
    second = await office.draws(replace(HOLDER, given_name="Ágota"))
    sealed = await office.seals(pdf=first_pdf)
    assert await office.hands_in(second, sealed) is SignatureFault.ANOTHER_DOCUMENT
    assert isinstance(await office.hands_in(first, sealed), Accepted)
    assert await office.hands_in(first, await office.seals(pdf=first_pdf)) is SignatureFault.ANOTHER_DOCUMENT
    assert isinstance(await office.hands_in(first, sealed), Accepted), "the same again is answered again"


async def test_online_it_opens_the_gate_where_nothing_can_be_paid(office: CertifyingOffice) -> None:
    number = await office.certifies()
    await office.case()
    world, now = office.counter.world, office.counter.now
    answer = Answer(register=Register.SZL, person=EVA, record=record_of(EVA))
    proven = Proven(way=RegistrationWay.EID_CODE, answer=answer)
    wished = wish.read(wish.Typed(username="malomkapu", email=HOLDER.email, language="hu", certificate=number.lower()))
    assert isinstance(wished, Wish)
    async with world.database.transaction() as tx:
        wrong = replace(wished, certificate=CertificateNumber("HK-0000-0000-0000"))
        assert await refuse_ahead(tx, world, proven, wish=wrong, now=now) == WishFaults(certificate=CertificateFault.UNKNOWN)
        assert await refuse_ahead(tx, world, proven, wish=wished, now=now) is None
    async with world.database.transaction() as tx:
        opened = await apply_online(tx, world, proven, wish=wished, now=now)
    assert isinstance(opened, Opened)
    assert (opened.fee.amount, opened.fee.exemption) == (0, number)
    async with world.database.transaction() as tx:
        again = replace(wished, username=Username("malomkapu2"))
        assert await apply_online(tx, world, proven, wish=again, now=now) == WishFaults(certificate=CertificateFault.USED)
    assert not await broken(office.counter)


async def test_only_an_office_gates_administrator_draws_up(office: CertifyingOffice) -> None:
    world = office.counter.world
    clerk = await office.office.running(office.office.clerk)
    assert isinstance(await draft(world, clerk, OFFICE.organisation_id, typed=HOLDER), NotAdministrator)
    assert await certificates_of(world, clerk, OFFICE.organisation_id) is None
    number = CertificateNumber(await office.draws())
    assert not await withdraw(world, clerk, OFFICE.organisation_id, number=number)
    async with world.database.transaction() as tx:
        await tx.execute("UPDATE organisation SET kind = :kind", kind=OrganisationKind.COMPANY_GATE)
    assert isinstance(await office.drafts(), NotAdministrator)


async def test_what_is_wrong_with_a_holder_is_told_at_once(office: CertifyingOffice) -> None:
    typed = replace(HOLDER, family_name=" ", given_name="1", birth_date=date(2030, 1, 1), email="agota@")
    assert await office.drafts(typed) == {
        "family_name": DrawFault.NAME,
        "given_name": DrawFault.NAME,
        "birth_date": DrawFault.BIRTH_DATE,
        "email": DrawFault.EMAIL,
    }
    assert await office.drafts(replace(HOLDER, email="agota@example.hu")) == {"email": DrawFault.EMAIL_DOMAIN}


@pytest.mark.parametrize("typed", ["hk 0123 4567 89ab", "0123-4567-89AB", "HKO123456789AB", " HK-OI23-4567-89ab "])
def test_a_number_is_read_as_people_write_it(typed: str) -> None:
    assert certificate_number_of(typed) == "HK-0123-4567-89AB"


def test_a_number_is_chance_alone() -> None:
    assert certificate_number(bytes(range(12))) == "HK-0123-4567-89AB"
