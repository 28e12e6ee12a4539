"""Two spellings of one name are one, and two names never are (RFC 4514)."""

import pytest

from ugyfelkapu.broker.domain.keys.distinguished_name import distinguished_name

NAME = r"CN=adoszamla,O=Adóhivatal\, Budapest,C=HU"


@pytest.mark.parametrize(
    "spelled",
    [
        r"cn=AdoSzamla, o=Adóhivatal\,  Budapest , c=hu",
        r"CN=adoszamla,O=Ad\C3\B3hivatal\2C Budapest,C=HU",
        r"2.5.4.3=adoszamla,2.5.4.10=Adóhivatal\, Budapest,2.5.4.6=HU",
        r"CN=#0c0961646f737a616d6c61,O=Adóhivatal\, Budapest,C=#13024855",
        r"commonName=adoszamla,O=Ado\CC\81hivatal\, Budapest,C=HU",
    ],
)
def test_spellings_of_one_name(spelled: str) -> None:
    assert distinguished_name(spelled) == distinguished_name(NAME) is not None


def test_in_one_of_several_parts_the_order_means_nothing() -> None:
    assert distinguished_name("CN=a+OU=b,C=HU") == distinguished_name("OU=b+CN=a,C=HU")
    assert distinguished_name("CN=a,OU=b,C=HU") != distinguished_name("CN=a+OU=b,C=HU")


@pytest.mark.parametrize(
    "other",
    [
        r"C=HU,O=Adóhivatal\, Budapest,CN=adoszamla",
        r"CN=adoszamla,O=Adóhivatal\, Budapest",
        r"CN=adoszamla,O=Adóhivatal,C=HU",
        r"OU=adoszamla,O=Adóhivatal\, Budapest,C=HU",
        r"CN=adoszamla\,O=Adóhivatal\, Budapest,C=HU",
        r"CN=ado szamla,O=Adóhivatal\, Budapest,C=HU",
    ],
)
def test_other_names(other: str) -> None:
    assert distinguished_name(other) != distinguished_name(NAME)


@pytest.mark.parametrize(
    "nothing",
    [
        *("", " ", "CN=", "=a", "CN", "CN=a,", ",CN=a", "CN=a,,C=HU", "CN=a;C=HU", 'CN="a"', "NOBODY=a"),
        *("CN=#zz", "CN=#0c05", "CN=a\\", "CN=\\ff", "CN=" + "a" * 1000, "CN=a\x00"),
    ],
)
def test_what_spells_no_name(nothing: str) -> None:
    assert distinguished_name(nothing) is None
