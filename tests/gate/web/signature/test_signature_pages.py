"""Registration by signature, page by page, as a browser without scripts sees it (`domain.md R2`)."""

import re

import httpx
import pytest

from tests.gate.signature_world import Applicant
from tests.gate.web.counter.conftest import document_fields
from tests.gate.web.signin.browser import TOKEN, Browser, page_of
from ugyfelkapu.foundation.page import Language, Pages
from ugyfelkapu.gate.domain.policy import STANDING
from ugyfelkapu.gate.domain.signature_application import NoApplication, SignerFault
from ugyfelkapu.gate.domain.signed_document import MOST_DOCUMENT_BYTES, SignatureFault

FORM = "/register/signature"
APPLICATION = f"{FORM}/application"
WISH = {"username": "alairo2026", "email": "alairo@example.hu"}


async def applies(browser: Browser, applicant: Applicant, **changed: str) -> httpx.Response:
    """Fill the form in."""
    return await browser.sends(FORM, **(document_fields(applicant.person) | WISH | changed))


async def uploads(browser: Browser, pdf: bytes, *, name: str = "kerelem.pdf", kind: str = "application/pdf") -> httpx.Response:
    """Hand a file in."""
    token = TOKEN.search((await browser.opens(APPLICATION)).text)
    assert token
    return await browser.client.post(APPLICATION, data={"csrf_token": token[1]}, files={"document": (name, pdf, kind)})


async def the_document(browser: Browser) -> bytes:
    """Download the application."""
    answer = await browser.client.get(f"{FORM}/application.pdf")
    assert answer.headers["content-disposition"] == 'attachment; filename="kerelem.pdf"'
    return answer.content


async def test_from_the_form_to_the_gate(browser: Browser, applicant: Applicant) -> None:
    made = await applies(browser, applicant)
    assert page_of(await browser.follows(made)) == "register-signature-application"
    done = await uploads(browser, await applicant.signs(pdf=await the_document(browser)))
    assert page_of(await browser.follows(done)) == "register-signature-done"
    assert [row.text("username") for row in await applicant.counter.rows("gate")] == ["alairo2026"]
    assert page_of(await browser.opens(APPLICATION)) == "register-signature-number"


async def test_what_a_file_is_called_and_claims_to_be_does_not_count(browser: Browser, applicant: Applicant) -> None:
    await applies(browser, applicant)
    signed = await applicant.signs(pdf=await the_document(browser))
    done = await uploads(browser, signed, name="../../etc/x.exe", kind="text/html")
    assert done.status_code == 303


async def test_a_certificate_that_frees_nobody_is_told_before_anything_is_signed(
    browser: Browser, applicant: Applicant
) -> None:
    page = await applies(browser, applicant, certificate_number="HK-0000-0000-0000")
    assert page_of(page) == "register-signature"
    assert 'href="#certificate_number"' in page.text
    assert 'value="HK-0000-0000-0000"' in page.text, "nothing typed is lost"
    assert not await applicant.counter.rows("signature_application")


async def test_a_refusal_says_why_and_keeps_the_application(browser: Browser, applicant: Applicant, pages: Pages) -> None:
    await applies(browser, applicant)
    refused = await uploads(browser, await the_document(browser))
    assert page_of(refused) == "register-signature-application"
    assert 'role="alert"' in refused.text
    assert pages.catalogues[Language.HU].text("signature.fault.unsigned") in refused.text
    assert "%PDF" not in refused.text


async def test_nothing_chosen_is_told_and_not_counted(browser: Browser, applicant: Applicant, pages: Pages) -> None:
    await applies(browser, applicant)
    refused = await uploads(browser, b"")
    assert pages.catalogues[Language.HU].text("signature.no_file") in refused.text
    assert not [row for row in await applicant.counter.rows("throttle") if row.number("tries") > 1]


async def test_too_large_a_file_is_refused(browser: Browser, applicant: Applicant) -> None:
    await applies(browser, applicant)
    assert (await uploads(browser, bytes(MOST_DOCUMENT_BYTES + 1))).status_code == 413


async def test_a_form_of_another_site_hands_nothing_in(browser: Browser, applicant: Applicant) -> None:
    await applies(browser, applicant)
    files = {"document": ("a.pdf", b"%PDF", "application/pdf")}
    assert (await browser.client.post(APPLICATION, data={"csrf_token": "guessed"}, files=files)).status_code == 403


async def test_everything_wrong_is_told_at_once_and_nothing_typed_is_lost(browser: Browser, applicant: Applicant) -> None:
    answer = await applies(browser, applicant, mothers_given_name="", username="ab", email="nincs")
    assert page_of(answer) == "register-signature"
    assert answer.text.count("govuk-error-message") == 3
    told = re.findall(r'<li><a href="#(\w+)">', answer.text)
    assert told == ["mothers_given_name", "username", "email"]
    assert "Hódmezővásárhely" in answer.text
    assert not await applicant.counter.rows("signature_application")


async def test_the_number_on_the_document_leads_back_from_another_browser(browser: Browser, applicant: Applicant) -> None:
    await applies(browser, applicant)
    number = browser.client.cookies["application"]
    browser.client.cookies.delete("application")
    assert page_of(await browser.opens(APPLICATION)) == "register-signature-number"
    wrong = await browser.sends(f"{FORM}/number", code="S-0000-0000-0000")
    assert 'role="alert"' in wrong.text
    back = await browser.sends(f"{FORM}/number", code=number)
    assert page_of(await browser.follows(back)) == "register-signature-application"


async def test_an_application_can_be_thrown_away(browser: Browser, applicant: Applicant) -> None:
    await applies(browser, applicant)
    token = TOKEN.search((await browser.opens(APPLICATION)).text)
    assert token
    await browser.client.post(f"{FORM}/throw-away", data={"csrf_token": token[1]})
    (row,) = await applicant.counter.rows("signature_application")
    assert row.blob("sealed") == b""


async def test_a_late_one_is_told_so(browser: Browser, applicant: Applicant, pages: Pages) -> None:
    await applies(browser, applicant)
    applicant.counter.clock.advance(days=STANDING.signature_application_days)
    late = await browser.opens(APPLICATION)
    assert pages.catalogues[Language.HU].text("signature.none.expired") in late.text


async def test_whoever_has_a_gate_is_told_what_to_do(browser: Browser, applicant: Applicant) -> None:
    await applicant.counter.registers_person(applicant.person)
    await applies(browser, applicant)
    refused = await uploads(browser, await applicant.signs(pdf=await the_document(browser)))
    assert page_of(refused) == "register-signature-refused"
    assert 'role="alert"' in refused.text


@pytest.mark.parametrize("language", Language)
def test_each_reason_has_a_sentence_of_its_own(pages: Pages, language: Language) -> None:
    keys = [f"signature.fault.{fault}" for fault in SignatureFault] + [f"signature.signer.{fault}" for fault in SignerFault]
    keys += [f"signature.none.{why}" for why in NoApplication]
    sentences = [pages.catalogues[language].text(key) for key in keys]
    assert len(set(sentences)) == len(keys)
