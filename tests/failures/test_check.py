"""`ugyfelkapu check` finds what cannot be: each rule is broken by hand, and only that rule is named."""

from datetime import timedelta
from pathlib import Path

import pytest

from tests.attacks.whole_site import WholeSite, a_whole_site
from tests.gate.counter_world import a_person
from tests.gate.owner_world import a_registered_owner, an_owner
from tests.gate.standing_world import ends, suspends
from tests.world import HandClock
from ugyfelkapu.broker.actions import check_invariants as broker
from ugyfelkapu.foundation.database import Database
from ugyfelkapu.foundation.invariants import Finding, Weight
from ugyfelkapu.foundation.journal_seal import seal
from ugyfelkapu.gate.actions.upkeep import check_invariants as gate
from ugyfelkapu.gate.ports import PasswordHasher

GATE_DAMAGE = {
    "UPDATE gate SET standing = 'suspended' WHERE standing = 'active'": "a running session belongs to an active gate",
    "DELETE FROM journal WHERE activity = 'sign_in'": "a session's beginning is in the journal",
    "DELETE FROM gate WHERE standing = 'registered'": "a person has a gate",
    "DELETE FROM registration_receipt": "a gate has a receipt and an entry of its registration in the journal",
    "DELETE FROM journal WHERE activity = 'register_at_counter'": (
        "a gate has a receipt and an entry of its registration in the journal"
    ),
    "DELETE FROM password": (
        "an activated gate has one current password, an entry of its activation, and no code to activate it again"
    ),
    "UPDATE gate SET activated_at = registered_at": "a gate that waits for its activation has no password",
    "DELETE FROM activation_code": "a gate registered a short while ago has its activation code",
    "UPDATE outbox SET due_at = NULL, sent_at = NULL": "a mail is due, sent or dead after its last try, and only one of these",
    "UPDATE outbox SET sent_at = created_at, due_at = NULL": "a sent mail keeps no text",
    "UPDATE counter_case SET case_id = (SELECT min(case_id) FROM registration_receipt)": (
        "a case that ended in a receipt is closed"
    ),
    "UPDATE journal SET actor = 'nobody'": "the journal fits its seals",
    "UPDATE gate SET email = 'x' WHERE standing = 'terminated'": (
        "a gate that has ended is in the archive, locked, and its name is reserved"
    ),
    "DELETE FROM archived_gate": "a gate that has ended is in the archive, locked, and its name is reserved",
    "UPDATE archived_gate SET gate_id = 'x'": "an archived record is of a gate that has ended",
    "DELETE FROM reserved_username": "as many names are reserved as gates have ended",
    "UPDATE person SET birth_place = 'Vác' WHERE birth_place = ''": (
        "nothing readable is kept of a person whose gates have all ended"
    ),
    "DELETE FROM suspension": "a suspended gate says why, and no other does",
    "UPDATE device SET gate_id = (SELECT gate_id FROM gate WHERE standing = 'terminated')": (
        "nothing that lets anybody in is left of a gate that has ended"
    ),
    "INSERT INTO termination (gate_id, asked_at, expires_at) SELECT gate_id, suspended_at, suspended_at FROM suspension": (
        "no code for a new password, a new address or an end is out for a suspended gate"
    ),
    "DELETE FROM journal WHERE seal_number = 1 AND activity = 'send_activation_code'": "the journal fits its seals",
}
BROKEN_WITH = {
    "UPDATE gate SET standing = 'suspended' WHERE standing = 'active'": {"a suspended gate says why, and no other does"},
    "UPDATE archived_gate SET gate_id = 'x'": {"a gate that has ended is in the archive, locked, and its name is reserved"},
}
"""One damage, two rules."""

GATE_WARNINGS = {
    "UPDATE archived_gate SET ended_at = '2000-01-01T00:00:00.00+00:00'": "an archived record past its time is deleted soon",
    "UPDATE outbox SET due_at = NULL, tries = 14": "mails are taken by the mail server",
    "UPDATE outbox SET due_at = '2020-01-01T00:00:00.000000+00:00'": "a mail that is due goes out soon",
    "UPDATE counter_case SET opened_at = '2020-01-01T00:00:00.000000+00:00'": "an abandoned case is closed soon",
}
BROKER_DAMAGE = {
    "UPDATE broker_session SET last_used_at = '2020-01-01T00:00:00.000000+00:00'": (
        "no name or e-mail stays after its session is over"
    ),
    "DELETE FROM journal": "a session's beginning is in the journal",
    "UPDATE code SET redeemed_at = NULL": "tokens come from a redeemed code of the same service and session",
    "UPDATE family SET client_id = 'another'": "tokens come from a redeemed code of the same service and session",
    "UPDATE code SET family_id = (SELECT min(family_id) FROM family)": "a code is redeemed once",
    "INSERT INTO refresh_token (digest, family_id, client_id, salt, issued_at)"
    " SELECT digest, 'one', client_id, digest, expires_at FROM code": "of a family one refresh token at most is unused",
    "INSERT INTO refresh_token (digest, family_id, client_id, salt, issued_at)"
    " SELECT digest, family_id, client_id, digest, expires_at FROM code": (
        "a refresh token renews tokens of its own service that may be renewed"
    ),
    "INSERT INTO device_code (digest, user_code_digest, client_id, request, expires_at, interval_seconds, next_poll_at,"
    " code_digest) SELECT digest, digest, 'another', '', '2099-01-01T00:00:00.00+00:00', 5, expires_at, digest FROM code": (
        "a device gets the code of its own service, and only once somebody decided"
    ),
    "UPDATE family SET refresh_until = '2099-01-01T00:00:00.00+00:00'": "nothing is renewed for longer than a sign-on lasts",
    "UPDATE family SET connection_code = 'x'": "codes and tokens carry a connection code that somebody has",
}


@pytest.fixture(params=["sqlite_wings", "postgres_wings"])
def wings(request: pytest.FixtureRequest) -> tuple[Database, Database]:
    """The gate's and the broker's databases, of each kind."""
    found: tuple[Database, Database] = request.getfixturevalue(request.param)
    return found


@pytest.fixture
async def site(
    wings: tuple[Database, Database], clock: HandClock, password_pool: PasswordHasher, key_directory: Path
) -> WholeSite:
    """A site in which everything there is happened once."""
    site = await a_whole_site(wings, clock, password_pool, key_directory)
    await _busy_day(site)
    return site


async def _busy_day(site: WholeSite) -> None:
    owner = await an_owner(site.counter)
    await a_registered_owner(site.counter, "varga1975", number="654321BA")
    await suspends(await an_owner(site.counter, "felfuggesztett", number="555555EE"))
    await ends(await an_owner(site.counter, "megszunt", number="666666FF"))
    await site.counter.opens(a_person("Kiss", number="777777CC", born=a_person().identity.birth_date - timedelta(days=700)))
    async with site.browser() as client, site.service_server() as server:
        for _ in range(2):
            code = (await site.sign_on(client, owner))["code"]
            await server.post("/token", data=site.service.redemption(code), headers=site.service.basic())
    async with site.counter.world.database.transaction() as tx:
        await seal(tx, now=site.clock.now())


async def test_after_a_busy_day_every_rule_holds(site: WholeSite) -> None:
    assert await _found(site) == []


async def test_each_broken_rule_of_the_gate_is_named(site: WholeSite) -> None:
    for damage, rule in GATE_DAMAGE.items():
        broken = [finding.rule for finding in await _after(site, damage) if finding.weight is Weight.BROKEN]
        assert rule in broken, damage
        assert set(broken) <= {rule, "the journal fits its seals", *BROKEN_WITH.get(damage, ())}, damage


async def test_what_somebody_should_look_at_is_a_warning(site: WholeSite) -> None:
    for damage, rule in GATE_WARNINGS.items():
        assert (rule, Weight.WARNING) in [(finding.rule, finding.weight) for finding in await _after(site, damage)], damage


async def test_each_broken_rule_of_the_broker_is_named(site: WholeSite) -> None:
    for damage, rule in BROKER_DAMAGE.items():
        found = await _after(site, damage, of_broker=True)
        assert rule in [finding.rule for finding in found], damage
        assert all(finding.many and finding.example for finding in found)


class _UndoneError(Exception):
    """Leads out of a transaction that is to be undone, with what was found in it."""

    def __init__(self, found: list[Finding]) -> None:
        self.found = found


async def _after(site: WholeSite, damage: str, *, of_broker: bool = False) -> list[Finding]:
    """What the check finds within a transaction that did the damage and is undone."""
    try:
        await _damage(site, damage, of_broker=of_broker)
    except _UndoneError as undone:
        return undone.found
    return []


async def _damage(site: WholeSite, damage: str, *, of_broker: bool) -> None:
    database = site.broker.database if of_broker else site.counter.world.database
    look = broker.broken_in if of_broker else gate.broken_in
    async with database.transaction() as tx:
        await tx.execute(damage)
        raise _UndoneError(await look(tx, now=site.clock.now()))


async def _found(site: WholeSite) -> list[Finding]:
    return await gate.check_invariants(site.counter.world) + await broker.check_invariants(site.broker)
