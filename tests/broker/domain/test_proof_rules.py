"""Names of keys, spellings of addresses and nonces, at the moments where they turn (RFC 7638, RFC 3986, RFC 9449)."""

from datetime import timedelta

import pytest

from tests.world import START
from ugyfelkapu.broker.domain.keys.proof_nonce import LIFETIME, SLICE, is_nonce, nonce_at
from ugyfelkapu.broker.domain.keys.thumbprint import thumbprint
from ugyfelkapu.broker.domain.same_address import address_of

KEY = b"k" * 32
EC = {
    "kty": "EC",
    "crv": "P-256",
    "x": "l8tFrhx-34tV3hRICRDY9zCkDlpBhF42UQUfWVAWBFs",
    "y": "9VE4jf_Ok_o64zbTTlcuNJajHmt6v9TDVrU0CdvGRDA",
}


def test_thumbprints_are_those_of_the_standards() -> None:
    modulus = (
        "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMst"
        "n64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajr"
        "n1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw"
    )
    rsa = {"kty": "RSA", "n": modulus, "e": "AQAB", "alg": "RS256", "kid": "2011-04-29"}
    assert thumbprint(rsa) == "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"  # RFC 7638 section 3.1
    okp = {"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}
    assert thumbprint(okp) == "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"  # RFC 8037 appendix A.3
    assert thumbprint(EC) == "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"  # RFC 9449 section 6.1


@pytest.mark.parametrize("x", [EC["x"] + "=", EC["x"][:-1] + "t", "A" + EC["x"], EC["x"][:-1] + " s"])
def test_no_key_has_two_names(x: str) -> None:
    assert thumbprint(EC | {"x": x}) is None
    assert thumbprint({"kty": "RSA", "e": "AAEAAQ", "n": "AQAB"}) is None


@pytest.mark.parametrize(
    "spelled",
    [
        "https://id.example.test/token",
        "HTTPS://ID.Example.Test:443/token",
        "https://id.example.test/token?a=b#c",
        "https://id.example.test/%74oken",
        "https://id.example.test/a/../token",
        "https://id.example.test/./token",
    ],
)
def test_spellings_of_one_address(spelled: str) -> None:
    assert address_of(spelled) == address_of("https://id.example.test/token")


@pytest.mark.parametrize(
    "other",
    [
        "http://id.example.test/token",
        "https://id.example.test:8443/token",
        "https://id.example.test/Token",
        "https://id.example.test/token/",
        "https://id.example.test/token/..",
        "https://id.example.test//token",
        "https://id.example.test/token%2F",
        "https://id.example.test.attacker.test/token",
        "https://user@id.example.test/token",
        "https://id.example.test",
        "/token",
        "",
        "https://[/token",
        "https://id.example.test/tok en",
        "https://id.example.test/" + "t" * 2000,
    ],
)
def test_other_addresses(other: str) -> None:
    assert address_of(other) != address_of("https://id.example.test/token")


def test_a_nonce_counts_in_its_slice_and_in_the_two_beside_it() -> None:
    begin = START.replace(minute=0)
    nonce = nonce_at(KEY, begin)
    assert nonce == nonce_at(KEY, begin + SLICE - timedelta(microseconds=1)) != nonce_at(KEY, begin + SLICE)
    assert is_nonce(KEY, nonce, now=begin - SLICE)
    assert not is_nonce(KEY, nonce, now=begin - SLICE - timedelta(microseconds=1))
    assert is_nonce(KEY, nonce, now=begin + 2 * SLICE - timedelta(microseconds=1))
    assert not is_nonce(KEY, nonce, now=begin + 2 * SLICE)
    assert LIFETIME == 3 * SLICE


def test_a_nonce_under_another_key_or_of_no_key_is_none() -> None:
    assert not is_nonce(KEY, nonce_at(b"o" * 32, START), now=START)
    assert not is_nonce(KEY, "", now=START)
    assert not is_nonce(KEY, "ő" * 22, now=START)
