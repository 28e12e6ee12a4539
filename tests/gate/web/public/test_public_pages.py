"""The public pages say everything, whole, in three languages (`domain.md R1` to R9)."""

import re
from importlib.resources import files
from itertools import pairwise

import httpx
import pytest
from babel.messages.pofile import read_po

from tests.gate.web.public.outline import outline_of

PAGES = {"/": "home", "/questions": "questions", "/accessibility": "accessibility", "/privacy": "privacy", "/status": "status"}
LANGUAGES = ("hu", "en", "de")
every_page = pytest.mark.parametrize("path", PAGES)
every_language = pytest.mark.parametrize("language", LANGUAGES)


@every_page
@every_language
async def test_each_page_answers_in_each_language(public: httpx.AsyncClient, path: str, language: str) -> None:
    answer = await public.get(path, params={"lang": language})

    outline = outline_of(answer.text)
    assert answer.status_code == 200
    assert (outline.page_name, outline.language) == (PAGES[path], language)
    assert "public." not in outline.text


@every_page
async def test_headings_go_down_one_level_at_a_time(demo: httpx.AsyncClient, path: str) -> None:
    headings = outline_of((await demo.get(path)).text).headings

    assert headings[0] == 1
    assert headings.count(1) == 1
    assert all(lower <= upper + 1 for upper, lower in pairwise(headings))


@every_page
async def test_no_list_has_lost_its_items(demo: httpx.AsyncClient, path: str) -> None:
    lists = outline_of((await demo.get(path)).text).lists

    assert lists
    assert all(found.items > 0 for found in lists)


@every_page
async def test_each_link_within_a_page_leads_somewhere(demo: httpx.AsyncClient, path: str) -> None:
    outline = outline_of((await demo.get(path)).text)

    assert len(outline.ids) == len(set(outline.ids))
    assert {link[1:] for link in outline.links if link.startswith("#")} <= set(outline.ids)


async def test_the_main_actions_come_first(demo: httpx.AsyncClient) -> None:
    links = outline_of((await demo.get("/")).text).links

    assert links[:5] == ["/sign-in", "/register", "/activate", "/forgotten-password", "/services"]


@every_language
async def test_each_of_the_eleven_questions_leads_to_its_answer(public: httpx.AsyncClient, language: str) -> None:
    home = outline_of((await public.get("/", params={"lang": language})).text)
    questions = outline_of((await public.get("/questions", params={"lang": language})).text)

    asked = [link.partition("#")[2] for link in home.links if link.startswith("/questions#")]
    assert len(asked) == 11
    assert [link for link in questions.links if link.startswith("#")][:11] == [f"#{name}" for name in asked]
    assert set(asked) <= set(questions.ids)


async def test_links_from_the_answers_back_to_the_home_page_arrive(public: httpx.AsyncClient) -> None:
    home = outline_of((await public.get("/")).text)
    questions = outline_of((await public.get("/questions")).text)

    targets = {link[2:] for link in questions.links if link.startswith("/#")}
    assert targets
    assert targets <= set(home.ids)


async def test_every_public_page_is_one_click_from_home(public: httpx.AsyncClient) -> None:
    links = outline_of((await public.get("/")).text).links

    assert set(PAGES) - {"/"} <= set(links)


@every_language
async def test_the_figures_of_the_rules_stand_on_the_home_page(public: httpx.AsyncClient, language: str) -> None:
    text = outline_of((await public.get("/", params={"lang": language})).text).text

    for figure in ("2001", "3000" if language != "en" else "3,000", "60", "2016", "1312/2016", "1818", "+36 1 550 1858"):
        assert figure in text


@every_language
def test_no_sentence_has_more_than_twenty_words(language: str) -> None:
    folder = files("ugyfelkapu.gate.web.public").joinpath("locale", language)
    with folder.joinpath("public.po").open("rb") as file:
        texts = [str(message.string) for message in read_po(file) if message.id]

    sentences = [sentence for text in texts for sentence in re.split(r"[.!?]\s+(?=[^\W\d_a-zäöüáéíóőúű])|[;:]\s", text)]
    assert [sentence for sentence in sentences if len(sentence.split()) > 20] == []


async def test_a_form_cannot_be_sent_to_a_page_that_is_only_read(public: httpx.AsyncClient) -> None:
    assert (await public.post("/")).status_code == 405
