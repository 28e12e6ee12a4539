"""The demo's guide holds the whole story; outside the demo there is no trace of it."""

from html import escape

import httpx
import pytest

from tests.gate.web.public.demo_guide import ESZTER, GUIDE, SEAN
from tests.gate.web.public.outline import outline_of


async def test_outside_the_demo_no_guide_is_shown(public: httpx.AsyncClient) -> None:
    assert "guide" not in outline_of((await public.get("/")).text).ids


async def test_every_value_to_type_is_shown(demo: httpx.AsyncClient) -> None:
    text = outline_of((await demo.get("/")).text).text

    shown = [GUIDE.clerk_username, GUIDE.clerk_password, GUIDE.new_password]
    shown += [value for citizen in GUIDE.citizens for value in (citizen.username, citizen.password)]
    for person in GUIDE.people:
        identity = person.identity
        shown += [person.document.document_number, person.username, person.email, identity.birth_place]
        for name in (identity.current_name, identity.birth_name, identity.mothers_birth_name):
            shown += [name.family_name, name.given_name]
    assert [value for value in shown if value not in text] == []


async def test_the_steps_lead_through_the_story_in_its_order(demo: httpx.AsyncClient) -> None:
    links = outline_of((await demo.get("/")).text).links

    first, second = GUIDE.services
    story = [GUIDE.clerk_code_url, GUIDE.counter_url, GUIDE.mailbox_url, "/activate", first.url, second.url, "/own"]
    places = [links.index(link, 4) for link in story]
    assert places == sorted(places)


@pytest.mark.parametrize(("language", "name"), [("hu", "Őryné Fülöp Eszter"), ("en", "Eszter Őryné Fülöp")])
async def test_names_stand_in_the_order_of_the_language(demo: httpx.AsyncClient, language: str, name: str) -> None:
    assert name in outline_of((await demo.get("/", params={"lang": language})).text).text


@pytest.mark.parametrize(("language", "born"), [("hu", "1948. 5. 12."), ("en", "12 5 1948"), ("de", "12. 5. 1948")])
async def test_a_birth_date_reads_as_its_fields_are_filled_in(demo: httpx.AsyncClient, language: str, born: str) -> None:
    assert ESZTER.identity.birth_date.year == 1948
    assert born in outline_of((await demo.get("/", params={"lang": language})).text).text


async def test_a_name_is_text_and_never_markup(demo: httpx.AsyncClient) -> None:
    family_name = SEAN.identity.current_name.family_name

    page = (await demo.get("/")).text
    assert family_name not in page
    assert escape(family_name).replace("&#x27;", "&#39;") in page


async def test_the_demo_asks_for_no_real_data(demo: httpx.AsyncClient) -> None:
    for path in ("/", "/privacy"):
        assert "do not enter real data" in (await demo.get(path, params={"lang": "en"})).text
