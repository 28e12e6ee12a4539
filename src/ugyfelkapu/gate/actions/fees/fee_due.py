"""What one more gate costs somebody, by the rule of the day (`domain.md R11`)."""

from datetime import datetime

from ugyfelkapu.foundation.database import Reader
from ugyfelkapu.foundation.policy import in_force_since, policy_at
from ugyfelkapu.gate.domain.fee import RULE, Exemption, FeeDecision, decision, fee_rule
from ugyfelkapu.gate.domain.person import PersonId
from ugyfelkapu.gate.domain.policy import STANDING
from ugyfelkapu.gate.store import gates


async def fee_for(reader: Reader, person_id: PersonId, *, exemption: Exemption | None, now: datetime) -> FeeDecision:
    """The decision, not yet recorded; gates that have ended do not count."""
    policy = await policy_at(reader, STANDING, now=now)
    rule = fee_rule(policy, since=await in_force_since(reader, RULE, now=now))
    held = tuple(gate.gate_id for gate in await gates.of_person(reader, person_id))
    return decision(rule, held, exemption)


def told(decision: FeeDecision) -> dict[str, str]:
    """A decision as the journal's entry of the registration carries it."""
    since = {"fee_rule_since": decision.rule.since.isoformat()} if decision.rule.since else {}
    exemption = {"fee_exemption": decision.exemption} if decision.exemption else {}
    return {
        "fee_forints": str(decision.amount),
        "fee_reason": decision.reason,
        "fee_rule": f"{decision.rule.name}={decision.rule.value}",
        **since,
        **exemption,
    }
