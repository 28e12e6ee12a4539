"""The reference from home at the counter: three presses from the reference to the receipt (`domain.md` R2, R4)."""

from tests.gate.home_world import an_applicant
from tests.gate.owner_world import EMAIL
from tests.gate.web.counter.conftest import Browser, document_fields
from tests.gate.web.counter.test_service_pages import name_of
from ugyfelkapu.gate.domain.home_application import HomeKind


async def test_from_the_reference_to_the_receipt_in_three_presses(clerk: Browser) -> None:
    applicant = an_applicant(clerk.counter)
    reference = await applicant.begins(HomeKind.PREFILLED)
    clerk.counter.registers.know(applicant.person)
    filled = await clerk.send("/counter/from-home", reference=reference.lower().replace("-", " "))
    assert name_of(filled) == "counter-register"
    fields = document_fields(applicant.person)
    for name in ("family_name", "birth_place", "document_number"):
        assert f'value="{fields[name]}"' in filled.text
    case = (await clerk.look_up(applicant.person, reference=reference)).headers["location"]
    page = await clerk.open(case)
    assert f'value="{applicant.username}"' in page.text
    assert f'value="{EMAIL}"' in page.text
    done = {"data_match": "yes", "face_match": "yes", "username": applicant.username, "email": EMAIL, "language": "hu"}
    assert (await clerk.send(case, **done)).headers["location"].startswith("/counter/receipts/")


async def test_a_provisional_gate_is_named_as_such_and_opened_at_once(clerk: Browser) -> None:
    applicant = an_applicant(clerk.counter)
    reference = await applicant.begins(HomeKind.PROVISIONAL)
    await applicant.activates(await applicant.code())
    clerk.counter.registers.know(applicant.person)
    case = (await clerk.look_up(applicant.person, reference=reference)).headers["location"]
    assert "Ideiglenes ügyfélkapu" in (await clerk.open(case)).text
    done = {"data_match": "yes", "face_match": "yes", "username": applicant.username, "email": EMAIL, "language": "hu"}
    await clerk.send(case, **done)
    assert [row.text("standing") for row in await clerk.counter.rows("gate")] == ["active"]


async def test_an_unknown_reference_is_a_plain_sentence_beside_the_empty_form(clerk: Browser) -> None:
    for reference in ("", "P-0000-0000-0000", "A-7K3D-9QWX-4MTR", "x" * 100):
        page = await clerk.send("/counter/from-home", reference=reference)
        assert name_of(page) == "counter-register"
        assert 'role="alert"' in page.text


async def test_a_mistake_on_the_filled_in_form_keeps_the_reference(clerk: Browser) -> None:
    applicant = an_applicant(clerk.counter)
    reference = await applicant.begins(HomeKind.PREFILLED)
    page = await clerk.look_up(applicant.person, reference=reference, family_name="")
    assert f'name="reference" value="{reference}"' in page.text
