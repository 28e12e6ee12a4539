"""Signing keys in a directory: PEM files that only their owner may read, and one state file that says which counts when.

Each algorithm has a *next* key (published, not used yet), one in force, and retired ones (published until nothing signed
with them is about any more). A key comes into force only after it was published for as long as a client may keep an old
key set, so no client ever meets an unknown key.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import msgspec

from ugyfelkapu.adapters.key_files import KeyFile, create_key, load_key
from ugyfelkapu.broker.ports import KEY_SET_CACHED
from ugyfelkapu.ports import Clock

RECHECK_AFTER = timedelta(seconds=1)
OWNER_ONLY_DIRECTORY = 0o700
OWNER_ONLY = 0o600


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyRecord:
    """A key's life: from when it may be used, and since (or from) when it is."""

    key_id: str
    usable_from: datetime
    in_force_from: datetime | None
    """`None`: it is the next one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyTerms:
    """Which keys a ring has, and how long each is published before and after it signs."""

    algorithms: tuple[str, ...]
    published_first: timedelta
    """For as long as whoever verifies may keep an old set."""
    retired_kept: timedelta


TOKEN_KEYS = KeyTerms(
    algorithms=("ES256", "RS256", "PS256", "EdDSA"),
    published_first=KEY_SET_CACHED,
    retired_kept=timedelta(days=1),  # tokens live for minutes; an `id_token_hint` is still recognised for a day
)

State = dict[str, list[KeyRecord]]
"""Per algorithm, oldest first."""


class FileKeyRing:
    """The keys of a directory; a running server notices a rotation within a second."""

    def __init__(self, directory: Path, clock: Clock, terms: KeyTerms = TOKEN_KEYS) -> None:
        self._directory = directory
        self._clock = clock
        self._terms = terms
        self._files: dict[str, KeyFile] = {}
        self._published: tuple[dict[str, str], ...] = ()
        _create_missing(directory, terms.algorithms, now=clock.now())
        self._state = self._read()
        self._checked_at = clock.now()
        self._stamp = _stamp(directory)
        self._publish(clock.now())

    def signer(self, algorithm: str) -> KeyFile:
        """The key in force; `KeyError` for an algorithm without keys."""
        now = self._refreshed()
        return self._files[_in_force(self._state[algorithm], now=now).key_id]

    def published_for(self, algorithm: str) -> tuple[KeyFile, ...]:
        """An algorithm's published keys: the one in force, those that will be, and those that were."""
        now = self._refreshed()
        keys = _remembered(self._state[algorithm], now=now, kept=self._terms.retired_kept)
        turn = keys.index(_in_force(keys, now=now))
        return tuple(self._files[key.key_id] for key in (*keys[turn:], *reversed(keys[:turn])))

    def published(self) -> tuple[dict[str, str], ...]:
        """The public keys as JWKs; the same tuple until they change."""
        self._refreshed()
        return self._published

    def rotate(self) -> dict[str, datetime]:
        """Give every algorithm a new next key; from when the former next ones sign."""
        now = self._clock.now()
        with _locked(self._directory):
            rotated = {algorithm: self._rotated(algorithm, keys, now) for algorithm, keys in self._read().items()}
            _write(self._directory, rotated)
        self._take(rotated)
        _delete_forgotten(self._directory, rotated)
        self._publish(now)
        return {algorithm: keys[-2].in_force_from or now for algorithm, keys in rotated.items()}

    def renew(self) -> None:
        """New keys in force at once, and none of the former anywhere: for keys that were stolen."""
        now = self._clock.now()
        with _locked(self._directory):
            state = {algorithm: _first_keys(self._directory, algorithm, now=now) for algorithm in self._read()}
            _write(self._directory, state)
        self._take(state)
        _delete_forgotten(self._directory, state)
        self._publish(now)

    def _rotated(self, algorithm: str, keys: list[KeyRecord], now: datetime) -> list[KeyRecord]:
        former = replace(keys[-1], in_force_from=max(now, keys[-1].usable_from))
        key_id = create_key(self._directory, algorithm)
        fresh = KeyRecord(key_id=key_id, usable_from=now + self._terms.published_first, in_force_from=None)
        return [*_remembered([*keys[:-1], former], now=now, kept=self._terms.retired_kept), fresh]

    def _refreshed(self) -> datetime:
        now = self._clock.now()
        if abs(now - self._checked_at) >= RECHECK_AFTER:
            self._checked_at = now
            if (stamp := _stamp(self._directory)) != self._stamp:
                self._take(self._read())
                self._stamp = stamp
            self._publish(now)
        return now

    def _take(self, state: State) -> None:
        self._state = state
        self._stamp = _stamp(self._directory)

    def _publish(self, now: datetime) -> None:
        kept = {
            key.key_id: algorithm
            for algorithm, keys in self._state.items()
            for key in _remembered(keys, now=now, kept=self._terms.retired_kept)
        }
        for key_id in kept.keys() - self._files.keys():
            self._files[key_id] = load_key(self._directory, key_id, kept[key_id])
        published = tuple(self._files[key_id].public_jwk for key_id in kept)
        if published != self._published:
            self._published = published

    def _read(self) -> State:
        return _decoded(_state_path(self._directory))


def _decoded(path: Path) -> State:
    return msgspec.json.decode(path.read_bytes(), type=State)


def _in_force(keys: list[KeyRecord], *, now: datetime) -> KeyRecord:
    """The youngest key whose time has come."""
    return next((key for key in reversed(keys) if key.in_force_from and key.in_force_from <= now), keys[0])


def _remembered(keys: list[KeyRecord], *, now: datetime, kept: timedelta) -> list[KeyRecord]:
    """Without the retired keys whose successor has been in force for long enough."""
    return [
        key
        for key, successor in zip(keys, [*keys[1:], None], strict=True)
        if successor is None or successor.in_force_from is None or now < successor.in_force_from + kept
    ]


def _create_missing(directory: Path, algorithms: tuple[str, ...], *, now: datetime) -> None:
    directory.mkdir(mode=OWNER_ONLY_DIRECTORY, parents=True, exist_ok=True)
    with _locked(directory):
        state = _decoded(_state_path(directory)) if _state_path(directory).exists() else {}
        missing = [algorithm for algorithm in algorithms if algorithm not in state]
        if missing:
            _write(directory, state | {algorithm: _first_keys(directory, algorithm, now=now) for algorithm in missing})


def _first_keys(directory: Path, algorithm: str, *, now: datetime) -> list[KeyRecord]:
    """The first two keys; nobody can hold a key set without the next one, so it may follow at once."""
    return [
        KeyRecord(key_id=create_key(directory, algorithm), usable_from=now, in_force_from=in_force_from)
        for in_force_from in (now, None)
    ]


def _write(directory: Path, state: State) -> None:
    """Replace the state file whole: a reader sees the old or the new one, also after a crash."""
    draft = directory / "state.draft"
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, OWNER_ONLY), "wb") as file:
        file.write(msgspec.json.encode(state))
        file.flush()
        os.fsync(file.fileno())
    draft.replace(_state_path(directory))
    descriptor = os.open(directory, os.O_RDONLY)
    os.fsync(descriptor)
    os.close(descriptor)


def _delete_forgotten(directory: Path, state: State) -> None:
    """Keys without a place, and what stands beside them."""
    known = {key.key_id for keys in state.values() for key in keys}
    for path in directory.glob("*.pem"):
        if path.name.partition(".")[0] not in known:
            path.unlink()


@contextmanager
def _locked(directory: Path) -> Iterator[None]:
    """Of two processes that change the keys, one waits."""
    with (directory / "lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _state_path(directory: Path) -> Path:
    return directory / "state.json"


def _stamp(directory: Path) -> tuple[int, int]:
    status = _state_path(directory).stat()
    return status.st_mtime_ns, status.st_ino
