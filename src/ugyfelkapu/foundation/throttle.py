"""Budgets of tries: waiting grows with each, nothing locks for good, and a restart forgets nothing (`docs/security.md`).

A lane is one budget, such as *this gate's password from unknown devices in this network*. Who chooses the lanes keeps an
outsider from locking a person out: a known device has a lane of its own.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from ugyfelkapu.foundation.database import Transaction

_WAIT = """
    CASE WHEN throttle.forget_ms <= :now OR throttle.tries < :free THEN 0
         WHEN throttle.wait_ms = 0 THEN :first
         WHEN throttle.wait_ms * 2 > :longest THEN :longest
         ELSE throttle.wait_ms * 2 END
"""
"""The wait after this try: none while tries are free, then twice the last one, up to the longest.

Without a wait the lane is open from 0 on, not from now on: another process may read the clock before us and come after us.
"""

_TAKE = f"""
    INSERT INTO throttle (lane, tries, wait_ms, open_ms, forget_ms)
    VALUES (:lane, 1, CASE WHEN CAST(:free AS BIGINT) >= 1 THEN 0 ELSE CAST(:first AS BIGINT) END,
            CASE WHEN :free >= 1 THEN 0 ELSE CAST(:now AS BIGINT) + :first END, :now + CAST(:forget AS BIGINT))
    ON CONFLICT (lane) DO UPDATE SET
        tries = CASE WHEN throttle.forget_ms <= :now THEN 1 ELSE throttle.tries + 1 END,
        wait_ms = {_WAIT},
        open_ms = CASE WHEN {_WAIT} = 0 THEN 0 ELSE :now + {_WAIT} END,
        forget_ms = :now + :forget
    WHERE throttle.open_ms <= :now OR throttle.open_ms > :now + CAST(:longest AS BIGINT)
    RETURNING tries
"""  # noqa: S608 - made of this file's constants
_OPENS = "SELECT open_ms FROM throttle WHERE lane = :lane"
_CLEAR = "DELETE FROM throttle WHERE lane = :lane"
_GIVE_BACK = "UPDATE throttle SET tries = tries - 1 WHERE lane = :lane AND tries > 0"
_FORGET = """
    DELETE FROM throttle WHERE lane IN (SELECT lane FROM throttle WHERE forget_ms <= :now ORDER BY forget_ms LIMIT :many)
"""
FORGOTTEN_AT_ONCE = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """One budget; `key` says whose, and only its digest is kept."""

    key: str
    free_tries: int
    first_wait: timedelta = timedelta(seconds=2)
    longest_wait: timedelta = timedelta(minutes=15)
    forgotten_after: timedelta = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Admitted:
    """The try may be made; it is already counted, so that simultaneous ones cannot share a place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """Not now; the lane opens again at `until`."""

    until: datetime


async def take(tx: Transaction, lanes: Iterable[Lane], *, now: datetime) -> Admitted | Wait:
    """Count one try in each lane, before the costly work, unless one of them is shut.

    Lanes are taken in one order everywhere, so that two requests never wait for each other. A clock set back opens a lane
    rather than shutting it for a day.
    """
    for lane in sorted(lanes, key=lambda lane: lane.key):
        if not await tx.one_or_none(_TAKE, lane=_digest(lane), now=_ms(now), **_limits(lane)):
            row = await tx.one(_OPENS, lane=_digest(lane))
            return Wait(until=datetime.fromtimestamp(row.number("open_ms") / 1000, UTC))
    return Admitted()


async def clear(tx: Transaction, lanes: Iterable[Lane]) -> None:
    """Forget the tries after a success; never for a lane that many people share, or one of them could reset it."""
    for lane in sorted(lanes, key=lambda lane: lane.key):
        await tx.execute(_CLEAR, lane=_digest(lane))


async def give_back(tx: Transaction, lanes: Iterable[Lane]) -> None:
    """Take one try back, in lanes that many people share: a success is no guess, and resets nobody else's guesses."""
    for lane in sorted(lanes, key=lambda lane: lane.key):
        await tx.execute(_GIVE_BACK, lane=_digest(lane))


async def forget_old(tx: Transaction, *, now: datetime) -> int:
    """Remove lanes whose tries no longer count, a batch of them; how many."""
    return await tx.execute(_FORGET, now=_ms(now), many=FORGOTTEN_AT_ONCE)


def _limits(lane: Lane) -> dict[str, int]:
    return {
        "free": lane.free_tries,
        "first": _milliseconds(lane.first_wait),
        "longest": _milliseconds(lane.longest_wait),
        "forget": _milliseconds(lane.forgotten_after),
    }


def _digest(lane: Lane) -> bytes:
    return sha256(lane.key.encode()).digest()


def _ms(instant: datetime) -> int:
    return int(instant.timestamp() * 1000)


def _milliseconds(span: timedelta) -> int:
    return int(span.total_seconds() * 1000)
