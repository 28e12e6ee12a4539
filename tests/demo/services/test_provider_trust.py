"""Whose metadata the council believes: a key it was given, or one that believed metadata named since."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from tests.broker.saml.service import service_key
from tests.demo.services.test_saml_service import configured, provider_metadata
from tests.world import START
from ugyfelkapu.broker.saml.xml.signing import signed
from ugyfelkapu.broker.saml.xml.writing import element, written
from ugyfelkapu.demo.services.provider_trust import is_believed

URL = "http://localhost:8000"


def believes(document: bytes, data: Path) -> bool:
    return is_believed(document, configured("http://localhost:8005", URL, data), now=START)


def wrapped() -> bytes:
    """A thief's description around a good one, whose signature stands where the thief's should."""
    good = provider_metadata(URL).decode()
    signature = good[good.index("<ds:Signature") : good.index("</ds:Signature>") + len("</ds:Signature>")]
    thief = provider_metadata(URL, "thief").decode()
    own = thief[thief.index("<ds:Signature") : thief.index("</ds:Signature>") + len("</ds:Signature>")]
    inner = good[good.index("<md:EntityDescriptor") :].replace(signature, "")
    extensions = f"<md:Extensions>{inner}</md:Extensions>"
    return thief.replace('ID="_m1"', 'ID="_m2"').replace(own, signature + extensions).encode()


def bare() -> bytes:
    return written(element("md:EntityDescriptor", {"ID": "_m1", "entityID": URL, "validUntil": "2027-01-01T00:00:00Z"}))


def part_alone() -> bytes:
    key = service_key("provider")
    role = signed(element("md:IDPSSODescriptor", {"ID": "_m1"}), key, key.certificate)
    about = {"ID": "_m2", "entityID": URL, "validUntil": "2027-01-01T00:00:00Z"}
    return written(element("md:EntityDescriptor", about, role))


def test_metadata_by_the_given_key_are_believed(tmp_path: Path) -> None:
    assert believes(provider_metadata(URL), tmp_path)


@pytest.mark.parametrize(
    "document",
    [
        b"",
        b"<html>",
        bare(),
        part_alone(),
        provider_metadata(URL, "thief"),
        provider_metadata(URL, "thief", "provider"),
        provider_metadata(URL).replace(b"/sso", b"/own"),
        provider_metadata(URL, until="2026-11-01T00:00:00Z"),
        wrapped(),
    ],
    ids=["nothing", "no XML", "unsigned", "of a part", "by a thief", "naming ours", "changed", "over", "wrapped"],
)
def test_any_other_metadata_are_not(document: bytes, tmp_path: Path) -> None:
    assert not believes(document, tmp_path)
    assert not list(tmp_path.iterdir())


def test_a_change_of_keys_is_followed_from_one_to_the_next(tmp_path: Path) -> None:
    assert not believes(provider_metadata(URL, "next", "after"), tmp_path)
    assert believes(provider_metadata(URL, "provider", "next"), tmp_path)
    assert believes(provider_metadata(URL, "next", "after"), tmp_path)
    assert not believes(provider_metadata(URL), tmp_path), "the former key has gone"
    assert believes(provider_metadata(URL, "after"), tmp_path)


def test_another_given_key_starts_afresh(tmp_path: Path) -> None:
    assert believes(provider_metadata(URL, "provider", "next"), tmp_path)
    certificates = (service_key("new").certificate,)
    given = replace(configured("http://localhost:8005", URL, tmp_path), provider_certificates=certificates)
    assert not is_believed(provider_metadata(URL, "next"), given, now=START)
    assert is_believed(provider_metadata(URL, "new"), given, now=START)
