"""The gate's letters: complete in three languages, the same as text and as HTML, and without a link to a password page."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from html import unescape

import pytest

from ugyfelkapu.foundation.page import Language
from ugyfelkapu.gate.actions.mail.letter import Facts, Occasion, letter
from ugyfelkapu.gate.domain.activation_code import Recipient
from ugyfelkapu.gate.domain.gate import GateId
from ugyfelkapu.gate.domain.identity import PersonName

AT = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
FACTS = Facts(at=AT, code="A-7K3D-9QWX-4MTR", until=AT, address="192.0.2.7", description="Firefox, Windows", days=7)
URLS = ["https://kapu.example/undo-email?code=U_1", "https://kapu.example/not-me?code=N_1"]
LINKED = replace(FACTS, undo_url=URLS[0], freezing_url=URLS[1])
RECIPIENT = Recipient(
    gate_id=GateId("1"),
    username="kovacseva80",
    email="eva@example.hu",
    language="hu",
    name=PersonName(family_name="Kovács-Szabó", given_name="Éva <Anna> & Co."),
)
TAG = re.compile(r"<[^>]+>")


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text)


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("occasion", Occasion)
def test_text_and_html_say_the_same(occasion: Occasion, language: Language) -> None:
    mail = letter("https://kapu.example", occasion, replace(RECIPIENT, language=language), facts=LINKED)
    body = unescape(TAG.sub(" ", mail.html.split("</h1>")[1]))
    assert words(body) == words(mail.text)
    assert "<Anna>" not in mail.html


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("occasion", Occasion)
def test_a_letter_says_what_when_from_where_and_whom_to_call_and_links_to_no_page_with_a_password(
    occasion: Occasion, language: Language
) -> None:
    mail = letter("https://kapu.example", occasion, replace(RECIPIENT, language=language), facts=FACTS)
    for fact in ("2026", "192.0.2.7", "Firefox, Windows", "1818", "kapu.example", FACTS.code or ""):
        assert fact in mail.text
    assert "href" not in mail.html
    assert "://" not in mail.text
    linked = letter("https://kapu.example", occasion, replace(RECIPIENT, language=language), facts=LINKED)
    assert re.findall(r'href="([^"]+)"', linked.html) == URLS
    assert re.findall(r"https://\S+", linked.text) == URLS
    assert RECIPIENT.username not in mail.text


def test_names_stand_in_the_order_of_the_language() -> None:
    hungarian, german = (
        letter("https://kapu.example", Occasion.ACTIVATED, replace(RECIPIENT, language=language), facts=Facts(at=AT))
        for language in ("hu", "de")
    )
    assert "Kovács-Szabó Éva" in hungarian.text
    assert "Co. Kovács-Szabó" in german.text
