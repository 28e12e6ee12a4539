"""Password hashing as most tests want it: what argon2id says, asked once for each question, since hashing takes its time."""

import asyncio
from dataclasses import dataclass, field

from ugyfelkapu.gate.ports import Hashing, PasswordHasher


@dataclass(frozen=True, slots=True, kw_only=True)
class RememberedHashing:
    """A real hasher's answers; a password has one hash for everybody, and a pair that was compared is not compared again."""

    hasher: PasswordHasher
    hashes: dict[str, str] = field(default_factory=dict)
    comparisons: dict[tuple[str, str | None], Hashing] = field(default_factory=dict)

    async def hash(self, password: str) -> str | Hashing:
        """The encoded hash."""
        await asyncio.sleep(0)  # others go on meanwhile, as they do while a thread works
        if password not in self.hashes:
            outcome = await self.hasher.hash(password)
            if isinstance(outcome, Hashing):
                return outcome
            self.hashes[password] = outcome
        return self.hashes[password]

    async def verify(self, password: str, encoded: str | None) -> Hashing:
        """Whether the password fits."""
        await asyncio.sleep(0)
        pair = password, encoded
        if pair not in self.comparisons:
            outcome = await self.hasher.verify(password, encoded)
            if outcome is Hashing.BUSY:
                return outcome
            self.comparisons[pair] = outcome
        return self.comparisons[pair]

    def is_outdated(self, encoded: str) -> bool:
        """Whether the hash was made with less than is in force."""
        return self.hasher.is_outdated(encoded)
