"""Nobody handles their own case (`docs/security.md` 12): by what is typed, and by what the register answers."""

from dataclasses import replace

from tests.gate.counter_world import CLERKS_IDENTITY, Counter, a_person, typed_from
from ugyfelkapu.gate.actions.counter.open_case import CaseRefused, open_case
from ugyfelkapu.gate.domain.registration import RefusalReason


async def test_nobody_opens_a_case_on_themselves_and_no_register_is_asked(counter: Counter) -> None:
    herself = replace(a_person(), identity=CLERKS_IDENTITY)
    counter.registers.know(herself)
    refused = await open_case(counter.world, counter.clerk, typed_from(herself), now=counter.now)
    assert refused == CaseRefused(reason=RefusalReason.OWN_CASE)
    assert counter.registers.asked == []
    assert ("refuse_registration", "own_case") in await counter.journal()


async def test_a_clerk_who_types_another_spelling_of_themselves_is_found_by_the_registers_answer(counter: Counter) -> None:
    herself = replace(a_person(), identity=CLERKS_IDENTITY)
    counter.registers.know(herself)
    typed = replace(typed_from(herself), identity=replace(CLERKS_IDENTITY, birth_place="Pécs."))
    refused = await open_case(counter.world, counter.clerk, typed, now=counter.now)
    assert refused == CaseRefused(reason=RefusalReason.OWN_CASE)
    assert await counter.rows("counter_case") == []


async def test_a_clerk_nobody_identified_opens_no_case(counter: Counter) -> None:
    clerk = replace(counter.clerk, identity_key=None)
    refused = await open_case(counter.world, clerk, typed_from(a_person()), now=counter.now)
    assert refused == CaseRefused(reason=RefusalReason.CLERK_UNIDENTIFIED)
