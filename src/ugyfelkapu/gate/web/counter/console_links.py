"""Which pages of the consoles somebody has, by their duties; the first of them is where they land."""

from ugyfelkapu.gate.domain.duty import Duty, may
from ugyfelkapu.gate.domain.office import Clerk

_PAGES = (
    ("counter.nav.administrator", "/counter", Duty.RULE),
    ("counter.nav.staff", "/console/staff", Duty.SEE_STAFF),
    ("counter.nav.work", "/console/work", Duty.SEE_WORK),
    ("counter.nav.alerts", "/console/alerts", Duty.CLOSE_ALERTS),
    ("counter.nav.proposals", "/console/proposals", Duty.APPOINT),
    ("counter.nav.bodies", "/console/bodies", Duty.RULE),
    ("counter.nav.organisations", "/console/organisations", Duty.RULE),
    ("counter.nav.policy", "/console/policy", Duty.RULE),
    ("counter.nav.statistics", "/console/statistics", Duty.SEE_STATISTICS),
    ("counter.nav.reconciliation", "/console/reconciliation", Duty.SEE_MONEY),
    ("counter.nav.journal", "/console/journal", Duty.SEARCH_JOURNAL),
    ("counter.nav.seals", "/console/seals", Duty.SEARCH_JOURNAL),
)


def pages_of(clerk: Clerk) -> list[tuple[str, str]]:
    """The key of each page's name, and its address."""
    return [(key, url) for key, url, duty in _PAGES if may(clerk, duty)]


def first_page(clerk: Clerk) -> str | None:
    """Where somebody lands who has a console; `None`: they have none."""
    pages = pages_of(clerk)
    return pages[0][1] if pages else None
