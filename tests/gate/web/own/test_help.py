"""The answers stand beside the page where each question arises, and they are the ones of the public page."""

import re

import pytest

from tests.gate.owner_world import Owner
from tests.gate.web.own.test_own_pages import signs_in
from tests.gate.web.signin.browser import Browser
from ugyfelkapu.foundation.page import Language, Pages

BESIDE = {
    "/activate": ("public.q.code.title", "public.q.code.valid"),
    "/sign-in": ("public.q.person.title", "public.q.person.text"),
    "/forgotten-password": ("public.q.forgotten.title", "public.q.forgotten.same"),
    "/reset-password": ("public.q.forgotten.title", "public.q.forgotten.new"),
    "/own": ("public.q.services.title", "public.q.services.learns"),
    "/own/password": ("public.q.password.title", "public.q.password.text"),
    "/own/data": ("public.q.identity.title", "public.q.identity.text"),
}
ELSEWHERE = {
    "/forgotten-password": "public.q.expired.title",
    "/own/password": "public.q.until.title",
    "/own/data": "public.q.email.title",
}


@pytest.mark.parametrize("path", BESIDE)
async def test_the_answer_stands_beside_the_page(owner: Owner, browser: Browser, pages: Pages, path: str) -> None:
    if path.startswith("/own"):
        await signs_in(browser)
    page = (await browser.opens(path)).text
    for key in BESIDE[path]:
        assert pages.catalogues[Language.HU].text(key) in plain(page), owner.username


@pytest.mark.parametrize("path", ELSEWHERE)
async def test_a_page_answers_each_question_it_raises(owner: Owner, browser: Browser, pages: Pages, path: str) -> None:
    if path.startswith("/own"):
        await signs_in(browser)
    assert pages.catalogues[Language.HU].text(ELSEWHERE[path]) in plain((await browser.opens(path)).text), owner.username


async def test_validity_and_several_gates_are_answered_beside_the_data(owner: Owner, browser: Browser, pages: Pages) -> None:
    page = plain((await (await signs_in(browser)).opens("/own/data")).text)
    for name in ("valid", "several"):
        assert pages.catalogues[Language.HU].text(f"public.q.{name}.title") in page, owner.username


def plain(page: str) -> str:
    return re.sub(r"\s+", " ", page)
