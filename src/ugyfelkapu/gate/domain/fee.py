"""What a gate costs, and by which rule (`domain.md R11`); money in whole forints, never in fractions."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NewType

from ugyfelkapu.gate.domain.gate import GateId
from ugyfelkapu.gate.domain.policy import GatePolicy

Forints = NewType("Forints", int)
"""An amount of money in whole Hungarian forints."""

CURRENCY = "HUF"
"""ISO 4217; no other is taken."""

NOTHING = Forints(0)
RULE = "further_gate_fee_forints"
"""The name of the dated rule in `GatePolicy`."""


class FeeReason(StrEnum):
    """Why a gate costs what it costs."""

    FIRST_GATE = "first_gate"
    """The first gate of a person is free."""
    FURTHER_GATE = "further_gate"
    """Each further one costs what the rule of the day says."""
    FREE_BY_RULE = "free_by_rule"
    """A further one, on a day when the rule asks for nothing."""
    OFFICE_GATE = "office_gate"
    """A further one that is needed to operate an office gate."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeeRule:
    """The rule that made a decision, so that it can be cited years later."""

    name: str
    value: Forints
    since: date | None
    """From which day it is in force; `None`: since ever, as the code carries it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exemption:
    """Who is freed from the fee, and by what: the certificate of the organisation whose office gate is operated."""

    certificate: str
    """The reference of the accepted certificate, by which it can be found."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeeDecision:
    """What is to be paid for one gate."""

    amount: Forints
    reason: FeeReason
    rule: FeeRule
    exemption: str = ""
    """The certificate that freed from the fee."""


def fee_rule(policy: GatePolicy, *, since: date | None) -> FeeRule:
    """The rule of a policy in force."""
    return FeeRule(name=RULE, value=Forints(policy.further_gate_fee_forints), since=since)


def decision(rule: FeeRule, held: tuple[GateId, ...], exemption: Exemption | None) -> FeeDecision:
    """What one more gate costs somebody who holds these that have not ended (`domain.md R11`)."""
    if not held:
        return FeeDecision(amount=NOTHING, reason=FeeReason.FIRST_GATE, rule=rule)
    if exemption is not None:
        return FeeDecision(amount=NOTHING, reason=FeeReason.OFFICE_GATE, rule=rule, exemption=exemption.certificate)
    if rule.value == NOTHING:
        return FeeDecision(amount=NOTHING, reason=FeeReason.FREE_BY_RULE, rule=rule)
    return FeeDecision(amount=rule.value, reason=FeeReason.FURTHER_GATE, rule=rule)
