"""The second step: codes of the wrong kind, skipped and replayed steps, twenty at once (`docs/security.md` 1, 3, 6, 9)."""

import asyncio

import pytest
from pyotp import TOTP

from tests.attacks.test_passkeys import TRUE
from tests.attacks.whole_site import WholeSite
from tests.gate.owner_world import OTHER_PASSWORD, Owner, an_origin, an_owner
from tests.gate.passkey_device import Device
from tests.gate.web.factors.visitor import RECOVERY_CODE, Visitor
from tests.gate.web.signin.browser import Browser, page_of
from ugyfelkapu.gate.actions.factors.passkey_challenges import options_for_second_step
from ugyfelkapu.gate.actions.factors.recovery_codes import recovery_digest
from ugyfelkapu.gate.actions.sessions.begin_session import SignedIn
from ugyfelkapu.gate.actions.sessions.half_done import NextStep
from ugyfelkapu.gate.actions.signing_in.mail_sign_in_code import mail_sign_in_code
from ugyfelkapu.gate.actions.signing_in.proofs import Proof
from ugyfelkapu.gate.actions.signing_in.second_factor import Outcome, give_second_factor
from ugyfelkapu.gate.domain.way import Way
from ugyfelkapu.gate.store import recovery_codes

MANY = 20
SECOND = "/sign-in/second-factor"
PLACES = {
    Way.TOTP: SECOND,
    Way.PASSKEY: f"{SECOND}/passkey",
    Way.RECOVERY_CODE: f"{SECOND}/recovery-code",
    Way.EMAIL_CODE: f"{SECOND}/email-code",
}
FIELD = {Way.PASSKEY: "credential"}
KNOWN_CODE = "H-7K3D-9QWX-4MTR"


@pytest.fixture
async def visitor(site: WholeSite, owner: Owner) -> Visitor:
    """Somebody with a browser of their own."""
    return Visitor(owner=owner, browser=Browser(client=site.browser()))


async def equipped(visitor: Visitor) -> tuple[str, list[str]]:
    """Set everything up; the app's secret and the recovery codes. Ends signed out."""
    await visitor.signs_in()
    secret = await visitor.enrols_app()
    await visitor.enrols_passkey(Device(manner=TRUE))
    codes = await visitor.codes()
    visitor.browser.client.cookies.clear()
    return secret, codes


async def mailed(visitor: Visitor) -> str:
    """Ask for a code by mail; the code."""
    visitor.owner.clock.advance(milliseconds=1)
    answer = await visitor.posts(f"{SECOND}/email-code/send")
    assert answer.headers["location"] == f"{SECOND}/email-code"
    return await visitor.owner.code()


async def test_a_code_is_good_at_its_own_place_alone(visitor: Visitor) -> None:
    secret, codes = await equipped(visitor)
    assert page_of(await visitor.signs_in()) == "second-factor"
    code = await mailed(visitor)
    kinds = {Way.TOTP: TOTP(secret).at(visitor.owner.clock.now()), Way.RECOVERY_CODE: codes[0], Way.EMAIL_CODE: code}
    for way, given in kinds.items():
        for place, url in PLACES.items():
            if place is not way:
                answer = await visitor.posts(url, **{FIELD.get(place, "code"): given})
                assert answer.status_code == 200, (way, place)
                assert 'role="alert"' in answer.text
    answer = await visitor.posts(PLACES[Way.EMAIL_CODE], code=code)  # none of that used it up
    assert answer.headers["location"] == "/own"


async def test_the_body_of_a_code_is_not_good_under_another_prefix(visitor: Visitor) -> None:
    _, codes = await equipped(visitor)
    await visitor.signs_in()
    for prefix in ("A", "R", "M", "N"):
        answer = await visitor.posts(PLACES[Way.RECOVERY_CODE], code=prefix + codes[0][1:])
        assert answer.status_code == 200
    assert (await visitor.posts(PLACES[Way.RECOVERY_CODE], code=codes[0][2:].lower())).status_code == 303


@pytest.mark.parametrize("url", [*PLACES.values(), f"{SECOND}/email-code/send"])
async def test_no_place_of_the_second_step_opens_without_the_first(visitor: Visitor, url: str) -> None:
    answer = await visitor.posts(url, code="000000", credential="{}")
    assert answer.headers["location"] == "/sign-in?notice=again"


async def test_pages_of_the_second_step_lead_back_without_the_first(visitor: Visitor) -> None:
    for url in (*PLACES.values(), "/sign-in/other-ways"):
        assert (await visitor.browser.client.get(url)).headers["location"] == "/sign-in?notice=again"
    assert (await visitor.posts(f"{SECOND}/passkey/options")).status_code == 409


async def test_a_mailed_code_is_for_the_sign_in_that_asked_for_it(visitor: Visitor, site: WholeSite) -> None:
    await equipped(visitor)
    await visitor.signs_in()
    code = await mailed(visitor)
    thief = Visitor(owner=visitor.owner, browser=Browser(client=site.browser(address="198.51.100.9")))
    await thief.signs_in()
    assert (await thief.posts(PLACES[Way.EMAIL_CODE], code=code)).status_code == 200
    visitor.owner.clock.advance(minutes=10)
    assert (await visitor.posts(PLACES[Way.EMAIL_CODE], code=code)).headers["location"] == "/sign-in?notice=again"


async def test_a_session_by_mailed_code_is_low_and_changes_nothing(visitor: Visitor) -> None:
    await equipped(visitor)
    await visitor.signs_in()
    await visitor.posts(PLACES[Way.EMAIL_CODE], code=await mailed(visitor))
    sessions = await visitor.owner.counter.rows("gate_session")
    assert ("password_email_code", "low") in {(row.text("method"), row.text("level")) for row in sessions}
    answer = await visitor.posts("/own/factors/totp/begin")
    assert answer.headers["location"] == "/sign-in?then=factors"


async def test_a_forgotten_password_is_never_renewed_with_two_mails(visitor: Visitor) -> None:
    _, codes = await equipped(visitor)
    await visitor.owner.forgets()
    form = {"username": visitor.owner.username, "code": await visitor.owner.code()}
    step = await visitor.posts("/reset-password", new_password=OTHER_PASSWORD, new_password_again=OTHER_PASSWORD, **form)
    assert step.headers["location"] == SECOND
    ways = await visitor.browser.opens("/sign-in/other-ways")
    assert page_of(ways) == "other-ways"
    assert "email-code" not in ways.text
    assert (await visitor.posts(f"{SECOND}/email-code/send")).headers["location"] == "/sign-in/other-ways"
    assert not await visitor.owner.counter.rows("sign_in_code")
    assert (await visitor.posts(PLACES[Way.EMAIL_CODE], code="M-7K3D-9QWX-4MTR")).status_code == 200
    done = await visitor.posts(PLACES[Way.RECOVERY_CODE], code=codes[0])
    assert done.headers["location"] == "/sign-in?notice=password-reset"


async def test_each_way_has_one_budget_for_all_networks(visitor: Visitor) -> None:
    await equipped(visitor)
    owner = visitor.owner
    owner.device = ""
    step = await _waits(owner, "192.0.2.0/24")
    outcomes = [
        await _gives(owner, step, Proof(way=Way.RECOVERY_CODE, given=KNOWN_CODE), network=f"198.51.{number}.0/24")
        for number in range(40)
    ]
    assert sum(getattr(outcome, "value", "") == "wrong" for outcome in outcomes) <= 31
    totp = await _gives(owner, step, Proof(way=Way.TOTP, given="000000"), network="203.0.113.0/24")
    assert getattr(totp, "value", "") == "wrong", "another way has a budget of its own"


async def test_of_many_uses_of_one_step_one_counts(crowded_site: WholeSite) -> None:
    owner = await _owner(crowded_site)
    code = TOTP(await owner.enrols()).at(owner.clock.now())
    assert await _many(owner, [Proof(way=Way.TOTP, given=code)] * MANY) == 1


async def test_of_many_uses_of_one_recovery_code_one_counts(crowded_site: WholeSite) -> None:
    owner = await _owner(crowded_site)
    await owner.enrols()
    gate_id = await owner.gate_id()
    digest = recovery_digest(KNOWN_CODE, gate_id=gate_id)
    assert digest
    async with owner.world.database.transaction() as tx:
        await recovery_codes.replace(tx, gate_id, [digest], now=owner.clock.now())
    assert await _many(owner, [Proof(way=Way.RECOVERY_CODE, given=KNOWN_CODE)] * MANY) == 1
    assert not await owner.counter.rows("recovery_code")


async def test_of_many_uses_of_one_mailed_code_one_counts(crowded_site: WholeSite) -> None:
    owner = await _owner(crowded_site)
    await owner.enrols()
    step = await _waits(owner, "192.0.2.0/24")
    owner.clock.advance(milliseconds=1)
    assert await mail_sign_in_code(owner.world, step.pending, origin=an_origin()) is None
    proof = Proof(way=Way.EMAIL_CODE, given=await owner.code())
    outcomes = await asyncio.gather(*(_gives(owner, step, proof, network=f"198.51.{n}.0/24") for n in range(MANY)))
    assert sum(isinstance(outcome, SignedIn) for outcome in outcomes) == 1
    assert not await owner.counter.rows("sign_in_code")


async def test_of_many_answers_to_one_challenge_one_counts(crowded_site: WholeSite) -> None:
    owner = await _owner(crowded_site)
    visitor = Visitor(owner=owner, browser=Browser(client=crowded_site.browser()))
    await visitor.signs_in()
    device = Device(manner=TRUE)
    await visitor.enrols_passkey(device)
    owner.device = ""
    step = await _waits(owner, "192.0.2.0/24")
    options = await options_for_second_step(owner.world, step.pending)
    assert options
    proof = Proof(way=Way.PASSKEY, given=device.shows(options))
    outcomes = await asyncio.gather(*(_gives(owner, step, proof, network=f"198.51.{n}.0/24") for n in range(MANY)))
    assert sum(isinstance(outcome, SignedIn) for outcome in outcomes) == 1
    assert not await owner.counter.rows("passkey_challenge")


async def test_of_many_confirmations_of_one_app_one_counts(crowded_site: WholeSite) -> None:
    owner = await _owner(crowded_site)
    visitor = Visitor(owner=owner, browser=Browser(client=crowded_site.browser()))
    await visitor.signs_in()
    code = TOTP(await visitor.begins_app()).at(owner.clock.now())
    await asyncio.gather(*(visitor.posts("/own/factors/totp", code=code) for _ in range(MANY)))
    assert len(await owner.counter.rows("totp_authenticator")) == 1
    page = await visitor.browser.opens("/own/factors/recovery-codes")
    assert len(set(RECOVERY_CODE.findall(page.text))) == 10


async def _owner(site: WholeSite) -> Owner:
    owner = await an_owner(site.counter)
    owner.device = ""
    return owner


async def _waits(owner: Owner, network: str) -> NextStep:
    step = await owner.tries(origin=an_origin(network))
    assert isinstance(step, NextStep), step
    return step


async def _gives(owner: Owner, step: NextStep, proof: Proof, *, network: str) -> Outcome:
    return await give_second_factor(owner.world, step.pending, proof, origin=an_origin(network))


async def _many(owner: Owner, proofs: list[Proof]) -> int:
    """Each at a sign-in of its own, all at once; how many signed in."""
    networks = [f"198.51.{number}.0/24" for number in range(len(proofs))]
    steps = [await _waits(owner, network) for network in networks]
    tries = [_gives(owner, step, proof, network=net) for step, proof, net in zip(steps, proofs, networks, strict=True)]
    outcomes = await asyncio.gather(*tries)
    return sum(isinstance(outcome, SignedIn) for outcome in outcomes)
