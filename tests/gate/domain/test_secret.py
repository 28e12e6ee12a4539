"""Secrets carry their kind, and typed codes forgive what people do to them (`docs/security.md`)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ugyfelkapu.gate.domain.secret import (
    ALPHABET,
    CODE_BYTES,
    SECRET_BYTES,
    SecretKind,
    code_digest,
    code_of,
    digest_of,
    made,
    same,
)

CHANCE = st.binary(min_size=SECRET_BYTES, max_size=SECRET_BYTES)
CODE_CHANCE = st.binary(min_size=CODE_BYTES, max_size=CODE_BYTES)
KINDS = st.sampled_from(SecretKind)
CODE_KINDS = st.sampled_from([SecretKind.ACTIVATION_CODE, SecretKind.PASSWORD_RESET_CODE])


@given(KINDS, KINDS, CHANCE)
def test_a_secret_is_found_under_its_own_kind_alone(kind: SecretKind, other: SecretKind, chance: bytes) -> None:
    secret, digest = made(kind, chance)
    assert digest_of(kind, secret) == digest
    assert (digest_of(other, secret) is None) == (other is not kind)
    assert digest.find(secret.encode()) == -1


@given(CODE_KINDS, CODE_CHANCE)
def test_a_code_typed_carelessly_is_the_same_code(kind: SecretKind, chance: bytes) -> None:
    code = code_of(kind, chance)
    body = code[len(kind) + 1 :]
    careless = body.replace("0", "o").replace("1", "l").lower().replace("-", " ")
    digest = code_digest(kind, code, gate_id="g")
    assert digest
    assert code_digest(kind, careless, gate_id="g") == digest
    assert code_digest(kind, f"{kind} {careless}", gate_id="g") == digest
    assert code_digest(kind, code.replace("-", ""), gate_id="g") == digest


@given(CODE_CHANCE)
def test_a_code_means_nothing_for_another_gate_or_purpose(chance: bytes) -> None:
    code = code_of(SecretKind.ACTIVATION_CODE, chance)
    body = code[2:]
    mine = code_digest(SecretKind.ACTIVATION_CODE, body, gate_id="g")
    assert code_digest(SecretKind.ACTIVATION_CODE, body, gate_id="h") != mine
    assert code_digest(SecretKind.PASSWORD_RESET_CODE, body, gate_id="g") != mine


@given(CODE_CHANCE)
def test_a_code_has_sixty_bits_of_letters_nobody_confuses(chance: bytes) -> None:
    body = code_of(SecretKind.ACTIVATION_CODE, chance)[2:].replace("-", "")
    assert len(body) == 12
    assert set(body) <= set(ALPHABET)


@pytest.mark.parametrize(
    "typed", ["", "A-", "7K3D-9QWX-4MT", "A-7K3D-9QWX-4MTRX", "A-7K3D-9QWX-4MTU", "x" * 65, "٣" * 12, "\ud800"]
)
def test_what_is_no_code_has_no_digest(typed: str) -> None:
    assert code_digest(SecretKind.ACTIVATION_CODE, typed, gate_id="g") is None


@given(st.text(max_size=200))
def test_any_text_at_all_is_read_without_failing(text: str) -> None:
    assert digest_of(SecretKind.SESSION, text) is None or text.startswith("gs_")
    code_digest(SecretKind.ACTIVATION_CODE, text, gate_id="g")


def test_digests_are_compared_whole() -> None:
    assert same(b"abc", b"abc")
    assert not same(b"abc", b"abd")
