"""The addresses of the consoles; start here."""

from starlette.routing import BaseRoute

from ugyfelkapu.gate.web.consoles import (
    alerts,
    appoint,
    bodies,
    journal,
    organisation_new,
    organisations,
    policy,
    proposals,
    reconciliation,
    staff,
    statistics,
    work,
)
from ugyfelkapu.gate.web.counter.room import CounterRoom


def routes(room: CounterRoom) -> list[BaseRoute]:
    """Every page of the consoles; they stand on what the counter's stand on."""
    return [
        *staff.routes(room),
        *work.routes(room),
        *alerts.routes(room),
        *appoint.routes(room),
        *proposals.routes(room),
        *bodies.routes(room),
        *organisation_new.routes(room),
        *organisations.routes(room),
        *policy.routes(room),
        *statistics.routes(room),
        *reconciliation.routes(room),
        *journal.routes(room),
    ]
