"""Who is signed in at a service: kept in its memory, so the cookie carries a key and no personal data."""

from collections import OrderedDict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from secrets import token_urlsafe

from ugyfelkapu.demo.services.learned import Learned

MOST_VISITS = 1000
VISIT_LIFETIME_SECONDS = 3600
KEY_BYTES = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One signed-in person."""

    learned: Learned
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Visits:
    """The signed-in people of one process; the oldest gives way when there are too many."""

    _kept: OrderedDict[str, Visit] = field(default_factory=OrderedDict)

    def begin(self, learned: Learned, *, now: datetime) -> str:
        """Keep what was learned; the key belongs into the cookie."""
        key = token_urlsafe(KEY_BYTES)
        self._kept[key] = Visit(learned=learned, expires_at=now + timedelta(seconds=VISIT_LIFETIME_SECONDS))
        while len(self._kept) > MOST_VISITS:
            self._kept.popitem(last=False)
        return key

    def find(self, key: object, *, now: datetime) -> Learned | None:
        """What was learned in a visit that still lasts."""
        visit = self._kept.get(key) if isinstance(key, str) else None
        return visit.learned if visit and now < visit.expires_at else None

    def end_sessions(self, sids: Collection[str]) -> None:
        """Forget the visits of sessions that ended at the provider."""
        for key, visit in list(self._kept.items()):
            if visit.learned.id_token.get("sid") in sids:
                del self._kept[key]

    def end_of(self, *, sid: str | None, sub: str | None) -> None:
        """Forget the visits of one session at the provider; where none is named, all of the person."""
        for key, visit in list(self._kept.items()):
            told = visit.learned.id_token
            if told.get("sid") == sid if sid is not None else sub is not None and told.get("sub") == sub:
                del self._kept[key]

    def end(self, key: object) -> None:
        """Forget a visit."""
        if isinstance(key, str):
            self._kept.pop(key, None)
