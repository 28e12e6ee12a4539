"""Passkeys made by hand: whatever is wrong with an answer, nobody gets in, and nothing says which part it was."""

from dataclasses import replace

import httpx
import pytest

from tests.attacks.whole_site import ADDRESS, WholeSite
from tests.gate.owner_world import OTHER_PASSWORD, Owner, an_owner
from tests.gate.passkey_device import UP, UV, Device, Manner
from tests.gate.web.factors.visitor import Visitor
from tests.gate.web.signin.browser import Browser, page_of, said
from ugyfelkapu.gate.actions.standing.suspend_gate import Suspending, suspend_gate
from ugyfelkapu.gate.domain.doer import owner_of
from ugyfelkapu.gate.domain.passkey import CHALLENGE_MINUTES
from ugyfelkapu.gate.domain.suspension import SuspensionCause

TRUE = Manner(origin=ADDRESS, rp_id="id.example.test")
OTHER_CHALLENGE = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
SIGN_IN, OPTIONS = "/sign-in/passkey", "/sign-in/passkey/options"

FORGERIES = {
    "challenge": replace(TRUE, challenge=OTHER_CHALLENGE),
    "empty challenge": replace(TRUE, challenge="AA"),
    "origin": replace(TRUE, origin="https://id.example.test.evil.example"),
    "origin without tls": replace(TRUE, origin="http://id.example.test"),
    "origin with a port": replace(TRUE, origin="https://id.example.test:8443"),
    "subdomain": replace(TRUE, origin="https://www.id.example.test"),
    "rp id": replace(TRUE, rp_id="example.test"),
    "no user verification": replace(TRUE, flags=UP),
    "nobody present": replace(TRUE, flags=UV),
    "in another site's frame": replace(TRUE, cross_origin=True),
    "other ceremony": replace(TRUE, ceremony="payment.get"),
    "raw id": replace(TRUE, raw_id=b"another" * 4),
}
HANDLES = {
    "user handle": replace(TRUE, user_handle=b"another gate's" * 2),
    "no user handle": replace(TRUE, has_user_handle=False),
}
ALGORITHMS = {"RS1": -65535, "ES384": -35, "HS256": 5, "none": 0}


@pytest.fixture
async def visitor(site: WholeSite, owner: Owner) -> Visitor:
    """An owner who has signed in with the password."""
    found = Visitor(owner=owner, browser=Browser(client=site.browser()))
    await found.signs_in()
    return found


@pytest.fixture
async def device(visitor: Visitor) -> Device:
    """A passkey of that owner's."""
    found = Device(manner=TRUE)
    assert (await visitor.enrols_passkey(found)).status_code == 303
    return found


@pytest.fixture
def stranger(site: WholeSite, owner: Owner) -> Visitor:
    """Somebody at another browser."""
    return Visitor(owner=owner, browser=Browser(client=site.browser(address="198.51.100.9")))


async def shown(visitor: Visitor, device: Device) -> httpx.Response:
    """Try to sign in with a passkey alone."""
    return await visitor.posts(SIGN_IN, credential=device.shows(await visitor.task(OPTIONS)))


def lets_in(answer: httpx.Response) -> bool:
    return answer.status_code == 303 and answer.headers["location"] == "/own"


async def test_a_passkey_alone_signs_in(stranger: Visitor, device: Device) -> None:
    assert lets_in(await shown(stranger, device))
    assert page_of(await stranger.browser.opens("/own")) == "own"
    sessions = await stranger.owner.counter.rows("gate_session")
    assert ("passkey", "substantial") in {(row.text("method"), row.text("level")) for row in sessions}


@pytest.mark.parametrize("what", [*FORGERIES, *ALGORITHMS])
async def test_a_forged_registration_is_refused(visitor: Visitor, what: str) -> None:
    manner = FORGERIES[what] if what in FORGERIES else replace(TRUE, algorithm=ALGORITHMS[what])
    answer = await visitor.enrols_passkey(Device(manner=manner))
    assert answer.status_code == 200
    assert 'role="alert"' in answer.text
    assert not await visitor.owner.counter.rows("passkey")


@pytest.mark.parametrize("what", [*FORGERIES, *HANDLES])
async def test_a_forged_assertion_lets_nobody_in_and_tells_nothing(stranger: Visitor, device: Device, what: str) -> None:
    unknown = await shown(stranger, Device(seed=2, manner=TRUE, user_handle=b"x" * 32))
    forged = await shown(stranger, device.forging({**FORGERIES, **HANDLES}[what]))
    assert (unknown.status_code, forged.status_code) == (200, 200)
    assert said(forged) == said(unknown)
    assert page_of(await stranger.browser.opens("/own")) == "sign-in"


@pytest.mark.parametrize(
    "answer", ["", "{}", "[]", "null", "x" * 40_000, '{"id": 1}', '{"id":"AA","rawId":"AA","response":{}}']
)
async def test_what_is_no_answer_of_a_browser_is_refused(stranger: Visitor, device: Device, answer: str) -> None:
    del device
    refused = await stranger.posts(SIGN_IN, credential=answer)
    assert refused.status_code == 200
    assert 'role="alert"' in refused.text


async def test_an_answer_is_good_once(stranger: Visitor, device: Device, site: WholeSite) -> None:
    answer = device.shows(await stranger.task(OPTIONS))
    assert lets_in(await stranger.posts(SIGN_IN, credential=answer))
    assert not lets_in(await stranger.posts(SIGN_IN, credential=answer))
    thief = Visitor(owner=stranger.owner, browser=Browser(client=site.browser()))
    assert not lets_in(await thief.posts(SIGN_IN, credential=answer))


async def test_a_challenge_is_for_the_browser_that_got_it(stranger: Visitor, visitor: Visitor, device: Device) -> None:
    answer = device.shows(await stranger.task(OPTIONS))
    assert not lets_in(await visitor.posts(SIGN_IN, credential=answer))
    assert lets_in(await stranger.posts(SIGN_IN, credential=answer))  # nobody else could use it up


async def test_a_challenge_is_for_its_purpose(stranger: Visitor, visitor: Visitor, device: Device) -> None:
    to_enrol = await visitor.task("/own/factors/passkey/options")
    assert not lets_in(await visitor.posts(SIGN_IN, credential=device.shows(to_enrol)))
    await stranger.signs_in()
    for_second_step = await stranger.task("/sign-in/second-factor/passkey/options")
    assert not lets_in(await stranger.posts(SIGN_IN, credential=device.shows(for_second_step)))
    to_sign_in = await stranger.task(OPTIONS)
    refused = await stranger.posts("/sign-in/second-factor/passkey", credential=device.shows(to_sign_in))
    assert 'role="alert"' in refused.text


async def test_a_challenge_is_over_after_ten_minutes(stranger: Visitor, device: Device) -> None:
    answer = device.shows(await stranger.task(OPTIONS))
    stranger.owner.clock.advance(minutes=CHALLENGE_MINUTES)
    assert not lets_in(await stranger.posts(SIGN_IN, credential=answer))


async def test_a_failed_answer_uses_its_challenge_up(stranger: Visitor, device: Device) -> None:
    options = await stranger.task(OPTIONS)
    await stranger.posts(SIGN_IN, credential=device.forging(replace(TRUE, flags=UP)).shows(options))
    assert not lets_in(await stranger.posts(SIGN_IN, credential=device.shows(options)))


async def test_a_count_that_does_not_rise_is_refused_and_noted(stranger: Visitor, device: Device) -> None:
    device.sign_count = 7
    assert lets_in(await shown(stranger, device))
    for count in (7, 3, 0):
        device.sign_count = count
        assert not lets_in(await shown(stranger, device))
    journal = await stranger.owner.counter.journal()
    assert journal.count(("sign_in", "sign_count_went_back")) == 3
    device.sign_count = 8
    assert lets_in(await shown(stranger, device))


async def test_somebody_elses_passkey_is_no_second_factor(stranger: Visitor, device: Device, site: WholeSite) -> None:
    del device
    other = Visitor(owner=await an_owner(site.counter, "nagybela", number="654321BA"), browser=Browser(client=site.browser()))
    await other.signs_in()
    theirs = Device(seed=3, manner=TRUE)
    await other.enrols_passkey(theirs)
    assert page_of(await stranger.signs_in()) == "second-factor-passkey"
    options = await stranger.task("/sign-in/second-factor/passkey/options")
    refused = await stranger.posts("/sign-in/second-factor/passkey", credential=theirs.shows(options))
    assert 'role="alert"' in refused.text
    assert page_of(await stranger.browser.opens("/own")) == "sign-in"


@pytest.mark.parametrize("days", [731, 900])
async def test_no_password_however_old_stands_in_the_way_of_a_passkey(stranger: Visitor, device: Device, days: int) -> None:
    stranger.owner.clock.advance(days=days)
    assert lets_in(await shown(stranger, device))


async def test_a_gate_that_ended_answers_its_passkey_as_any_other(stranger: Visitor, device: Device) -> None:
    unknown = await shown(stranger, Device(seed=2, manner=TRUE, user_handle=b"x" * 32))
    async with stranger.owner.world.database.transaction() as tx:
        await tx.execute("UPDATE gate SET standing = 'terminated'")
    assert said(await shown(stranger, device)) == said(unknown)


async def test_a_suspended_gate_lets_no_passkey_in(stranger: Visitor, device: Device) -> None:
    async with stranger.owner.world.database.transaction() as tx:
        await tx.execute("UPDATE gate SET standing = 'suspended'")
    assert not lets_in(await shown(stranger, device))
    assert page_of(await stranger.browser.opens("/own")) == "sign-in"


async def test_a_passkey_alone_lifts_what_its_owner_suspended_with_a_new_password(stranger: Visitor, device: Device) -> None:
    world, gate_id = stranger.owner.world, await stranger.owner.gate_id()
    stranger.owner.clock.advance(seconds=1)  # the passkey is older than the doubt, and stays
    suspending = Suspending(by=owner_of(gate_id), cause=SuspensionCause.STRANGER)
    async with world.database.transaction() as tx:
        assert await suspend_gate(tx, world, gate_id, suspending=suspending, now=stranger.owner.clock.now())
    answer = await shown(stranger, device)
    assert page_of(await stranger.browser.follows(answer)) == "lift-password"
    assert page_of(await stranger.browser.opens("/own")) == "sign-in"  # not yet
    lifted = await stranger.posts("/lift-suspension/password", new_password=OTHER_PASSWORD, new_password_again=OTHER_PASSWORD)
    assert lets_in(lifted), lifted.text
    assert [row.text("standing") for row in await stranger.owner.counter.rows("gate")] == ["active"]


async def test_a_removed_passkey_lets_nobody_in(stranger: Visitor, visitor: Visitor, device: Device) -> None:
    [factor] = await visitor.factor_ids()
    await visitor.posts(f"/own/factors/{factor}/remove")
    assert not lets_in(await shown(stranger, device))
