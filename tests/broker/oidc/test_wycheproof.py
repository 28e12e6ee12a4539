"""Wycheproof's vectors for JSON Web Signatures and keys, by the way a service's come: registered, then verified."""

from pathlib import Path

import msgspec
import pytest

from ugyfelkapu.broker.domain.keys.client_keys import public_keys
from ugyfelkapu.broker.domain.metadata import MetadataFaultError
from ugyfelkapu.broker.oidc.jose import ALGORITHMS, Verification, verified_payload

VECTORS = Path(__file__).parents[2] / "vectors" / "wycheproof"
RFC_7520_IN_PS384 = {346, 350}
"""The key says PS256 and the token PS384; RFC 7520 itself has it so, and a key is for the algorithm it names."""


class Case(msgspec.Struct, rename="camel"):
    tc_id: int
    comment: str
    jws: str | dict[str, object]
    result: str


class Group(msgspec.Struct):
    tests: list[Case]
    public: dict[str, object] | None = None


class Vectors(msgspec.Struct, rename="camel"):
    test_groups: list[Group]


def cases(name: str) -> list[tuple[dict[str, object], Case]]:
    """Every case with a public key: symmetric signatures are refused by the algorithm's name alone."""
    vectors = msgspec.json.decode((VECTORS / name).read_bytes(), type=Vectors)
    return [(group.public, case) for group in vectors.test_groups if group.public is not None for case in group.tests]


def believes(public: dict[str, object], case: Case) -> bool:
    """Whether a service with these keys could have sent this token."""
    document = public if "keys" in public else {"keys": [public]}
    try:
        keys = public_keys(document)
    except MetadataFaultError:
        return False
    if not isinstance(case.jws, str):
        return False  # the JSON serialisation never reaches the verifier: every parameter is a text
    return verified_payload(case.jws, Verification(keys=keys, algorithms=ALGORITHMS, token_type=None)) is not None


def applies(public: dict[str, object], case: Case) -> bool:
    """Not the valid tokens of algorithms that nobody may use here; the invalid ones are refused all the same."""
    keys = public.get("keys", [public])
    algorithms = {key.get("alg") for key in keys} if isinstance(keys, list) else set()
    return case.result == "invalid" or (algorithms <= set(ALGORITHMS) and case.tc_id not in RFC_7520_IN_PS384)


SIGNATURES = cases("json_web_signature_test.json")
KEYS = cases("json_web_key_test.json")


@pytest.mark.parametrize(("name", "vectors"), [("signature", SIGNATURES), ("key", KEYS)], ids=["signature", "key"])
def test_every_case_that_applies_gets_the_right_answer(name: str, vectors: list[tuple[dict[str, object], Case]]) -> None:
    asked = [(public, case) for public, case in vectors if applies(public, case)]
    wrong = [(name, case.tc_id, case.comment) for public, case in asked if believes(public, case) != (case.result == "valid")]
    assert wrong == []


def test_the_cases_are_there() -> None:
    """Of 401 and 26 cases, those with a public key and, where valid, an algorithm of ours."""
    results = [[case.result for public, case in vectors if applies(public, case)] for vectors in (SIGNATURES, KEYS)]
    assert [(found.count("valid"), found.count("invalid")) for found in results] == [(16, 325), (1, 10)]
