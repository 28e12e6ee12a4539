"""What was fetched, kept for a while: as long as its server says, within bounds of ours (RFC 9111 section 5.2.2)."""

import re
from collections import OrderedDict
from dataclasses import dataclass, replace

from ugyfelkapu.broker.ports import Fetched, FetchFault

USUAL_SECONDS = 300.0
LEAST_SECONDS = 60.0
MOST_SECONDS = 3600.0
FAULT_SECONDS = 30.0
AGAIN_SECONDS = 10.0
"""However often somebody says that what we have does not fit, its address is asked at most this often."""
MOST_DOCUMENTS = 500

_MAX_AGE = re.compile(r'max-age="?([0-9]{1,9})"?')


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kept:
    found: Fetched | FetchFault
    fetched_at: float
    kept_until: float


class Remembered:
    """The last documents of all addresses; those longest unused go first. Instants are a steady clock's seconds."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, _Kept] = OrderedDict()

    def current(self, url: str, *, now: float) -> Fetched | FetchFault | None:
        """What still counts, if anything."""
        kept = self._kept.get(url)
        if kept is None or now >= kept.kept_until:
            return None
        self._kept.move_to_end(url)
        return kept.found

    def too_new(self, url: str, *, now: float) -> Fetched | FetchFault | None:
        """What was fetched so lately that it is not asked again, if anything."""
        kept = self._kept.get(url)
        return kept.found if kept and now < kept.fetched_at + AGAIN_SECONDS else None

    def keep(self, url: str, found: Fetched | FetchFault, *, cache_control: str, now: float) -> None:
        """Keep it in place of what was there before; in vain asked for again, what still counts goes on counting."""
        if isinstance(found, FetchFault) and isinstance(self.current(url, now=now), Fetched):
            self._kept[url] = replace(self._kept[url], fetched_at=now)
            return
        seconds = FAULT_SECONDS if isinstance(found, FetchFault) else lifetime_seconds(cache_control)
        self._kept[url] = _Kept(found=found, fetched_at=now, kept_until=now + seconds)
        self._kept.move_to_end(url)
        if len(self._kept) > MOST_DOCUMENTS:
            self._kept.popitem(last=False)


def lifetime_seconds(cache_control: str) -> float:
    """How long a document counts; who forbids keeping it is asked once a minute all the same."""
    told = cache_control.lower()
    if "no-store" in told or "no-cache" in told:
        return LEAST_SECONDS
    age = _MAX_AGE.search(told)
    return USUAL_SECONDS if age is None else min(max(float(age[1]), LEAST_SECONDS), MOST_SECONDS)
