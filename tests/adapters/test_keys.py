"""Signing keys through a rotation: no service ever meets an unknown key (RFC 7517, `security.md`)."""

from pathlib import Path

import pytest
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, KeySetSerialization
from joserfc.jws import deserialize_compact

from tests.world import HandClock
from ugyfelkapu.adapters.key_files import UnsafeKeyFileError
from ugyfelkapu.adapters.keys import FileKeyRing
from ugyfelkapu.broker.oidc.jose import sign


def key_set(ring: FileKeyRing) -> KeySet:
    serialization: KeySetSerialization = {"keys": [dict(key) for key in ring.published()]}
    return KeySet.import_key_set(serialization)


def verifies(token: str, keys: KeySet, algorithm: str = "ES256") -> bool:
    """Whether a service that holds these keys believes the token."""
    try:
        return deserialize_compact(token, keys, [algorithm]).payload == b"{}"
    except (JoseError, ValueError):
        return False


def kids(ring: FileKeyRing) -> list[str]:
    return [key["kid"] for key in ring.published()]


@pytest.fixture
def ring(tmp_path: Path, clock: HandClock) -> FileKeyRing:
    return FileKeyRing(tmp_path / "keys", clock)


@pytest.mark.parametrize("algorithm", ["ES256", "RS256", "PS256", "EdDSA"])
def test_another_library_verifies_what_a_key_signs(ring: FileKeyRing, algorithm: str) -> None:
    token = sign(ring.signer(algorithm), {"sub": "somebody"})
    assert deserialize_compact(token, key_set(ring), [algorithm]).payload == b'{"sub":"somebody"}'


def test_key_files_belong_to_their_owner_alone(tmp_path: Path, ring: FileKeyRing) -> None:
    files = list((tmp_path / "keys").glob("*.pem"))
    assert len(files) == len(ring.published()) == 8
    assert {file.stat().st_mode & 0o777 for file in files} == {0o600}


def test_a_key_file_that_others_may_read_stops_the_start(tmp_path: Path, ring: FileKeyRing, clock: HandClock) -> None:
    (tmp_path / "keys" / f"{ring.signer('ES256').key_id}.pem").chmod(0o644)
    with pytest.raises(UnsafeKeyFileError):
        FileKeyRing(tmp_path / "keys", clock)


def test_the_next_key_was_published_before_it_signs(ring: FileKeyRing) -> None:
    before = kids(ring)
    cached = key_set(ring)
    ring.rotate()
    assert ring.signer("ES256").key_id in before
    assert verifies(sign(ring.signer("ES256"), {}), cached)


def test_no_cached_key_set_fails_through_any_number_of_rotations(ring: FileKeyRing, clock: HandClock) -> None:
    for pause in (0, 1, 299, 300, 301, 10):
        cached = key_set(ring)
        for _ in range(2):
            ring.rotate()
            for algorithm in ("ES256", "RS256"):
                assert verifies(sign(ring.signer(algorithm), {}), cached, algorithm)
        clock.advance(seconds=299)
        assert verifies(sign(ring.signer("ES256"), {}), cached)
        clock.advance(seconds=pause)


def test_a_second_rotation_at_once_waits_until_every_cache_has_the_key(ring: FileKeyRing, clock: HandClock) -> None:
    ring.rotate()
    first = ring.signer("ES256").key_id
    in_force_from = ring.rotate()["ES256"]
    clock.instant = in_force_from
    clock.advance(microseconds=-1)
    assert ring.signer("ES256").key_id == first
    clock.advance(microseconds=1)
    assert ring.signer("ES256").key_id != first


def test_a_retired_key_is_published_for_a_day_and_then_forgotten(ring: FileKeyRing, clock: HandClock, tmp_path: Path) -> None:
    retired = ring.signer("ES256").key_id
    token = sign(ring.signer("ES256"), {})
    ring.rotate()
    clock.advance(hours=23, minutes=59, seconds=59)
    assert verifies(token, key_set(ring))
    clock.advance(seconds=1)
    assert retired not in kids(ring)
    ring.rotate()
    assert not (tmp_path / "keys" / f"{retired}.pem").exists()


def test_a_running_server_notices_a_rotation_within_a_second(tmp_path: Path, ring: FileKeyRing, clock: HandClock) -> None:
    before = ring.signer("ES256").key_id
    FileKeyRing(tmp_path / "keys", clock).rotate()
    clock.advance(seconds=1)
    assert ring.signer("ES256").key_id != before


def test_the_published_keys_are_the_same_value_until_they_change(ring: FileKeyRing, clock: HandClock) -> None:
    before = ring.published()
    clock.advance(seconds=5)
    assert ring.published() is before
    ring.rotate()
    assert ring.published() is not before


def test_the_keys_survive_a_restart(tmp_path: Path, ring: FileKeyRing, clock: HandClock) -> None:
    ring.rotate()
    assert FileKeyRing(tmp_path / "keys", clock).published() == ring.published()


def test_a_key_never_shows_itself(ring: FileKeyRing) -> None:
    assert "PRIVATE" not in repr(ring.signer("ES256"))
    assert all("d" not in key for key in ring.published())
