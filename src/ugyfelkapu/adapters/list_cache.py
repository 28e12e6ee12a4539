"""Lists of revoked certificates (RFC 5280 section 5) kept between cards: never past their own end, few, and of few bytes.

What is kept was signed by the issuer of the certificate that named its address, on a path that holds; so nobody else's answer,
sent once over plain HTTP, stays. An older list never takes the place of a newer one. A card's own status is asked for each time
by OCSP, so a kept list delays nothing.
"""

import asyncio
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from ugyfelkapu.adapters.status_fetcher import StatusFetcher

MOST_LISTS = 32
MOST_BYTES = 20_000_000
"""Of all kept lists together; the ones not used for longest make room."""

LONGEST_UNASKED = timedelta(hours=1)
"""A list is asked for again when half of its time is over, and at least this often."""

TRY_AGAIN = timedelta(minutes=1)
"""While its address is silent, a list that is still good is used, and asked for no more often than this."""

CLOCK_SKEW = timedelta(seconds=60)

_Key = tuple[str, bytes]
"""Address, and whose list it has to be: the issuer's certificate, since two keys may go by one name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptList:
    """A list that its issuer signed."""

    der: bytes
    made_at: datetime
    good_until: datetime
    """Its `nextUpdate`."""
    ask_again_at: datetime


@dataclass(slots=True)
class ListCache:
    """The lists of one process."""

    fetcher: StatusFetcher
    _kept: OrderedDict[_Key, KeptList] = field(default_factory=OrderedDict)
    _coming: dict[_Key, "asyncio.Task[bytes | None]"] = field(default_factory=dict)

    async def list_at(self, url: str, issuer: x509.Certificate, *, now: datetime) -> bytes | None:
        """The issuer's list, DER, good at `now`; or whatever the address answers, for others to judge; or `None`."""
        key = url, issuer.public_bytes(Encoding.DER)
        kept = self._kept.get(key)
        if kept and now >= kept.good_until:
            del self._kept[key]
            kept = None
        if kept:
            self._kept.move_to_end(key)
            if now < kept.ask_again_at:
                return kept.der
        return await asyncio.shield(self._asked(key, issuer, now=now))

    @property
    def size(self) -> tuple[int, int]:
        """How many lists are kept, and how many bytes they are."""
        return len(self._kept), sum(len(kept.der) for kept in self._kept.values())

    def _asked(self, key: _Key, issuer: x509.Certificate, *, now: datetime) -> "asyncio.Task[bytes | None]":
        """One question for all who want the same list at the same time, which goes on when the first of them leaves."""
        task = self._coming.get(key)
        if task is None:
            task = self._coming[key] = asyncio.create_task(self._refreshed(key, issuer, now=now))
            task.add_done_callback(lambda _: self._coming.pop(key, None))
        return task

    async def _refreshed(self, key: _Key, issuer: x509.Certificate, *, now: datetime) -> bytes | None:
        answer = await self.fetcher.crl(key[0])
        fresh = await asyncio.to_thread(_read, answer, issuer, now=now) if answer else None
        kept = self._kept.get(key)
        if fresh and (kept is None or fresh.made_at >= kept.made_at):
            self._keep(key, fresh)
            return fresh.der
        if kept:
            self._kept[key] = _later(kept, now)
            return kept.der
        return _only_a_list(answer)

    def _keep(self, key: _Key, fresh: KeptList) -> None:
        self._kept[key] = fresh
        self._kept.move_to_end(key)
        while len(self._kept) > MOST_LISTS or self.size[1] > MOST_BYTES:
            self._kept.popitem(last=False)


def _read(answer: bytes, issuer: x509.Certificate, *, now: datetime) -> KeptList | None:
    """The list, if this issuer signed it and it is good at `now` by its own dates."""
    try:
        found = x509.load_der_x509_crl(answer)
        until = found.next_update_utc
        is_issuers = found.issuer == issuer.subject and found.is_signature_valid(issuer.public_key())  # type: ignore[arg-type] # another kind of key raises TypeError
    except (ValueError, TypeError, x509.UnsupportedGeneralNameType):
        return None
    if until is None or not is_issuers or not found.last_update_utc - CLOCK_SKEW <= now < until:
        return None
    ask_again_at = now + min((until - now) / 2, LONGEST_UNASKED)
    return KeptList(der=answer, made_at=found.last_update_utc, good_until=until, ask_again_at=ask_again_at)


def _later(kept: KeptList, now: datetime) -> KeptList:
    return KeptList(der=kept.der, made_at=kept.made_at, good_until=kept.good_until, ask_again_at=now + TRY_AGAIN)


def _only_a_list(answer: bytes | None) -> bytes | None:
    """An answer that is a list in its shape; whether it proves anything is judged with the path."""
    try:
        return x509.load_der_x509_crl(answer).public_bytes(Encoding.DER) if answer else None
    except ValueError:
        return None
