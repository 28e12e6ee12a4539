"""One gate's whole life with a moved clock and its worker at work: from the counter to the day when only its name is left."""

from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import pytest

from tests.attacks.conftest import crowded_site, postgres_site, site
from tests.attacks.whole_site import ADDRESS, WholeSite
from tests.gate.card_world import ListedCards, an_eid_world
from tests.gate.counter_world import EVERYTHING, a_person
from tests.gate.mailed import code_in_mail
from tests.gate.owner_world import EMAIL, OTHER_PASSWORD, USERNAME, Owner
from ugyfelkapu.app import House
from ugyfelkapu.broker.actions import check_invariants as broker
from ugyfelkapu.chores import chores
from ugyfelkapu.foundation.worker import Chore
from ugyfelkapu.gate.actions.counter.confirm_case import confirm_case
from ugyfelkapu.gate.actions.counter.register_at_counter import Incomplete, Registered
from ugyfelkapu.gate.actions.counter.reset_at_counter import reset_at_counter
from ugyfelkapu.gate.actions.passwords.activate import Activated
from ugyfelkapu.gate.actions.passwords.reset_password import PasswordReset
from ugyfelkapu.gate.actions.sessions.begin_session import SignedIn
from ugyfelkapu.gate.actions.sessions.half_done import NextStep
from ugyfelkapu.gate.actions.signing_in.renew_password import renew_password
from ugyfelkapu.gate.actions.standing.archived_record import ArchivedRecord
from ugyfelkapu.gate.actions.standing.ask_to_end import EndCodeSent, EndComing, ask_to_end, confirm_end
from ugyfelkapu.gate.actions.standing.open_archived import NotOpened, Wish, approve_archived, ask_for_archived, open_archived
from ugyfelkapu.gate.actions.upkeep import check_invariants as gate
from ugyfelkapu.gate.domain.counter_service import Order, Service, ServiceReason
from ugyfelkapu.gate.domain.ending import ArchivePurpose
from ugyfelkapu.gate.domain.gate import GateId
from ugyfelkapu.gate.domain.sign_in import Refused
from ugyfelkapu.ports import Letter
from ugyfelkapu.settings import Settings

__all__ = ["crowded_site", "postgres_site", "site"]

PERSON = replace(a_person(), document_valid_until=date(2060, 1, 1))
THIRD_PASSWORD = "piros esernyő a kapualjban"


@dataclass
class Postbox:
    """Takes every letter, and keeps it."""

    letters: list[Letter] = field(default_factory=list)

    async def send(self, letter: Letter) -> None:
        """Keep it."""
        self.letters.append(letter)

    def subjects(self) -> list[str]:
        """What has come since somebody last looked."""
        found = [letter.subject for letter in self.letters]
        self.letters.clear()
        return found


@dataclass(frozen=True)
class Life:
    """The whole town around one gate."""

    site: WholeSite
    owner: Owner
    postbox: Postbox
    worker: list[Chore]

    async def works(self) -> None:
        """The worker's round: every chore until it has nothing left to do."""
        for chore in self.worker:
            while await chore.run():
                pass

    async def passes(self, days: int, *, step: int = 20) -> None:
        """Days pass with the worker at work; afterwards everything holds, and nothing is late."""
        while days > 0:
            self.site.clock.advance(days=min(step, days), milliseconds=1)
            days -= step
            await self.works()
            await self.works()
        assert await gate.check_invariants(self.site.counter.world) == []
        assert await broker.check_invariants(self.site.broker) == []

    async def standing(self) -> str | None:
        """Where the gate stands; nothing: there is none."""
        rows = await self.site.counter.rows("gate")
        return rows[0].text("standing") if rows else None

    async def entries(self) -> list[tuple[str, str]]:
        """What the journal says of the gate, without the warnings that recur."""
        return await self.site.counter.journal()


@pytest.fixture
async def life(crowded_site: WholeSite, tmp_path: Path) -> Life:
    """A town before anybody came to its counter."""
    counter, postbox = crowded_site.counter, Postbox()
    settings = Settings(
        gate_database="sqlite:gate.db",
        broker_database="sqlite:broker.db",
        public_url=ADDRESS,
        registers_url="http://registers.example.test",
        registers_token_file="token",
        gate_key_file="key",
        signing_keys_directory=str(tmp_path),
        mail_host="mail.example.test",
        mail_port=25,
        mail_sender="ertesites@example.test",
    )
    house = House(
        settings=settings,
        clock=crowded_site.clock,
        mailer=postbox,
        gate=counter.world,
        eid=an_eid_world(counter.world, ListedCards()),
        broker=crowded_site.broker,
    )
    return Life(site=crowded_site, owner=Owner(counter=counter), postbox=postbox, worker=chores(house))


async def test_a_whole_life(life: Life) -> None:
    await registered_and_activated(life)
    await warned_three_times_and_expired(life, first=True)
    await renewed_in_the_grace(life)
    await warned_three_times_and_expired(life, first=False)
    await past_sixty_days_renewed_at_the_counter(life)
    gate_id = await ended_by_its_owner(life)
    await archived_for_five_years_and_evidence_until_the_twentieth(life, gate_id)
    await nothing_is_left_but_the_name(life)


async def registered_and_activated(life: Life) -> None:
    await life.site.counter.registers_person(PERSON, USERNAME)
    assert await life.standing() == "registered"
    code = await life.owner.code()
    activated = await life.owner.activates(code)
    assert isinstance(activated, Activated)
    life.owner.device = activated.device
    await life.passes(1)
    assert await life.standing() == "active"
    assert life.postbox.subjects() == ["Az Ön aktiváló kódja", "Ügyfélkapuja használatra kész"]
    await life.owner.signs_in()


async def warned_three_times_and_expired(life: Life, *, first: bool) -> None:
    """The password lives for 730 days, and says so thirty, seven and one day before it ends."""
    await life.passes(700 - (1 if first else 0))
    counted = []
    for _ in range(32):
        await life.passes(1)
        counted += life.postbox.subjects()
    assert counted.count("Hamarosan lejár a jelszava") == 3, counted
    expired = await life.owner.tries()
    assert isinstance(expired, NextStep), expired
    assert expired.step == "new_password"


async def renewed_in_the_grace(life: Life) -> None:
    step = await life.owner.tries()
    assert isinstance(step, NextStep)
    renewed = await renew_password(
        life.owner.world,
        step.pending,
        new_password=OTHER_PASSWORD,
        again=OTHER_PASSWORD,
        origin=life.owner.origin(),
    )
    assert isinstance(renewed, SignedIn), renewed
    life.owner.password, life.owner.session = OTHER_PASSWORD, renewed.session
    await life.works()
    assert "Megváltozott a jelszava" in life.postbox.subjects()


async def past_sixty_days_renewed_at_the_counter(life: Life) -> None:
    await life.passes(60)
    owner, counter = life.owner, life.site.counter
    assert await owner.tries() is Refused.LAPSED
    life.postbox.subjects()
    await owner.forgets()
    await life.works()
    assert life.postbox.subjects() == []
    case_id = await counter.opens(PERSON)
    await confirm_case(counter.world, counter.clerk, case_id, confirmed=EVERYTHING, now=counter.now)
    gate_id = await owner.gate_id()
    order = Order(case_id=case_id, gate_id=gate_id, service=Service.RESET_PASSWORD, reason=ServiceReason.LAPSED)
    await reset_at_counter(counter.world, counter.clerk, order, now=counter.now)
    assert isinstance(await owner.resets(await owner.code(), password=THIRD_PASSWORD), PasswordReset)
    owner.password = THIRD_PASSWORD
    await life.passes(1)
    assert await life.standing() == "active"


async def ended_by_its_owner(life: Life) -> GateId:
    owner = life.owner
    gate_id = await owner.gate_id()
    await owner.signs_in()
    assert isinstance(await ask_to_end(owner.world, owner.origin()), EndCodeSent)
    code = await code_in_mail(owner, EMAIL, "X")
    life.site.clock.advance(seconds=1)
    assert isinstance(await confirm_end(owner.world, code, owner.origin()), EndComing)
    await life.passes(2)
    assert await life.standing() == "active"
    await life.passes(1)
    assert await life.standing() == "terminated"
    assert life.postbox.subjects()[-2:] == ["Ügyfélkapuja hamarosan megszűnik", "Megszűnt az ügyfélkapuja"]
    assert await owner.tries() is Refused.WRONG
    assert ("end_gate", "done") in await life.entries()
    return gate_id


async def archived_for_five_years_and_evidence_until_the_twentieth(life: Life, gate_id: GateId) -> None:
    assert await opened(life, gate_id, ArchivePurpose.USE, approved_by="first") is NotOpened.NOT_APPROVED
    record = await opened(life, gate_id, ArchivePurpose.USE)
    assert isinstance(record, ArchivedRecord)
    assert (record.username, record.email, record.birth_place) == (USERNAME, EMAIL, "Hódmezővásárhely")
    await life.passes(5 * 366, step=400)
    assert await opened(life, gate_id, ArchivePurpose.USE) is NotOpened.PHASE
    assert isinstance(await opened(life, gate_id, ArchivePurpose.AUTHENTICITY), ArchivedRecord)
    await life.passes(14 * 365, step=800)
    assert await life.standing() == "terminated"
    said = [outcome for activity, outcome in await life.entries() if activity == "open_archived_record"]
    assert sorted(said) == ["done", "done", "not_approved", "phase"]


async def nothing_is_left_but_the_name(life: Life) -> None:
    await life.passes(2 * 365, step=800)
    assert await life.standing() is None
    for table in ("person", "gate", "archived_gate", "archive_request", "outbox", "registration_receipt"):
        assert not await life.site.counter.rows(table), table
    assert len(await life.site.counter.rows("reserved_username")) == 1
    assert ("delete_archived_record", "done") in await life.entries()
    case_id = await life.site.counter.opens(PERSON)
    assert isinstance(await life.site.counter.sends(case_id, USERNAME), Incomplete)
    assert isinstance(await life.site.counter.sends(case_id, "ujeletujnev"), Registered)


async def opened(
    life: Life, gate_id: GateId, purpose: ArchivePurpose, *, approved_by: str = "second"
) -> ArchivedRecord | NotOpened:
    """One asks, another approves, and the first opens."""
    world = life.owner.world
    wish = Wish(gate_id=gate_id, purpose=purpose, reason="court order 12/2031", asked_by="first")
    request_id = await ask_for_archived(world, wish)
    await approve_archived(world, request_id, approved_by=approved_by)
    return await open_archived(world, request_id, asked_by="first")
