"""Which of the town's people a demo makes citizens of, and whom it leaves for a newcomer to register."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from ugyfelkapu.demo.registers.people import town
from ugyfelkapu.demo.registers.residents import Resident, Standing
from ugyfelkapu.gate.domain.identity import Register
from ugyfelkapu.gate.domain.registration import document_refusal

SEED = 2026
LEFT_OF_EACH_REGISTER = 20
"""How many people without a gate the contract lists for each register."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CitizenPlan:
    """Somebody who has a gate from the start."""

    username: str
    register: Register
    second_factor: bool


CITIZENS = (
    CitizenPlan(username="elsopolgar", register=Register.SZL, second_factor=False),
    CitizenPlan(username="masodikpolgar", register=Register.SZL, second_factor=True),
    CitizenPlan(username="harmadikpolgar", register=Register.SZL, second_factor=False),
    CitizenPlan(username="letelepedett", register=Register.ISZL, second_factor=True),
    CitizenPlan(username="kulfoldiugyfel", register=Register.NYT3, second_factor=False),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cast:
    """The people of one demo."""

    citizens: tuple[tuple[CitizenPlan, Resident], ...]
    unregistered: tuple[Resident, ...]


def cast(*, today: date) -> Cast:
    """Whom the demo shows; only people whose documents are good today and who are alive."""
    ordinary = {register: _ordinary(register, today) for register in Register}
    citizens = tuple((plan, next(ordinary[plan.register])) for plan in CITIZENS)
    left = tuple(next(ordinary[register]) for register in Register for _ in range(LEFT_OF_EACH_REGISTER))
    return Cast(citizens=citizens, unregistered=left)


def _ordinary(register: Register, today: date) -> Iterator[Resident]:
    for resident in town(SEED).residents:
        if resident.register is register and resident.standing_on(today) is Standing.ORDINARY and _can_show(resident, today):
            yield resident


def _can_show(resident: Resident, today: date) -> bool:
    """Whether the first document is good today and accepted for the citizenship (`domain.md R3`)."""
    first = resident.documents[0]
    return first.is_good_on(today) and document_refusal(first.reference.document_type, resident.citizenship) is None
