"""An organisation's certificates page by page, as a browser without scripts sees them (`domain.md R11`)."""

import re
from collections.abc import Callable
from io import BytesIO

import httpx
from pypdf import PdfReader

from tests.gate.certificate_world import HOLDER, CertifyingOffice
from tests.gate.owner_world import Owner
from tests.gate.web.signin.browser import TOKEN, Browser, page_of
from ugyfelkapu.foundation.page import Language, Pages
from ugyfelkapu.gate.domain.fee_certificate import CertificateFault, DrawFault, SealFault
from ugyfelkapu.gate.domain.signed_document import MOST_DOCUMENT_BYTES, SignatureFault

HAND_IN = "/register/certificate"
LIST = "/office/mill/certificates"
NEW = f"{LIST}/new"
WISH = {
    "family_name": HOLDER.family_name,
    "given_name": HOLDER.given_name,
    "birth_date_year": "1975",
    "birth_date_month": "7",
    "birth_date_day": "7",
    "email": HOLDER.email,
}

Another = Callable[[], Browser]


async def signed_in(browser: Browser, owner: Owner) -> Browser:
    """Somebody signs in."""
    done = await browser.sends("/sign-in?then=office", username=owner.username, password=owner.password)
    assert done.status_code == 303
    return browser


async def uploads(browser: Browser, number: str, pdf: bytes) -> httpx.Response:
    """Hand a certificate in."""
    token = TOKEN.search((await browser.opens(f"{HAND_IN}?certificate_number={number}")).text)
    assert token
    files = {"document": ("x.exe", pdf, "text/html")}
    return await browser.client.post(HAND_IN, data={"csrf_token": token[1], "certificate_number": number}, files=files)


async def test_from_the_form_to_the_accepted_certificate(office: CertifyingOffice, another: Another) -> None:
    browser = await signed_in(another(), office.office.administrator)
    assert f'href="{LIST}"' in (await browser.opens("/office/mill")).text
    made = await browser.follows(await browser.sends(NEW, **WISH))
    assert page_of(made) == "office-certificates"
    found = re.search(r"HK(?:-[0-9A-Z]{4}){3}", made.text)
    assert found
    pdf = await browser.client.get(f"{LIST}/{found[0]}.pdf")
    assert pdf.headers["content-disposition"] == f'attachment; filename="{found[0]}.pdf"'
    text = PdfReader(BytesIO(pdf.content)).pages[0].extract_text().replace("\u200b", "")
    for said in (found[0], "Tiszai Malom Kft.", "VATHU-12345678", HOLDER.family_name, "1975. július 7.", HOLDER.email):
        assert said in text
    done = await uploads(another(), found[0], await office.seals(pdf=pdf.content))
    assert page_of(await browser.follows(done)) == "register-certificate-done"
    assert f"{LIST}/{found[0]}.pdf" not in (await browser.opens(LIST)).text
    assert (await browser.client.get(f"{LIST}/{found[0]}.pdf")).status_code == 404
    withdrawn = await browser.client.post(f"{LIST}/withdraw", data=await _withdrawal(browser, found[0]))
    assert withdrawn.headers["location"] == f"{LIST}?notice=withdrawn"
    again = await browser.client.post(f"{LIST}/withdraw", data=await _withdrawal(browser, found[0]))
    assert again.headers["location"] == f"{LIST}?notice=gone"


async def _withdrawal(browser: Browser, number: str) -> dict[str, str]:
    token = TOKEN.search((await browser.opens(NEW)).text)
    assert token
    return {"csrf_token": token[1], "certificate_number": number}


async def test_a_wrong_form_is_told_at_its_fields_and_keeps_what_was_typed(
    office: CertifyingOffice, another: Another, all_pages: Pages
) -> None:
    browser = await signed_in(another(), office.office.administrator)
    page = await browser.sends(NEW, **WISH | {"email": "agota@example.hu", "birth_date_day": "77"})
    assert page_of(page) == "office-certificate"
    texts = all_pages.catalogues[Language.HU]
    assert texts.text(f"certificate.draw.{DrawFault.EMAIL_DOMAIN}", domains="malom.example") in page.text
    assert 'href="#birth_date' in page.text
    assert HOLDER.family_name in page.text
    assert not await office.counter.rows("fee_certificate")


async def test_nobody_but_an_office_gates_administrator_sees_them(office: CertifyingOffice, another: Another) -> None:
    number = await office.draws()
    stranger = await signed_in(another(), office.office.clerk)
    for path in (LIST, NEW, f"{LIST}/{number}.pdf"):
        assert (await stranger.client.get(path)).status_code == 404
        assert (await another().client.get(path)).headers["location"].startswith("/sign-in")
    async with office.counter.world.database.transaction() as tx:
        await tx.execute("UPDATE organisation SET kind = 'company_gate'")
    browser = await signed_in(another(), office.office.administrator)
    assert (await browser.client.get(LIST)).status_code == 404
    assert LIST not in (await browser.opens("/office/mill")).text


async def test_what_stands_against_a_document_is_told_at_its_field(
    office: CertifyingOffice, another: Another, all_pages: Pages
) -> None:
    number, browser, texts = await office.draws(), another(), all_pages.catalogues[Language.HU]
    foreign = await office.seals(office.trust.certified())
    for pdf, typed, key in (
        (b"", number, "certificate.no_file"),
        (office.pdf, number, f"certificate.signature.{SignatureFault.UNSIGNED}"),
        (foreign, number, f"certificate.seal.{SealFault.NO_SEAL}"),
        (foreign, "HK-0000-0000-0000", f"certificate.fault.{CertificateFault.UNKNOWN}"),
    ):
        page = await uploads(browser, typed, pdf)
        assert page_of(page) == "register-certificate"
        assert texts.text(key) in page.text
        assert f'value="{typed}"' in page.text
    assert (await uploads(browser, number, bytes(MOST_DOCUMENT_BYTES + 1))).status_code == 413


async def test_a_certificate_is_tried_ten_times_and_then_slower(office: CertifyingOffice, another: Another) -> None:
    number, browser = await office.draws(), another()
    answers = [(await uploads(browser, number, b"%PDF")).status_code for _ in range(12)]
    assert answers == [200] * 11 + [429]
