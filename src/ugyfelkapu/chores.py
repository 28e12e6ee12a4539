"""What the worker does for both wings, and how often."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime

from ugyfelkapu.app import House
from ugyfelkapu.broker.actions import follow_standing_changes as door
from ugyfelkapu.broker.actions import purge_expired as broker_expired
from ugyfelkapu.broker.actions.run_errands import run_errand
from ugyfelkapu.broker.actions.tell_services import Tellers, tell_services
from ugyfelkapu.broker.oidc.back_channel_logout import tell_by_token
from ugyfelkapu.broker.ports import BrokerWorld
from ugyfelkapu.broker.saml.logout.back_channel import tell_by_soap
from ugyfelkapu.broker.saml.refreshing import refresh_next
from ugyfelkapu.foundation import outbox, throttle
from ugyfelkapu.foundation.database import Database, Transaction
from ugyfelkapu.foundation.journal_seal import seal
from ugyfelkapu.foundation.worker import Chore
from ugyfelkapu.gate.actions.applying.look_after_payments import ask_due, forget_payments, let_go
from ugyfelkapu.gate.actions.applying.open_provisional import forget_unfinished, open_provisional
from ugyfelkapu.gate.actions.applying.settle_application import settle_left_behind
from ugyfelkapu.gate.actions.consoles.figures import count_next_day
from ugyfelkapu.gate.actions.consoles.forget_console import forget_console
from ugyfelkapu.gate.actions.consoles.watch_counters import watch_counters
from ugyfelkapu.gate.actions.counter.clerk_session import sweep_clerk_sessions
from ugyfelkapu.gate.actions.counter.close_abandoned_cases import close_abandoned_cases
from ugyfelkapu.gate.actions.fees.reconcile import reconcile_next
from ugyfelkapu.gate.actions.fees.reconcile_tills import reconcile_next_tills
from ugyfelkapu.gate.actions.passwords.request_password_reset import answer_password_wish
from ugyfelkapu.gate.actions.passwords.warn_of_expiry import warn_of_expiry
from ugyfelkapu.gate.actions.registers.end_expired_entries import end_expired_entries
from ugyfelkapu.gate.actions.registers.take_over_events import settle_events, take_over_events
from ugyfelkapu.gate.actions.standing.delete_archived import delete_archived
from ugyfelkapu.gate.actions.standing.delete_unactivated import delete_unactivated
from ugyfelkapu.gate.actions.standing.end_due_gates import end_due_gates
from ugyfelkapu.gate.actions.upkeep import purge_expired as gate_expired
from ugyfelkapu.gate.domain.identity import Register
from ugyfelkapu.gate.ports import GateWorld

MAIL_SECONDS = 0.5
DOOR_SECONDS = 0.5
"""The broker ends what hangs on a changed standing within a second (`docs/security.md`)."""

LOGOUT_SECONDS = 0.5
"""Whoever signed out waits on a page for what services say."""

SEAL_SECONDS = 5.0
REGISTERS_SECONDS = 5.0
"""What a register tells counts within a minute (`domain.md R10`), an outage of it aside."""

PAYMENT_SECONDS = 1.0
SETTLE_SECONDS = 10.0
TIDY_SECONDS = 60.0
OTHERS_TURN_SECONDS = 0.25
"""Between batches of a clean-up: longer than the tenth of a second at which SQLite looks anew whether it may write."""

WATCH_SECONDS = 300.0
"""What is unusual at a counter is seen within minutes, not after the day."""

DAILY_DUTIES_SECONDS = 3600.0


TELLERS = Tellers(oidc=tell_by_token, saml=tell_by_soap)


def chores(house: House) -> list[Chore]:
    """All of them; each says whether there may be more to do at once."""
    gate, broker, clock = house.gate, house.broker, house.clock

    async def send_mail() -> bool:
        return await outbox.send_one(gate.database, house.mailer, clock)

    async def close_cases() -> bool:
        return await close_abandoned_cases(gate, now=clock.now()) > 0

    async def forget_clerks() -> bool:
        await sweep_clerk_sessions(gate, now=clock.now())
        return False

    return [
        Chore(name="send_mail", pause_seconds=MAIL_SECONDS, run=send_mail),
        Chore(name="answer_password_wishes", pause_seconds=MAIL_SECONDS, run=lambda: answer_password_wish(gate)),
        *_told_by_the_broker(broker),
        Chore(name="seal_gate_journal", pause_seconds=SEAL_SECONDS, run=_in(gate.database, _sealed, house)),
        Chore(name="seal_broker_journal", pause_seconds=SEAL_SECONDS, run=_in(broker.database, _sealed, house)),
        *(
            Chore(name=f"take_over_{register}_events", pause_seconds=REGISTERS_SECONDS, run=_events_of(gate, register))
            for register in Register
        ),
        Chore(name="settle_register_events", pause_seconds=REGISTERS_SECONDS, run=_all(lambda: settle_events(gate))),
        *(*_payments(gate), *_begun_at_home(gate)),
        Chore(name="settle_applications", pause_seconds=SETTLE_SECONDS, run=_once(lambda: settle_left_behind(house.eid))),
        Chore(name="forget_old", pause_seconds=TIDY_SECONDS, run=_in(gate.database, _forgotten, house)),
        Chore(name="close_abandoned_cases", pause_seconds=TIDY_SECONDS, run=close_cases),
        Chore(name="forget_clerk_sessions", pause_seconds=TIDY_SECONDS, run=forget_clerks),
        *_console_chores(gate),
        Chore(name="purge_gate", pause_seconds=TIDY_SECONDS, run=_in_turns(lambda: gate_expired.purge_expired(gate))),
        Chore(name="purge_broker", pause_seconds=TIDY_SECONDS, run=_in_turns(lambda: broker_expired.purge_expired(broker))),
        Chore(name="end_due_gates", pause_seconds=TIDY_SECONDS, run=_all(lambda: end_due_gates(gate))),
        Chore(name="end_expired_entries", pause_seconds=DAILY_DUTIES_SECONDS, run=_all(lambda: end_expired_entries(gate))),
        Chore(name="delete_archived", pause_seconds=DAILY_DUTIES_SECONDS, run=_all(lambda: delete_archived(gate))),
        Chore(name="warn_of_expiry", pause_seconds=DAILY_DUTIES_SECONDS, run=_all(lambda: warn_of_expiry(gate))),
        Chore(name="delete_unactivated", pause_seconds=DAILY_DUTIES_SECONDS, run=_all(lambda: delete_unactivated(gate))),
    ]


def _told_by_the_broker(broker: BrokerWorld) -> list[Chore]:
    """What the broker hears of the gate, and tells it and the services."""
    return [
        Chore(name="follow_the_gate", pause_seconds=DOOR_SECONDS, run=_all(lambda: door.follow_standing_changes(broker))),
        Chore(name="tell_services", pause_seconds=LOGOUT_SECONDS, run=_all(lambda: tell_services(broker, TELLERS))),
        Chore(name="refresh_saml_metadata", pause_seconds=TIDY_SECONDS, run=lambda: refresh_next(broker)),
        Chore(name="tell_of_mandates", pause_seconds=MAIL_SECONDS, run=lambda: run_errand(broker)),
    ]


def _begun_at_home(gate: GateWorld) -> list[Chore]:
    """What is done about applications begun at home."""
    return [
        Chore(name="open_provisional_gates", pause_seconds=MAIL_SECONDS, run=lambda: open_provisional(gate)),
        Chore(name="forget_unfinished", pause_seconds=TIDY_SECONDS, run=_all(lambda: forget_unfinished(gate))),
    ]


def _payments(gate: GateWorld) -> list[Chore]:
    """What is done about fees paid online."""
    return [
        Chore(name="ask_payments", pause_seconds=PAYMENT_SECONDS, run=_all(lambda: ask_due(gate))),
        Chore(name="let_go_unpaid", pause_seconds=TIDY_SECONDS, run=_all(lambda: let_go(gate))),
        Chore(name="reconcile_payments", pause_seconds=DAILY_DUTIES_SECONDS, run=_all(lambda: reconcile_next(gate))),
        Chore(name="reconcile_tills", pause_seconds=DAILY_DUTIES_SECONDS, run=_all(lambda: reconcile_next_tills(gate))),
        Chore(name="forget_payments", pause_seconds=DAILY_DUTIES_SECONDS, run=_all(lambda: forget_payments(gate))),
    ]


def _console_chores(gate: GateWorld) -> list[Chore]:
    async def watch() -> bool:
        await watch_counters(gate)
        return False

    return [
        Chore(name="watch_counters", pause_seconds=WATCH_SECONDS, run=watch),
        Chore(name="count_days", pause_seconds=WATCH_SECONDS, run=_all(lambda: count_next_day(gate))),
        Chore(name="forget_console", pause_seconds=WATCH_SECONDS, run=_all(lambda: forget_console(gate))),
    ]


def _all(action: Callable[[], Awaitable[int]]) -> Callable[[], Awaitable[bool]]:
    """An action that says how much it did, again until it did nothing."""

    async def run() -> bool:
        return await action() > 0

    return run


def _in_turns(action: Callable[[], Awaitable[int]]) -> Callable[[], Awaitable[bool]]:
    """The same with a rest after each batch: whoever waits to write to the same file asks anew only now and then."""

    async def run() -> bool:
        is_more = await action() > 0
        if is_more:
            await asyncio.sleep(OTHERS_TURN_SECONDS)
        return is_more

    return run


def _once(action: Callable[[], Awaitable[int]]) -> Callable[[], Awaitable[bool]]:
    """An action that waits for its next turn whatever it did, since it asks somebody outside."""

    async def run() -> bool:
        await action()
        return False

    return run


def _events_of(gate: GateWorld, register: Register) -> Callable[[], Awaitable[bool]]:
    """One register's feed: each has a chore of its own, so that none waits for another."""

    async def run() -> bool:
        return await take_over_events(gate, register)

    return run


def _in(
    database: Database, act: Callable[[Transaction, datetime], Awaitable[bool]], house: House
) -> Callable[[], Awaitable[bool]]:
    """A piece of work in a transaction of its own."""

    async def run() -> bool:
        async with database.transaction() as tx:
            return await act(tx, house.clock.now())

    return run


async def _sealed(tx: Transaction, now: datetime) -> bool:
    return await seal(tx, now=now) is not None


async def _forgotten(tx: Transaction, now: datetime) -> bool:
    await outbox.forget_old(tx, now=now)
    return await throttle.forget_old(tx, now=now) > 0
