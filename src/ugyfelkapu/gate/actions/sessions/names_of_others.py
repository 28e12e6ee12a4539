"""What the broker may know of people who are not signed in: their names, and that a mail reaches them (`identification.py`)."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from itertools import islice

from ugyfelkapu.foundation.database import Transaction
from ugyfelkapu.gate.actions.journal.owner_journal import Activity, DataSet, OwnerEvent, note
from ugyfelkapu.gate.actions.mail.letter import Facts, Occasion
from ugyfelkapu.gate.actions.mail.tell import Notice, tell
from ugyfelkapu.gate.domain.activation_code import Recipient
from ugyfelkapu.gate.domain.gate import GateId
from ugyfelkapu.gate.domain.organisation import Role, Standing
from ugyfelkapu.gate.ports import GateWorld
from ugyfelkapu.gate.store import gates, known_people, organisations
from ugyfelkapu.identification import (
    MOST_NAMES,
    KnownName,
    MandateNews,
    NameUse,
    News,
    Representation,
    RepresentationId,
    SubjectCode,
)

BROKER = "broker"

_SEEN = {NameUse.SHOW: Activity.SHOW_NAME, NameUse.RELEASE: Activity.RELEASE_NAME}
_OCCASIONS = {
    MandateNews.ACCEPTED: Occasion.MANDATE_ACCEPTED,
    MandateNews.WITHDRAWN: Occasion.MANDATE_WITHDRAWN,
    MandateNews.ENDED_BY_OWNER: Occasion.MANDATE_ENDED_BY_OWNER,
}


async def names_of(world: GateWorld, subject_codes: Iterable[SubjectCode], use: NameUse) -> Mapping[SubjectCode, KnownName]:
    """Names of people with a gate in use; the owner finds in the journal that it was told, and what for."""
    now, names = world.clock.now(), {}
    async with world.database.transaction() as tx:
        for subject_code in islice(subject_codes, MOST_NAMES):
            found = await known_people.gates_in_use(tx, subject_code)
            if found:
                names[subject_code] = KnownName(family_name=found[0].name.family_name, given_name=found[0].name.given_name)
                await _note(tx, found[0], _SEEN[use], now=now)
    return names


async def tell_of_mandate(world: GateWorld, news: News) -> None:
    """A letter to every gate in use; which services the mandate is for is not known here, and so not said."""
    now = world.clock.now()
    async with world.database.transaction() as tx:
        if not await known_people.tell_once(tx, news.reference, now=now):
            return
        for recipient in await known_people.gates_in_use(tx, news.subject_code):
            await tell(tx, world, Notice(occasion=_OCCASIONS[news.what], recipient=recipient, facts=Facts(at=now)), now=now)
            await _note(tx, recipient, Activity.TELL_OF_MANDATE, now=now)


async def representations_of(world: GateWorld, gate_id: GateId) -> tuple[Representation, ...]:
    """For which organisations the person of this gate may act at this instant, whichever gate they signed in with."""
    now = world.clock.now()
    gate = await gates.by_id(world.database.reader, gate_id)
    if gate is None or gate.person_id is None:
        return ()
    held = await organisations.of_person(world.database.reader, gate.person_id, now=now)
    return tuple(
        Representation(
            representation_id=RepresentationId(each.authorisation_id),
            short_name=each.organisation.short_name,
            krid=each.organisation.krid,
            name=each.organisation.name,
            scope=tuple(each.scope),
        )
        for each in held
        if each.role is Role.REPRESENTATIVE and each.standing(now) is Standing.IN_FORCE
    )


async def _note(tx: Transaction, recipient: Recipient, activity: Activity, *, now: datetime) -> None:
    event = OwnerEvent(
        at=now,
        activity=activity,
        data_set=DataSet.BARE_NAME,
        gate_id=recipient.gate_id,
        reason="asked_by_broker",
        actor=BROKER,
    )
    await note(tx, event)
