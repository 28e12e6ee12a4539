"""Prove who one is by the number of an eID card and the code handed over with it (`domain.md R2`)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from ugyfelkapu.foundation.identifiers import identifier
from ugyfelkapu.foundation.throttle import Wait
from ugyfelkapu.gate.actions.applying.card_sealing import sealed_answer
from ugyfelkapu.gate.actions.journal.online_journal import Activity, OnlineEvent, note
from ugyfelkapu.gate.actions.sessions.tries import Tries, card_code_tries
from ugyfelkapu.gate.domain.card_application import (
    LIFETIME_MINUTES,
    ApplicationStanding,
    CardApplication,
    CardApplicationId,
)
from ugyfelkapu.gate.domain.eid import CardCode, CardHolder, CodeRefused, registration_code_of
from ugyfelkapu.gate.domain.identity import document_number_of
from ugyfelkapu.gate.domain.registration import RegistrationWay
from ugyfelkapu.gate.domain.secret import SECRET_BYTES, SecretKind, made
from ugyfelkapu.gate.ports import EidWorld, Unavailable
from ugyfelkapu.gate.store import card_applications, card_payments
from ugyfelkapu.gate.store.card_applications import Holder

WAY = RegistrationWay.EID_CODE
ANSWERED = "natural_identity, citizenship, document"
UNDERWAY = "underway"
UNAVAILABLE = "register_unavailable"


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedCode:
    """Number and code as typed, and from where."""

    card_number: str
    code: str
    network: str
    browser_digest: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class CardProven:
    """The register knows whose card it is; whoever holds the secret goes on."""

    secret: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Underway:
    """This card's application is being settled at this very moment: the mail is about to come."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AwaitsPayment:
    """This card's application is there and waits for its fee; if nobody pays until then, the code is good again."""

    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class _Try:
    code: CardCode
    typed: TypedCode
    tries: Tries


Outcome = CardProven | Underway | AwaitsPayment | CodeRefused | Unavailable | Wait


async def prove_by_code(world: EidWorld, typed: TypedCode) -> Outcome:
    """Ask the register; a number and a code of no possible shape are wrong like others, and counted like them."""
    now = world.gate.clock.now()
    number, code = document_number_of(typed.card_number), registration_code_of(typed.code)
    tries = card_code_tries(number or "", typed.network, now=now)
    admitted = await tries.take(world.gate.database, now=now)
    if isinstance(admitted, Wait):
        return admitted
    if number is None or code is None:
        return await _refused(world, CodeRefused.WRONG, now=now)
    reference = await _reference(world, number, now=now)
    asked = CardCode(card_number=number, code=code, reference=reference)
    outcome = await world.register.prove_code(asked)
    if isinstance(outcome, CardHolder):
        return await _proven(world, _Try(code=asked, typed=typed, tries=tries), outcome, now=now)
    return await _refused(world, outcome, now=now)


async def _reference(world: EidWorld, card_number: str, *, now: datetime) -> CardApplicationId:
    """The one this card's application has already, so that a code used up before a crash still opens its gate."""
    known = await card_applications.of_card(world.gate.database.reader, card_digest(card_number), now=now)
    return known or CardApplicationId(identifier(now))


async def _proven(world: EidWorld, asked: _Try, holder: CardHolder, *, now: datetime) -> CardProven | Underway | AwaitsPayment:
    application_id = CardApplicationId(asked.code.reference)
    secret, digest = made(SecretKind.EID_APPLICATION, world.gate.entropy.bytes(SECRET_BYTES))
    application = CardApplication(
        application_id=application_id,
        way=WAY,
        standing=ApplicationStanding.PROVEN,
        sealed_answer=sealed_answer(world.gate, application_id, holder),
        sealed_wish=None,
    )
    async with world.gate.database.transaction() as tx:
        await asked.tries.forget(tx)
        kept = await card_applications.prove(
            tx,
            application,
            Holder(browser_digest=asked.typed.browser_digest, secret_digest=digest),
            card_digest=card_digest(asked.code.card_number),
            expires_at=now + timedelta(minutes=LIFETIME_MINUTES),
        )
        outcome = "done" if kept else UNDERWAY
        event = OnlineEvent(activity=Activity.PROVE, way=WAY, outcome=outcome, data_set=ANSWERED, technical=_names(asked.code))
        await note(tx, event, at=now)
        until = None if kept else await card_payments.waits_until(tx, card_digest(asked.code.card_number))
    if until:
        return AwaitsPayment(until=until)
    return CardProven(secret=secret) if kept else Underway()


async def _refused(world: EidWorld, outcome: CodeRefused | Unavailable, *, now: datetime) -> CodeRefused | Unavailable:
    reason = UNAVAILABLE if isinstance(outcome, Unavailable) else outcome.value
    async with world.gate.database.transaction() as tx:
        await note(tx, OnlineEvent(activity=Activity.APPLY, way=WAY, outcome=reason), at=now)
    return outcome


def card_digest(card_number: str) -> bytes:
    """By what an application is found again by its card; it hides little, and goes with the application."""
    return sha256(f"card/{card_number}".encode()).digest()


def _names(code: CardCode) -> dict[str, str]:
    return {"application": code.reference}
