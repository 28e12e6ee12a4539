"""Every order of what may befall a gate, and of changes of its address and their undoing, on both databases."""

import asyncio
from collections.abc import Coroutine
from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule, run_state_machine_as_test

from tests.databases import new_postgres_database
from tests.gate.counter_world import Counter, ListedRegisters, a_person, a_world, an_appointment
from tests.gate.mailed import code_in_mail, link_in_mail
from tests.gate.owner_world import EMAIL, PASSWORD, Owner
from tests.gate.standing_world import broken, ends, lifts, suspends
from tests.hashing import RememberedHashing
from tests.world import HandClock
from ugyfelkapu.adapters.passwords import PasswordPool
from ugyfelkapu.foundation.database.migrations import migrate
from ugyfelkapu.foundation.database.postgres import PostgresDatabase
from ugyfelkapu.foundation.database.sqlite import SqliteDatabase
from ugyfelkapu.gate.actions.email.confirm_email_change import EmailChanged, confirm_email_change
from ugyfelkapu.gate.actions.email.request_email_change import request_email_change
from ugyfelkapu.gate.actions.email.undo_email_change import NotUndone, Undone, undo_email_change
from ugyfelkapu.gate.actions.sessions.half_done import NextStep
from ugyfelkapu.gate.actions.standing.ask_to_end import EndComing, EndTakenBack, ask_to_end, confirm_end, take_back_end
from ugyfelkapu.gate.actions.standing.delete_archived import delete_archived
from ugyfelkapu.gate.actions.standing.delete_unactivated import delete_unactivated
from ugyfelkapu.gate.actions.standing.end_due_gates import end_due_gates
from ugyfelkapu.gate.actions.standing.freeze_gate import Frozen, NotFrozen, freeze_gate
from ugyfelkapu.gate.actions.upkeep.purge_expired import purge_expired
from ugyfelkapu.gate.domain.ending import EndCause

Outcome = TypeVar("Outcome")
PERSON = replace(a_person(), document_valid_until=date(9000, 1, 1))
POOL = RememberedHashing(hasher=PasswordPool(threads=1))
TWENTY_YEARS = 20 * 366
DAYS_OF_A_PASSWORD = 700
"""No example lives so long with one password: expiry has tests of its own."""


class LifeOfAGate(RuleBasedStateMachine):
    """One person and one gate at a time; the model beside it is plain."""

    postgres: str | None = None

    @initialize()
    def the_counter_opens(self) -> None:
        """A clerk, a database, nobody registered."""
        self.loop = asyncio.new_event_loop()
        self.folder = TemporaryDirectory()
        self.clock = HandClock()
        self.counter = self.run(self._counter())
        self.gates = 0
        self.standing: str | None = None
        self.owner = Owner(counter=self.counter)
        self._blank()

    def _blank(self) -> None:
        self.password_good = False
        self.ends_in: int | None = None
        self.age = 0
        self.email = EMAIL
        self.links: list[tuple[str, str, int]] = []
        self.spent: list[str] = []

    async def _counter(self) -> Counter:
        if self.postgres:
            self.database: SqliteDatabase | PostgresDatabase = PostgresDatabase(await new_postgres_database(self.postgres))
        else:
            self.database = SqliteDatabase(Path(self.folder.name) / "gate.db")
        await migrate(self.database, "ugyfelkapu.gate.store")
        registers = ListedRegisters()
        world = a_world(self.database, self.clock, registers, POOL)
        appointed = await an_appointment(world, "szilagyi1")
        return Counter(world=world, clock=self.clock, registers=registers, clerk=appointed.clerk, secrets=appointed)

    def run(self, work: Coroutine[Any, Any, Outcome]) -> Outcome:
        """To the end, and a moment later."""
        outcome = self.loop.run_until_complete(work)
        self.clock.advance(seconds=1)
        return outcome

    @precondition(lambda self: self.standing in {None, "terminated"} and self.gates < 3)
    @rule()
    def register(self) -> None:
        """Again and again, each time with another name."""
        self.gates += 1
        self.owner = Owner(counter=self.counter, username=f"nevem{self.gates}")
        self.run(self.counter.registers_person(PERSON, self.owner.username))
        self._blank()
        self.standing = "registered"

    @precondition(lambda self: self.standing == "registered")
    @rule()
    def activate(self) -> None:
        """With the newest code that was mailed, if it is still good."""
        outcome = self.run(self.owner.activates(self.run(self.owner.code())))
        if type(outcome).__name__ == "Activated":
            self.standing, self.password_good = "active", True
            self.owner.password = PASSWORD
        else:
            assert self.age >= 5, outcome

    @rule()
    def suspend_by_the_operator(self) -> None:
        """Only an active gate is suspended."""
        if self.standing is None:
            return
        assert self.run(suspends(self.owner)) is (self.standing == "active")
        self._suspended()

    @precondition(lambda self: self.standing == "active")
    @rule()
    def freeze_by_a_notice(self) -> None:
        """With the newest link; a second time it does nothing."""
        self.run(self.owner.forgets(email=self.email))
        code = self.run(link_in_mail(self.owner, self.email, "/not-me")).partition("code=")[2]
        outcome = self.run(freeze_gate(self.owner.world, code, self.owner.origin()))
        assert isinstance(outcome, Frozen), outcome
        assert self.run(freeze_gate(self.owner.world, code, self.owner.origin())) is NotFrozen.UNKNOWN_CODE
        self._suspended()

    def _suspended(self) -> None:
        if self.standing == "active":
            self.standing, self.ends_in = "suspended", None

    @rule()
    def lift_at_the_counter(self) -> None:
        """Only a suspended gate is lifted, and its password is over."""
        if self.standing is None:
            return
        assert self.run(lifts(self.owner)) is (self.standing == "suspended")
        if self.standing == "suspended":
            self.standing, self.password_good = "active", False

    @rule(cause=st.sampled_from([EndCause.ASKED_IN_PERSON, EndCause.DEATH]))
    def end(self, cause: EndCause) -> None:
        """Whatever it is, it ends once."""
        if self.standing is None:
            return
        assert self.run(ends(self.owner, cause)) is (self.standing != "terminated")
        self.standing, self.ends_in, self.links = "terminated", None, []

    @precondition(lambda self: self.standing == "active" and self.password_good and self.ends_in is None)
    @rule()
    def confirm_an_end(self) -> None:
        """Asked for, and confirmed by the code in the mail."""
        self.run(self.owner.signs_in())
        self.run(ask_to_end(self.owner.world, self.owner.origin()))
        code = self.run(code_in_mail(self.owner, self.email, "X"))
        outcome = self.run(confirm_end(self.owner.world, code, self.owner.origin()))
        assert isinstance(outcome, EndComing), outcome
        self.ends_in = 3

    @precondition(lambda self: self.standing == "active" and self.password_good and self.ends_in is not None)
    @rule()
    def change_ones_mind(self) -> None:
        """In time."""
        self.run(self.owner.signs_in())
        assert isinstance(self.run(take_back_end(self.owner.world, self.owner.session)), EndTakenBack)
        self.ends_in = None

    @precondition(lambda self: self.standing == "active" and self.password_good and len(self.links) < 4)
    @rule()
    def change_the_address(self) -> None:
        """To one that was never used."""
        former, email = self.email, f"cim{self.clock.now().timestamp():.0f}@example.hu"
        self.run(self.owner.signs_in())
        asked = self.run(request_email_change(self.owner.world, email, self.owner.origin()))
        if type(asked).__name__ == "Wait":
            return
        code = self.run(code_in_mail(self.owner, email, "C"))
        outcome = self.run(confirm_email_change(self.owner.world, code, self.owner.origin()))
        assert isinstance(outcome, EmailChanged), outcome
        link = self.run(link_in_mail(self.owner, former, "/undo-email")).partition("code=")[2]
        self.links.append((former, link, self.age))
        self.email = email

    @precondition(lambda self: bool(self.links))
    @rule(number=st.integers(0, 3))
    def undo(self, number: int) -> None:
        """Any change of the last seven days; it and all after it are over."""
        which = number % len(self.links)
        former, link, changed_on = self.links[which]
        outcome = self.run(undo_email_change(self.owner.world, link, self.owner.origin()))
        if self.age - changed_on >= 7:
            assert outcome is NotUndone.UNKNOWN_CODE
            self.links.pop(which)
            return
        assert isinstance(outcome, Undone), outcome
        self.spent += [spent for _, spent, _ in self.links[which:]]
        self.email, self.links = former, self.links[:which]

    @precondition(lambda self: bool(self.spent))
    @rule()
    def use_what_is_over(self) -> None:
        """A link that was used or overtaken does nothing."""
        assert self.run(undo_email_change(self.owner.world, self.spent[-1], self.owner.origin())) is NotUndone.UNKNOWN_CODE

    @precondition(lambda self: self.standing in {"active", "suspended"} and self.password_good)
    @rule()
    def sign_in(self) -> None:
        """In, or told that it is suspended."""
        outcome = self.run(self.owner.tries())
        if self.standing == "active":
            assert type(outcome).__name__ == "SignedIn", outcome
        else:
            assert isinstance(outcome, NextStep), outcome
            assert outcome.step == "suspended"

    @rule(days=st.sampled_from([1, 3, 6, 59, TWENTY_YEARS]))
    def days_pass(self, days: int) -> None:
        """With the worker at work."""
        if self.standing in {"active", "suspended"} and self.age + days > DAYS_OF_A_PASSWORD:
            return
        self.clock.advance(days=days)
        self.age += days
        for chore in (end_due_gates, delete_archived, delete_unactivated, purge_expired):
            while self.run(chore(self.owner.world)):
                pass
        if self.standing == "registered" and self.age >= 60:
            self.standing = None
        if self.ends_in is not None and days >= self.ends_in:
            self.standing, self.ends_in, self.links = "terminated", None, []
        elif self.ends_in is not None:
            self.ends_in -= days
        if self.standing == "terminated" and days == TWENTY_YEARS:
            self.standing = None

    @invariant()
    def the_gate_is_what_the_model_says(self) -> None:
        """And nothing contradicts itself."""
        if not hasattr(self, "counter"):
            return
        rows = [row for row in self.run(self.counter.rows("gate")) if row.text("username") == self.owner.username]
        assert (rows[0].text("standing") if rows else None) == self.standing
        if self.standing in {"active", "suspended"}:
            assert rows[0].text("email") == self.email
        assert self.run(broken(self.counter)) == []

    def teardown(self) -> None:
        """Everything is given back."""
        if hasattr(self, "counter"):
            self.run(self.database.close())
            self.loop.close()
            self.folder.cleanup()


CHECKED = settings(
    max_examples=10,
    stateful_step_count=18,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)


def test_the_life_of_a_gate_on_sqlite() -> None:
    run_state_machine_as_test(LifeOfAGate, settings=CHECKED)


def test_the_life_of_a_gate_on_postgres(postgres_cluster: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(LifeOfAGate, "postgres", postgres_cluster)
    run_state_machine_as_test(LifeOfAGate, settings=settings(CHECKED, max_examples=3))
