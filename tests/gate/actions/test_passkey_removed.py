"""A passkey that is removed while a register is asked opens no session any more (`domain.md` R7, R10)."""

import pytest

from tests.gate.counter_world import Counter
from tests.gate.owner_world import an_origin, an_owner
from tests.gate.passkey_device import Device
from ugyfelkapu.gate.actions.factors.change_factor import remove_factor
from ugyfelkapu.gate.actions.factors.enrol_passkey import enrol_passkey
from ugyfelkapu.gate.actions.factors.own_factors import own_factors
from ugyfelkapu.gate.actions.factors.passkey_challenges import options_to_enrol, options_to_sign_in
from ugyfelkapu.gate.actions.sessions.begin_session import SignedIn
from ugyfelkapu.gate.actions.sessions.live_session import running_session
from ugyfelkapu.gate.actions.signing_in.sign_in_with_passkey import PasskeyForm, sign_in_with_passkey
from ugyfelkapu.gate.domain.sign_in import Refused
from ugyfelkapu.gate.ports import Gone, Known, RecordLookUp, Unavailable


async def test_a_stolen_passkey_that_is_removed_while_the_register_is_asked_opens_nothing(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner, device = await an_owner(counter), Device()
    await owner.signs_in()
    running = await running_session(owner.world, owner.session)
    assert running
    made = device.makes(await options_to_enrol(owner.world, running))
    enrolled = await enrol_passkey(owner.world, running, made, name="ellopott", origin=owner.origin())
    assert getattr(enrolled, "session", None)
    ask = counter.registers.look_up_record
    owner.clock.advance(days=31)

    async def silent(question: RecordLookUp) -> Known | Gone | Unavailable:
        return Unavailable(register=question.register, reason="silent")

    async def meanwhile(question: RecordLookUp) -> Known | Gone | Unavailable:
        mine = await running_session(owner.world, owner.session)
        assert mine
        (factor,) = (await own_factors(owner.world, mine)).factors
        await remove_factor(owner.world, mine, factor, origin=owner.origin())
        return await ask(question)

    async def shows(browser: bytes, network: str) -> SignedIn | object:
        origin = an_origin(network)
        options = await options_to_sign_in(owner.world, browser, origin)
        assert isinstance(options, dict)
        form = PasskeyForm(answer=device.shows(options), browser=browser, origin=origin, identification_id=None)
        return await sign_in_with_passkey(owner.world, form)

    monkeypatch.setattr(counter.registers, "look_up_record", silent)
    own = await shows(b"o" * 32, "192.0.2.0/24")
    assert isinstance(own, SignedIn)
    owner.session = own.session
    monkeypatch.setattr(counter.registers, "look_up_record", meanwhile)
    assert await shows(b"t" * 32, "203.0.113.0/24") is Refused.WRONG
