"""New passwords: forgotten, changed, warned of (`domain.md R7`, R8)."""

import asyncio
from datetime import timedelta
from unicodedata import normalize

import pytest
from pyotp import TOTP

from tests.gate.counter_world import Counter
from tests.gate.owner_world import EMAIL, OTHER_PASSWORD, PASSWORD, Owner, an_origin, an_owner, by_app
from ugyfelkapu.foundation.page.catalogue import Language
from ugyfelkapu.foundation.page.wording import moment
from ugyfelkapu.foundation.throttle import Wait
from ugyfelkapu.gate.actions.passwords.change_password import Changed
from ugyfelkapu.gate.actions.passwords.reset_password import PasswordReset
from ugyfelkapu.gate.actions.passwords.warn_of_expiry import warn_of_expiry
from ugyfelkapu.gate.actions.sessions.begin_session import SignedIn
from ugyfelkapu.gate.actions.sessions.half_done import NextStep
from ugyfelkapu.gate.actions.sessions.identify import GateIdentification
from ugyfelkapu.gate.actions.sessions.live_session import live_session
from ugyfelkapu.gate.actions.signing_in.second_factor import give_second_factor
from ugyfelkapu.gate.domain.email import email_of
from ugyfelkapu.gate.domain.password import LONGEST, Weakness
from ugyfelkapu.gate.domain.sign_in import Refused
from ugyfelkapu.identification import StandingEvent


@pytest.fixture
async def owner(counter: Counter) -> Owner:
    return await an_owner(counter)


async def test_a_mailed_code_sets_a_new_password_once(owner: Owner) -> None:
    await owner.forgets()
    code = await owner.code()
    assert isinstance(await owner.resets(code), PasswordReset)
    assert await owner.resets(code, password="harmadik hosszú jelmondat") is Refused.WRONG
    assert await owner.tries(PASSWORD) is Refused.WRONG
    assert isinstance(await owner.tries(OTHER_PASSWORD), SignedIn)


@pytest.mark.parametrize(("username", "email"), [("nincsilyen", EMAIL), (None, "masik@example.hu")])
async def test_a_pair_that_does_not_belong_together_gets_no_mail(owner: Owner, username: str | None, email: str) -> None:
    before = len(await owner.mails())
    assert await owner.forgets(username=username, email=email) is None
    assert len(await owner.mails()) == before


@pytest.mark.parametrize("typed", ["eva@árvíz.example", " EVA@ÁRVÍZ.example ", "eva@xn--rvz-dla6d.example"])
async def test_an_address_is_the_same_with_its_domain_in_letters(owner: Owner, typed: str) -> None:
    stored = email_of("Eva@árvíz.example")
    async with owner.world.database.transaction() as tx:
        await tx.execute("UPDATE gate SET email = :email", email=stored)
    before = len(await owner.mails())
    await owner.forgets(email=typed)
    assert [mail.text("recipient") for mail in (await owner.mails())[: -before or None]] == [stored]


@pytest.mark.parametrize("typed", ["", "eva", "eva@example.hu\nmasik@example.hu", "é" * 300, "eva@" + "é" * 300 + ".hu"])
async def test_what_is_no_address_gets_no_mail_and_the_same_answer(owner: Owner, typed: str) -> None:
    before = len(await owner.mails())
    assert await owner.forgets(email=typed) is None
    assert len(await owner.mails()) == before


async def test_a_reset_code_is_good_in_its_last_second_and_not_after(owner: Owner) -> None:
    other = await an_owner(owner.counter, "nagyistvan", number="234567AB")
    await owner.forgets()
    await other.forgets()
    early, late = (await owner.codes())[-2:]
    owner.clock.advance(days=5, seconds=-1)
    assert isinstance(await owner.resets(early), PasswordReset)
    owner.clock.advance(seconds=1)
    assert await other.resets(late) is Refused.WRONG


async def test_an_activation_code_resets_no_password_and_a_reset_code_activates_nothing(owner: Owner) -> None:
    await owner.forgets()
    activation, reset = await owner.codes()
    assert await owner.resets(activation) is Refused.WRONG
    assert await owner.activates(reset) is Refused.WRONG


async def test_of_twenty_simultaneous_resets_one_wins(owner: Owner) -> None:
    await owner.forgets()
    code = await owner.code()
    owner.device = ""
    outcomes = await asyncio.gather(*(owner.resets(code, network=f"198.51.{number}.0/24") for number in range(20)))
    assert sum(isinstance(outcome, PasswordReset) for outcome in outcomes) == 1
    assert all(isinstance(outcome, PasswordReset | Refused) for outcome in outcomes)


async def test_a_reset_ends_every_session_and_the_broker_hears_of_it(owner: Owner) -> None:
    session = (await owner.signs_in()).session
    await owner.forgets()
    await owner.resets(await owner.code())
    assert await live_session(owner.world, session) is None
    changes = await GateIdentification(owner.world).changes_after(0, limit=10)
    assert [change.event for change in changes] == [StandingEvent.CREDENTIALS_RESET]
    assert changes[0].session_handle is None


async def test_a_reset_still_asks_for_the_second_factor(owner: Owner) -> None:
    generator = TOTP(await owner.enrols())
    await owner.forgets()
    outcome = await owner.resets(await owner.code())
    assert isinstance(outcome, NextStep)
    assert isinstance(await owner.tries(PASSWORD), NextStep)  # the old one is still in force
    assert await give_second_factor(owner.world, outcome.pending, by_app("000000"), origin=owner.origin()) is Refused.WRONG
    code = generator.at(owner.clock.now())
    done = await give_second_factor(owner.world, outcome.pending, by_app(code), origin=owner.origin())
    assert isinstance(done, PasswordReset)
    assert await owner.tries(PASSWORD) is Refused.WRONG


async def test_an_expired_password_is_renewed_by_mail_for_sixty_days_and_then_no_more(owner: Owner) -> None:
    owner.clock.advance(days=730 + 60, seconds=-1)
    before = len(await owner.mails())
    await owner.forgets()
    assert len(await owner.mails()) == before + 1
    code = await owner.code()
    owner.clock.advance(seconds=1)
    assert await owner.resets(code) is Refused.LAPSED
    assert moment(owner.clock.now(), Language.HU) in (await owner.mails())[0].text("text_body")  # it promised no more
    await owner.forgets()
    assert len(await owner.mails()) == before + 1


async def test_wishes_for_mail_are_counted_whether_or_not_there_is_such_a_gate(owner: Owner) -> None:
    for username in (None, "nincsilyen"):
        for _ in range(6):
            assert await owner.forgets(username=username) is None
        assert isinstance(await owner.forgets(username=username), Wait)


async def test_a_change_asks_for_the_password_in_force(owner: Owner) -> None:
    await owner.signs_in()
    assert await owner.changes(OTHER_PASSWORD, current="rossz jelszó") is Refused.WRONG
    assert await owner.changes(OTHER_PASSWORD) == Changed()
    assert isinstance(await owner.tries(OTHER_PASSWORD), SignedIn)


async def test_a_change_ends_the_other_sessions_and_keeps_this_one(owner: Owner) -> None:
    elsewhere = await owner.tries(PASSWORD, origin=an_origin("203.0.113.0/24"))
    assert isinstance(elsewhere, SignedIn)
    here = (await owner.signs_in()).session
    other = await live_session(owner.world, elsewhere.session)
    assert other
    await owner.changes(OTHER_PASSWORD)
    assert await live_session(owner.world, elsewhere.session) is None
    assert await live_session(owner.world, here)
    changes = await GateIdentification(owner.world).changes_after(0, limit=10)
    assert [(change.event, change.session_handle) for change in changes] == [(StandingEvent.SESSION_ENDED, other.session_id)]
    assert (await owner.subjects()).count("Megváltozott a jelszava") == 1


async def test_nobody_changes_a_password_without_a_session(owner: Owner) -> None:
    assert await owner.changes(OTHER_PASSWORD) is Refused.GONE


async def test_the_last_five_passwords_may_not_be_chosen_again(owner: Owner) -> None:
    await owner.signs_in()
    for number in range(4):
        owner.clock.advance(seconds=1)
        assert await owner.changes(f"jelmondat, amely {number}-szor más") == Changed()
    assert await owner.changes(PASSWORD) is Weakness.REUSED
    owner.clock.advance(seconds=1)
    assert await owner.changes("jelmondat, amely megint más") == Changed()
    assert await owner.changes(PASSWORD) == Changed()


@pytest.mark.parametrize("remembered", [-1, 0, 1])
async def test_a_policy_that_remembers_no_password_keeps_none_and_refuses_only_the_one_in_force(
    owner: Owner, remembered: int
) -> None:
    async with owner.world.database.transaction() as tx:
        await tx.execute(
            "INSERT INTO policy (name, effective_on, value, source) VALUES ('passwords_remembered', :today, :value, 'test')",
            today=owner.clock.now().date(),
            value=str(remembered),
        )
    await owner.signs_in()
    assert await owner.changes(PASSWORD) is Weakness.REUSED
    assert await owner.changes(OTHER_PASSWORD) == Changed()
    assert await owner.counter.rows("former_password") == []
    assert await owner.changes(PASSWORD) == Changed()


async def test_a_password_that_may_be_chosen_lets_in_in_every_spelling(owner: Owner) -> None:
    long = "árvíztűrő tükörfúrógép és még öt öreg körtefa árnyéka, "
    composed, decomposed = normalize("NFC", long * 4)[:212], normalize("NFD", (long * 4)[:212])
    assert len(composed) <= LONGEST < len(decomposed)
    await owner.signs_in()
    assert await owner.changes(decomposed) == Changed()
    assert isinstance(await owner.tries(decomposed), SignedIn)
    assert isinstance(await owner.tries(composed), SignedIn)
    assert await owner.tries(composed + "x" * LONGEST) is Refused.WRONG


async def test_an_owner_may_choose_a_shorter_life(owner: Owner) -> None:
    await owner.signs_in()
    await owner.changes(OTHER_PASSWORD, wished_days=90)
    owner.clock.advance(days=90, seconds=-1)
    assert isinstance(await owner.tries(), SignedIn)
    owner.clock.advance(seconds=1)
    assert isinstance(await owner.tries(), NextStep)


async def test_each_warning_goes_out_once_at_its_moment(owner: Owner) -> None:
    before = len(await owner.mails())
    owner.clock.instant += timedelta(days=730 - 31)
    sent = []
    for _ in range(31 * 4):
        now = owner.clock.advance(hours=6)
        sent += [now] * await warn_of_expiry(owner.world)
    end = owner.clock.now()
    assert [(end - at).days for at in sent] == [30, 7, 1]
    assert len(await owner.mails()) == before + 3


async def test_of_two_workers_one_sends_the_warning(owner: Owner) -> None:
    owner.clock.advance(days=730 - 30)
    assert sorted(await asyncio.gather(*(warn_of_expiry(owner.world) for _ in range(2)))) == [0, 1]


async def test_a_new_password_is_warned_of_anew(owner: Owner) -> None:
    owner.clock.advance(days=700)
    assert await warn_of_expiry(owner.world) == 1
    await owner.signs_in()
    await owner.changes(OTHER_PASSWORD)
    assert await warn_of_expiry(owner.world) == 0
    owner.clock.advance(days=700)
    assert await warn_of_expiry(owner.world) == 1
