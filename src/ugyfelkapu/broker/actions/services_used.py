"""Every service with what it learned and when, for the person themselves (`domain.md R15`, Ekszt. 19. § (4))."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from ugyfelkapu.broker.actions.entries import own_view_entry, withdrawal_entry
from ugyfelkapu.broker.actions.own_mandates import Names, names_of_parties
from ugyfelkapu.broker.domain.releases import GivenConsent, Release, Used
from ugyfelkapu.broker.domain.relying_party import ClientId, RelyingParty
from ugyfelkapu.broker.domain.session import BrokerSession
from ugyfelkapu.broker.ports import BrokerWorld
from ugyfelkapu.broker.store import consents, families, releases, relying_parties
from ugyfelkapu.foundation.database import Reader
from ugyfelkapu.foundation.journal import record
from ugyfelkapu.foundation.journal_reading import NEWEST, Place

SHOWN = 20
COPIED_AT_ONCE = 500
MOST_COPIED = 50_000
"""Ten years of a dozen sign-ons a day."""

Parties = dict[ClientId, RelyingParty | None]


class Look(StrEnum):
    """What for, as the journal has it."""

    VIEW = "view_services_used"
    COPY = "copy_services_used"


@dataclass(frozen=True, slots=True, kw_only=True)
class ServicesUsed:
    """What the page shows, or the copy holds."""

    consents: list[GivenConsent]
    used: list[Used]
    releases: list[Release]
    names: Names
    """Of the other parties of mandates, as far as the gate still tells them."""
    older: str
    """Where the next page begins; empty on the last one."""


async def services_used(world: BrokerWorld, session: BrokerSession, *, place: Place) -> ServicesUsed:
    """One page of the person's services; that it was looked at is in the journal."""
    await _note(world, session, Look.VIEW)
    lines = await releases.page(world.database.reader, session.subject_code, place=place, many=SHOWN + 1)
    older = lines[SHOWN - 1].entry_id if len(lines) > SHOWN else ""
    return await _gathered(world, session, lines[:SHOWN], older=older)


async def copy_of_services_used(world: BrokerWorld, session: BrokerSession) -> ServicesUsed:
    """All of it, read in short pieces so that nobody else waits."""
    await _note(world, session, Look.COPY)
    lines: list[releases.Line] = []
    place = NEWEST
    while len(lines) < MOST_COPIED:
        piece = await releases.page(world.database.reader, session.subject_code, place=place, many=COPIED_AT_ONCE)
        lines += piece
        if len(piece) < COPIED_AT_ONCE:
            break
        place = Place(before=piece[-1].entry_id)
    return await _gathered(world, session, lines, older="")


async def withdraw_consent(world: BrokerWorld, session: BrokerSession, client_id: ClientId) -> bool:
    """Take a consent back; from this instant no token brings identity data any more. `False`: there was none."""
    now = world.clock.now()
    party = await relying_parties.find_ever(world.database.reader, client_id)
    async with world.database.transaction() as tx:
        withdrawn = await consents.end(tx, session.subject_code, client_id)
        if withdrawn is None:
            return False
        await families.end_renewable(tx, session.subject_code, client_id, now=now)
        entry = withdrawal_entry(party, client_id, session.subject_code, data_set=withdrawn.data_set, now=now)
        await record(tx, entry)
    return True


async def _note(world: BrokerWorld, session: BrokerSession, look: Look) -> None:
    async with world.database.transaction() as tx:
        await record(tx, own_view_entry(session.subject_code, activity=look, now=world.clock.now()))


async def _gathered(world: BrokerWorld, session: BrokerSession, lines: list[releases.Line], *, older: str) -> ServicesUsed:
    reader, subject = world.database.reader, session.subject_code
    sums, given = await releases.sums(reader, subject), await consents.of_subject(reader, subject)
    named = [line.client_id for line in lines] + [each.client_id for each in sums] + [client_id for client_id, _ in given]
    parties = await _parties(reader, named)
    behalves = [each.behalf for each in sums] + [line.behalf for line in lines]
    return ServicesUsed(
        consents=[GivenConsent(client_id=client, party=parties[client], consent=consent) for client, consent in given],
        used=[_used(each, parties) for each in sums],
        releases=[_release(line, parties) for line in lines],
        names=await names_of_parties(world, [behalf.other for behalf in behalves if behalf and behalf.other]),
        older=older,
    )


async def _parties(reader: Reader, named: Iterable[ClientId]) -> Parties:
    return {client_id: await relying_parties.find_ever(reader, client_id) for client_id in dict.fromkeys(named)}


def _used(each: releases.Sum, parties: Parties) -> Used:
    return Used(
        client_id=each.client_id,
        party=parties[each.client_id],
        behalf=each.behalf,
        data_set=tuple(each.data_set.split()),
        legal_basis=each.legal_basis,
        times=each.times,
        first_at=each.first_at,
        last_at=each.last_at,
    )


def _release(line: releases.Line, parties: Parties) -> Release:
    return Release(
        at=line.at,
        client_id=line.client_id,
        party=parties[line.client_id],
        behalf=line.behalf,
        is_sign_on=line.is_sign_on,
        data_set=tuple(line.data_set.split()),
        legal_basis=line.legal_basis,
    )
