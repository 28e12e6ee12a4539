"""What was decided about fees, in the database: one row for each gate or application, with the rule that made it."""

from dataclasses import dataclass
from datetime import datetime

from ugyfelkapu.foundation.database import Reader, Row, Transaction, Value
from ugyfelkapu.foundation.identifiers import identifier
from ugyfelkapu.gate.domain.fee import FeeDecision, FeeReason, FeeRule, Forints
from ugyfelkapu.gate.domain.gate import GateId
from ugyfelkapu.gate.domain.payment import ApplicationId
from ugyfelkapu.gate.domain.person import PersonId

_KEEP = """
    INSERT INTO fee_decision (decision_id, gate_id, application_id, person_id, amount_forints, reason, rule_name, rule_value,
                              rule_since, exemption, decided_at)
    VALUES (:decision_id, :gate_id, :application_id, :person_id, :amount, :reason, :rule_name, :rule_value, :rule_since,
            :exemption, :now)
"""
_PROPOSE = f"{_KEEP} ON CONFLICT DO NOTHING"
_WITHDRAW = "DELETE FROM fee_decision WHERE application_id = :application_id AND gate_id IS NULL"
_SELECT = "SELECT amount_forints, reason, rule_name, rule_value, rule_since, exemption FROM fee_decision"
_OF_APPLICATION = f"{_SELECT} WHERE application_id = :application_id"
_PERSON = "SELECT person_id FROM fee_decision WHERE application_id = :application_id"
_FULFIL = "UPDATE fee_decision SET gate_id = :gate_id WHERE application_id = :application_id AND gate_id IS NULL"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """For whom and for what a decision was made: a gate, an application, a case that was paid for."""

    person_id: PersonId
    gate_id: GateId | None = None
    application_id: ApplicationId | None = None


async def keep(tx: Transaction, decided: Decided, decision: FeeDecision, *, now: datetime) -> None:
    """Keep a decision."""
    await tx.execute(_KEEP, **_values(decided, decision, now=now))


async def propose(tx: Transaction, decided: Decided, decision: FeeDecision, *, now: datetime) -> None:
    """Keep what a clerk was told when they took money for a case; a second time it says nothing new."""
    await tx.execute(_PROPOSE, **_values(decided, decision, now=now))


async def withdraw(tx: Transaction, application_id: ApplicationId) -> bool:
    """Forget what was decided for an application that has no gate; whether there was anything."""
    return await tx.execute(_WITHDRAW, application_id=application_id) > 0


async def of_application(reader: Reader, application_id: ApplicationId) -> FeeDecision | None:
    """What was decided when somebody applied; it stands, whatever the rule says on the day they pay."""
    row = await reader.one_or_none(_OF_APPLICATION, application_id=application_id)
    return None if row is None else _decision(row)


async def person_of(reader: Reader, application_id: ApplicationId) -> PersonId | None:
    """Who applied."""
    row = await reader.one_or_none(_PERSON, application_id=application_id)
    return None if row is None else PersonId(row.text("person_id"))


async def fulfil(tx: Transaction, application_id: ApplicationId, gate_id: GateId) -> None:
    """Name the gate that an application ended in."""
    await tx.execute(_FULFIL, application_id=application_id, gate_id=gate_id)


def _values(decided: Decided, decision: FeeDecision, *, now: datetime) -> dict[str, Value]:
    return {
        "decision_id": identifier(now),
        "gate_id": decided.gate_id,
        "application_id": decided.application_id,
        "person_id": decided.person_id,
        "amount": decision.amount,
        "reason": decision.reason,
        "rule_name": decision.rule.name,
        "rule_value": decision.rule.value,
        "rule_since": decision.rule.since,
        "exemption": decision.exemption,
        "now": now,
    }


def _decision(row: Row) -> FeeDecision:
    return FeeDecision(
        amount=Forints(row.number("amount_forints")),
        reason=FeeReason(row.text("reason")),
        rule=FeeRule(name=row.text("rule_name"), value=Forints(row.number("rule_value")), since=row.day_or_none("rule_since")),
        exemption=row.text("exemption"),
    )
