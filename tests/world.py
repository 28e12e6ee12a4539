"""A world the tests hold in their hands: a clock that is set, chance that can be counted."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256

START = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


@dataclass
class HandClock:
    """A clock that moves only by hand."""

    instant: datetime = START

    def now(self) -> datetime:
        """The instant it was set to."""
        return self.instant

    def advance(self, **span: float) -> datetime:
        """Move on by a `timedelta` given in its own words: `advance(days=5)`."""
        self.instant += timedelta(**span)
        return self.instant


@dataclass
class CountedEntropy:
    """Chance without chance: each call gives new bytes, the same in every run."""

    seed: str = "tests"
    drawn: int = field(default=0)

    def bytes(self, count: int) -> bytes:
        """The next `count` bytes."""
        self.drawn += 1
        blocks = (sha256(f"{self.seed}/{self.drawn}/{block}".encode()).digest() for block in range(count // 32 + 1))
        return b"".join(blocks)[:count]
