"""Who brings a gate from one standing to another: owner, clerk, operator, or the system by a rule (`domain.md R12`)."""

from dataclasses import dataclass
from enum import StrEnum

from ugyfelkapu.gate.domain.gate import GateId
from ugyfelkapu.gate.domain.office import Clerk


class DoerKind(StrEnum):
    """In which part somebody acts."""

    OWNER = "owner"
    CLERK = "clerk"
    OPERATOR = "operator"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True, kw_only=True)
class Doer:
    """Somebody who acts, as the journal names them."""

    kind: DoerKind
    actor: str
    organisation: str


OPERATOR = Doer(kind=DoerKind.OPERATOR, actor="operator", organisation="operator")
SYSTEM = Doer(kind=DoerKind.SYSTEM, actor="system", organisation="operator")


def owner_of(gate_id: GateId) -> Doer:
    """The gate's owner, who has proven so."""
    return Doer(kind=DoerKind.OWNER, actor=gate_id, organisation="operator")


def clerk_at_counter(clerk: Clerk) -> Doer:
    """A clerk, with the owner before them."""
    return Doer(kind=DoerKind.CLERK, actor=clerk.clerk_id, organisation=clerk.body.body_id)
