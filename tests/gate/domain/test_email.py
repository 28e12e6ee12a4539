"""E-mail addresses: which texts are one (`domain.md R3`)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ugyfelkapu.gate.domain.email import EmailFault, email_of


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("eva@example.hu", "eva@example.hu"),
        ("  eva@example.hu ", "eva@example.hu"),
        ("Eva.O'Brien+ugyfel@Example.HU", "Eva.O'Brien+ugyfel@example.hu"),
        ("eva@posta.münchen.de", "eva@posta.xn--mnchen-3ya.de"),
        ("eva@straße.de", "eva@xn--strae-oqa.de"),
        ("e" * 64 + "@example.hu", "e" * 64 + "@example.hu"),
    ],
)
def test_an_address_is_taken_with_its_domain_in_ascii(typed: str, address: str) -> None:
    assert email_of(typed) == address


@pytest.mark.parametrize(
    "typed",
    [
        "eva",
        "eva@",
        "@example.hu",
        "eva@example",
        "eva@@example.hu",
        "eva@exa mple.hu",
        "eva@-example.hu",
        "eva@example..hu",
        ".eva@example.hu",
        "eva..b@example.hu",
        "eva,adam@example.hu",
        "Éva <eva@example.hu>",
        "éva@example.hu",
        '"eva"@example.hu',
        "eva@192.0.2.1",
        "eva@example.hu\r\nBcc: adam@example.hu",
        "eva\n@example.hu",
        "eva@example.hu\0",
    ],
)
def test_what_is_no_address_is_not_taken(typed: str) -> None:
    assert email_of(typed) is EmailFault.NOT_AN_ADDRESS


def test_length_has_its_own_sentence() -> None:
    assert email_of("e" * 65 + "@example.hu") is EmailFault.TOO_LONG
    assert email_of("e@" + "x" * 260 + ".hu") is EmailFault.TOO_LONG
    assert email_of(" ") is EmailFault.MISSING


LOCAL, DOMAIN = st.text(st.characters(min_codepoint=0x1F, max_codepoint=0x80), max_size=2), st.text("abyz-.09@é", max_size=3)
NEARLY = st.builds("eva{}@b{}.hu".format, LOCAL, DOMAIN)
"""Much of it is an address, which of any text at all hardly anything is."""


@given(st.text(max_size=300) | NEARLY)
def test_nothing_that_passes_could_add_a_header_or_a_recipient(typed: str) -> None:
    address = email_of(typed)
    if not isinstance(address, EmailFault):
        assert address.isascii()
        assert address.isprintable()
        assert not set(address) & set(' ,;:<>()[]\\"')
        assert email_of(address) == address
