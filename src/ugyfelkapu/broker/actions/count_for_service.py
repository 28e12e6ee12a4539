"""What happened for one service day by day, for a supervisor's question; the reading is in the journal (decision 0024)."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from ugyfelkapu.broker.actions.entries import BY_LAW, COMMAND, OPERATOR
from ugyfelkapu.broker.domain.relying_party import ClientId
from ugyfelkapu.broker.ports import BrokerWorld
from ugyfelkapu.broker.store import relying_parties, service_figures
from ugyfelkapu.broker.store.service_figures import ServiceFigure
from ugyfelkapu.foundation.journal import AuditEntry, record
from ugyfelkapu.foundation.policy import LEGAL_TIME

LONGEST_DAYS = 92


class Reason(StrEnum):
    """Why somebody asks."""

    COMPLAINT = "complaint"
    AUTHORITY_REQUEST = "authority_request"
    DATA_BREACH = "data_breach"
    REGULAR_CHECK = "regular_check"


class NotCounted(StrEnum):
    """Why there is no answer."""

    UNKNOWN_SERVICE = "unknown_service"
    TOO_MANY_DAYS = "too_many_days"
    """None, or more than `LONGEST_DAYS`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceQuestion:
    """Which service, which days, both included, and why."""

    client_id: ClientId
    first: date
    last: date
    reason: Reason
    reference: str
    """Of the case in which it is asked."""


async def count_for_service(world: BrokerWorld, question: ServiceQuestion) -> list[ServiceFigure] | NotCounted:
    """The figures, oldest first, of a service that is registered or was; asked in vain or not, it is written down first."""
    days = [question.first + timedelta(days=number) for number in range((question.last - question.first).days + 1)]
    party = await relying_parties.find_ever(world.database.reader, question.client_id)
    refused = NotCounted.UNKNOWN_SERVICE if party is None else None
    if not 0 < len(days) <= LONGEST_DAYS:
        refused = NotCounted.TOO_MANY_DAYS
    async with world.database.transaction() as tx:
        await record(tx, _entry(question, outcome=refused or "done", now=world.clock.now()))
    if refused or party is None:
        return refused or NotCounted.UNKNOWN_SERVICE
    return [
        figure
        for day in days
        for figure in await service_figures.of_service(
            world.database.reader, party, day, since=_begin_of(day), until=_begin_of(day + timedelta(days=1))
        )
    ]


def _begin_of(day: date) -> datetime:
    return datetime.combine(day, time(), LEGAL_TIME)


def _entry(question: ServiceQuestion, *, outcome: str, now: datetime) -> AuditEntry:
    return AuditEntry(
        at=now,
        activity="count_for_service",
        outcome=outcome,
        subject="",
        data_set="journal",
        legal_basis=BY_LAW,
        purpose="supervision of processing",
        reason=question.reason,
        organisation=OPERATOR,
        actor=COMMAND,
        technical={
            "asked_about": question.client_id,
            "reference": question.reference,
            "first": question.first.isoformat(),
            "last": question.last.isoformat(),
        },
    )
