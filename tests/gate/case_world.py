"""A case at a counter on somebody who has a gate, as far as its services need it."""

from tests.gate.counter_world import EVERYTHING, Counter, a_person
from tests.gate.owner_world import Owner
from ugyfelkapu.gate.actions.counter.confirm_case import Confirmed, confirm_case
from ugyfelkapu.gate.domain.counter_case import CaseId
from ugyfelkapu.gate.domain.counter_service import Order, Service, ServiceReason
from ugyfelkapu.gate.domain.identity import RegisteredPerson


async def confirmed_case(counter: Counter, person: RegisteredPerson | None = None) -> CaseId:
    """The clerk looks somebody up and confirms who stands there."""
    case_id = await counter.opens(person or a_person())
    outcome = await confirm_case(counter.world, counter.clerk, case_id, confirmed=EVERYTHING, now=counter.now)
    assert outcome == Confirmed()
    return case_id


async def an_order(owner: Owner, case_id: CaseId, service: Service, reason: ServiceReason | None = None) -> Order:
    """What the clerk wants done on this owner's gate."""
    reasons = {
        Service.RESET_PASSWORD: ServiceReason.FORGOTTEN,
        Service.REMOVE_FACTOR: ServiceReason.FACTOR_LOST,
        Service.CHANGE_EMAIL: ServiceReason.ADDRESS_DEAD,
        Service.PRINT_CODE: ServiceReason.NO_MAIL,
    }
    return Order(case_id=case_id, gate_id=await owner.gate_id(), service=service, reason=reason or reasons[service])
