"""The owner's second factors, page by page: set up, named, removed; each change with an entry and a mail (`domain.md R16`)."""

from collections.abc import Callable

import pytest
from pyotp import TOTP

from tests.gate.owner_world import Owner
from tests.gate.passkey_device import Device
from tests.gate.web.factors.visitor import Visitor
from tests.gate.web.signin.browser import Browser, page_of
from ugyfelkapu.gate.actions.factors.recovery_codes import CODES


@pytest.fixture
async def visitor(owner: Owner, browser: Browser) -> Visitor:
    """An owner who has just signed in with the password."""
    found = Visitor(owner=owner, browser=browser)
    await found.signs_in()
    return found


async def test_a_gate_without_factors_says_so(visitor: Visitor) -> None:
    page = await visitor.browser.opens("/own/factors")
    assert page_of(page) == "factors"
    assert "Még nincs beállítva semmi" in page.text
    assert "Törlőkódok" not in page.text


async def test_an_app_counts_only_once_it_has_shown_a_code(visitor: Visitor) -> None:
    secret = await visitor.begins_app()
    wrong = await visitor.posts("/own/factors/totp", name="Telefon", code="000000")
    assert page_of(wrong) == "factors-totp"
    assert 'role="alert"' in wrong.text
    assert not await visitor.owner.counter.rows("totp_authenticator")
    right = TOTP(secret).at(visitor.owner.clock.now())
    done = await visitor.posts("/own/factors/totp", name="Telefon", code=right)
    assert done.headers["location"] == "/own/factors/recovery-codes?notice=added"
    assert len(await visitor.owner.counter.rows("totp_authenticator")) == 1


async def test_the_code_that_confirmed_an_app_signs_nobody_in(visitor: Visitor, another: Callable[[], Browser]) -> None:
    secret = await visitor.enrols_app()
    visitor.owner.clock.advance(seconds=-30)
    thief = Visitor(owner=visitor.owner, browser=another())
    assert page_of(await thief.signs_in()) == "second-factor"
    answer = await thief.posts("/sign-in/second-factor", code=TOTP(secret).at(visitor.owner.clock.now()))
    assert answer.status_code == 200
    assert 'role="alert"' in answer.text


async def test_the_picture_is_for_the_session_that_sets_the_app_up(visitor: Visitor, another: Callable[[], Browser]) -> None:
    assert (await visitor.browser.client.get("/own/factors/totp.svg")).status_code == 404
    await visitor.begins_app()
    picture = await visitor.browser.client.get("/own/factors/totp.svg")
    assert picture.headers["content-type"].startswith("image/svg+xml")
    assert picture.headers["cache-control"] == "no-store"
    other = Visitor(owner=visitor.owner, browser=another())
    await other.signs_in()
    assert (await other.browser.client.get("/own/factors/totp.svg")).status_code == 404
    await visitor.enrols_app()
    assert (await visitor.browser.client.get("/own/factors/totp.svg")).status_code == 404


async def test_recovery_codes_come_with_the_first_factor_and_are_shown_until_put_away(visitor: Visitor) -> None:
    await visitor.enrols_app()
    codes = await visitor.codes()
    assert len(set(codes)) == CODES
    file = await visitor.browser.client.get("/own/factors/recovery-codes.txt")
    assert "attachment" in file.headers["content-disposition"]
    assert all(code in file.text for code in codes)
    kept = " ".join(repr(row.columns) for row in await visitor.owner.counter.rows("recovery_code"))
    assert not any(code in kept for code in codes)
    await visitor.posts("/own/factors/recovery-codes/put-away")
    assert not await visitor.codes()
    assert (await visitor.browser.client.get("/own/factors/recovery-codes.txt")).status_code == 404


async def test_new_recovery_codes_replace_the_old(visitor: Visitor) -> None:
    await visitor.enrols_app()
    old = await visitor.codes()
    await visitor.posts("/own/factors/recovery-codes/renew")
    new = await visitor.codes()
    assert not set(old) & set(new)
    assert len(await visitor.owner.counter.rows("recovery_code")) == CODES


async def test_a_second_factor_makes_no_new_codes_and_ends_the_nudge(visitor: Visitor) -> None:
    await visitor.enrols_app()
    assert "második eszközt" in (await visitor.browser.opens("/own/factors")).text
    codes = await visitor.codes()
    answer = await visitor.enrols_passkey(Device())
    assert answer.headers["location"] == "/own/factors?notice=added"
    assert await visitor.codes() == codes
    assert "második eszközt" not in (await visitor.browser.opens("/own/factors")).text


async def test_one_passkey_is_enrolled_once(visitor: Visitor) -> None:
    await visitor.enrols_passkey(Device())
    options = await visitor.task("/own/factors/passkey/options")
    assert len(options["excludeCredentials"]) == 1
    again = await visitor.posts("/own/factors/passkey", credential=Device().makes(options))
    assert page_of(again) == "factors-passkey"
    assert 'role="alert"' in again.text
    assert len(await visitor.owner.counter.rows("passkey")) == 1


async def test_each_change_is_entered_and_told(visitor: Visitor) -> None:
    await visitor.enrols_app()
    await visitor.enrols_passkey(Device())
    app, key = await visitor.factor_ids()
    visitor.owner.clock.advance(milliseconds=1)
    await visitor.posts(f"/own/factors/{app}/rename", name="Kék telefon")
    assert "Kék telefon" in (await visitor.browser.opens("/own/factors")).text
    await visitor.posts("/own/factors/recovery-codes/renew")
    await visitor.posts(f"/own/factors/{app}/remove")
    await visitor.posts(f"/own/factors/{key}/remove")
    journal = [activity for activity, _ in await visitor.owner.counter.journal()]
    changes = [each for each in journal if "factor" in each or "codes" in each]
    assert sorted(changes) == [
        *("enrol_second_factor", "enrol_second_factor", "make_recovery_codes"),
        *("remove_second_factor", "remove_second_factor", "rename_second_factor"),
    ]
    subjects = " ".join(await visitor.owner.subjects())
    for told in ("Új eszköz védi", "Átnevezték", "Új törlőkódok", "Eltávolítottak egy eszközt", "már csak a jelszó védi"):
        assert told in subjects


async def test_the_last_factor_takes_the_codes_and_the_level_with_it(visitor: Visitor, another: Callable[[], Browser]) -> None:
    secret = await visitor.enrols_app()
    elsewhere = Visitor(owner=visitor.owner, browser=another())
    await elsewhere.signs_in()
    await elsewhere.posts("/sign-in/second-factor", code=TOTP(secret).at(visitor.owner.clock.now()))
    assert page_of(await elsewhere.browser.opens("/own")) == "own"
    [app] = await visitor.factor_ids()
    warning = await visitor.browser.opens(f"/own/factors/{app}/remove")
    assert page_of(warning) == "factor-remove"
    assert "alacsony biztonsági szinten" in warning.text
    await visitor.posts(f"/own/factors/{app}/remove")
    assert not await visitor.owner.counter.rows("recovery_code")
    assert page_of(await elsewhere.browser.opens("/own")) == "sign-in"
    [running] = [row for row in await visitor.owner.counter.rows("gate_session") if row.instant_or_none("ended_at") is None]
    assert (running.text("method"), running.text("level")) == ("password", "low")
    changes = await visitor.owner.counter.rows("standing_change")
    assert running.text("session_id") in {row.text("session_id") for row in changes}


async def test_an_older_session_shows_everything_again_before_it_changes_anything(visitor: Visitor) -> None:
    await visitor.enrols_app()
    [app] = await visitor.factor_ids()
    visitor.owner.clock.advance(minutes=11)
    for path in ("totp/begin", "recovery-codes/renew", f"{app}/rename", f"{app}/remove", "passkey"):
        answer = await visitor.posts(f"/own/factors/{path}", name="x")
        assert answer.headers["location"] == "/sign-in?then=factors", path
    for path in ("totp", "passkey", app, f"{app}/remove"):
        answer = await visitor.browser.client.get(f"/own/factors/{path}")
        assert answer.headers["location"] == "/sign-in?then=factors", path
    assert (await visitor.posts("/own/factors/passkey/options")).status_code == 409
    assert page_of(await visitor.browser.opens("/own/factors")) == "factors"


async def test_a_password_alone_changes_nothing_once_there_is_a_factor(visitor: Visitor) -> None:
    await visitor.owner.enrols()
    answer = await visitor.posts("/own/factors/totp/begin")
    assert answer.headers["location"] == "/sign-in?then=factors"


async def test_another_gates_factor_is_unknown(visitor: Visitor) -> None:
    await visitor.enrols_app()
    for path in ("f" * 32, "f" * 32 + "/remove"):
        answer = await visitor.browser.client.get(f"/own/factors/{path}")
        assert answer.headers["location"] == "/own/factors"
