"""Prove who one is by possession of an eID card: its certificate, shown over TLS on a host name of its own (`domain.md R2`).

The application begins in a browser on the site; the card is shown on the other host, and what comes back is a ticket.
Ticket and browser must belong together: whoever sends somebody else to the card's page gets nothing, nor does whoever steals
the ticket.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from ugyfelkapu.foundation.identifiers import identifier
from ugyfelkapu.foundation.throttle import Wait
from ugyfelkapu.gate.actions.applying.card_sealing import sealed_answer
from ugyfelkapu.gate.actions.applying.prove_by_code import ANSWERED, UNAVAILABLE
from ugyfelkapu.gate.actions.journal.online_journal import Activity, OnlineEvent, note
from ugyfelkapu.gate.actions.sessions.tries import card_tries
from ugyfelkapu.gate.domain.card_application import LIFETIME_MINUTES, CardApplicationId
from ugyfelkapu.gate.domain.eid import CardHolder, CertificateFault, ValidCard
from ugyfelkapu.gate.domain.registration import RegistrationWay
from ugyfelkapu.gate.domain.secret import SECRET_BYTES, SecretKind, digest_of, made
from ugyfelkapu.gate.ports import EidWorld, GateWorld, Gone, Unavailable
from ugyfelkapu.gate.store import card_applications
from ugyfelkapu.gate.store.card_applications import Holder

WAY = RegistrationWay.EID_CARD
NOT_REGISTERED = "card_not_registered"


@dataclass(frozen=True, slots=True, kw_only=True)
class CardShown:
    """The card holds, and the register knows its holder; the browser goes back with the ticket."""

    ticket: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NothingWaits:
    """No application waits for a card under this number, or not any more."""


CardRefusal = CertificateFault | Gone | Unavailable | NothingWaits | Wait


async def begin_with_card(world: GateWorld, *, browser_digest: bytes, network: str) -> CardApplicationId | Wait:
    """A new application that waits for its card."""
    now = world.clock.now()
    admitted = await card_tries(network, now=now).take(world.database, now=now)
    if isinstance(admitted, Wait):
        return admitted
    application_id = CardApplicationId(identifier(now))
    async with world.database.transaction() as tx:
        expires_at = now + timedelta(minutes=LIFETIME_MINUTES)
        await card_applications.begin(tx, application_id, browser_digest=browser_digest, expires_at=expires_at)
    return application_id


async def show_card(world: EidWorld, application_id: CardApplicationId, pem: str, *, network: str) -> CardShown | CardRefusal:
    """Look whether the certificate holds, and ask the register whose card it is; every refusal is in the journal."""
    now = world.gate.clock.now()
    admitted = await card_tries(network, now=now).take(world.gate.database, now=now)
    if isinstance(admitted, Wait):
        return admitted
    if not await card_applications.waits_for_card(world.gate.database.reader, application_id, now=now):
        return NothingWaits()
    outcome = await _holder(world, application_id, pem, now=now)
    if isinstance(outcome, CardHolder):
        return await _shown(world.gate, application_id, outcome, now=now)
    await _note(world.gate, _reason(outcome), application_id, now=now)
    return outcome


async def arrive(world: GateWorld, ticket: str, *, browser_digest: bytes) -> str | None:
    """The secret with which the browser that began goes on; `None`: another browser, or a ticket used or too old."""
    digest, now = digest_of(SecretKind.EID_TICKET, ticket), world.clock.now()
    if digest is None:
        return None
    secret, secret_digest = made(SecretKind.EID_APPLICATION, world.entropy.bytes(SECRET_BYTES))
    holder = Holder(browser_digest=browser_digest, secret_digest=secret_digest)
    async with world.database.transaction() as tx:
        return secret if await card_applications.arrive(tx, digest, holder, now=now) else None


async def note_forged(world: GateWorld, reason: str, *, network: str, address: str) -> None:
    """Write down that a certificate came as the proxy would never bring it; not more often than cards may be shown."""
    now = world.clock.now()
    if isinstance(await card_tries(network, now=now).take(world.database, now=now), Wait):
        return
    technical = {"reason": reason, "address": address}
    event = OnlineEvent(activity=Activity.FORGED_CERTIFICATE, way=WAY, outcome="refused", technical=technical)
    async with world.database.transaction() as tx:
        await note(tx, event, at=now)


async def _holder(
    world: EidWorld, application_id: CardApplicationId, pem: str, *, now: datetime
) -> CardHolder | CertificateFault | Gone | Unavailable:
    card = await world.certificates.validate(pem, now=now)
    if not isinstance(card, ValidCard):
        return card
    return await world.register.holder_of(card.card_number, reference=application_id)


async def _shown(
    world: GateWorld, application_id: CardApplicationId, holder: CardHolder, *, now: datetime
) -> CardShown | NothingWaits:
    ticket, digest = made(SecretKind.EID_TICKET, world.entropy.bytes(SECRET_BYTES))
    sealed = sealed_answer(world, application_id, holder)
    async with world.database.transaction() as tx:
        if not await card_applications.show(tx, application_id, sealed_answer=sealed, ticket_digest=digest, now=now):
            return NothingWaits()
        technical = {"application": application_id}
        event = OnlineEvent(activity=Activity.PROVE, way=WAY, outcome="done", data_set=ANSWERED, technical=technical)
        await note(tx, event, at=now)
    return CardShown(ticket=ticket)


def _reason(outcome: CertificateFault | Gone | Unavailable) -> str:
    match outcome:
        case Gone():
            return NOT_REGISTERED
        case Unavailable():
            return UNAVAILABLE
        case _:
            return outcome.value


async def _note(world: GateWorld, reason: str, application_id: CardApplicationId, *, now: datetime) -> None:
    event = OnlineEvent(activity=Activity.APPLY, way=WAY, outcome=reason, technical={"application": application_id})
    async with world.database.transaction() as tx:
        await note(tx, event, at=now)
