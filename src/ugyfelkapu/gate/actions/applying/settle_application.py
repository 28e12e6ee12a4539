"""From a wish to a gate, for somebody whose eID card proved who they are (`domain.md` R2, R5).

The wish is written down first; then the register uses the code up, under the application's own number; then the gate is opened.
Killed between any two of these, the worker goes on: the register answers the same number the same way, and the application is
claimed by one of them alone.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from ugyfelkapu.foundation.database import Transaction
from ugyfelkapu.gate.actions.applying.apply_online import OnlineRefused, Proven, apply_online, refuse_ahead
from ugyfelkapu.gate.actions.applying.card_sealing import answer_of, sealed_wish, wish_of
from ugyfelkapu.gate.actions.applying.held_application import MustPay
from ugyfelkapu.gate.actions.journal.online_journal import Activity, OnlineEvent, note
from ugyfelkapu.gate.actions.registration import wish
from ugyfelkapu.gate.actions.registration.open_gate import Opened
from ugyfelkapu.gate.actions.registration.wish import Wish, WishFaults
from ugyfelkapu.gate.domain.card_application import (
    CHOOSING,
    CODE_USED_DAYS,
    LIFETIME_MINUTES,
    ApplicationStanding,
    CardApplication,
    CardApplicationId,
)
from ugyfelkapu.gate.domain.counter_case import Answer
from ugyfelkapu.gate.domain.eid import CodeUse
from ugyfelkapu.gate.domain.identity import PersonName
from ugyfelkapu.gate.domain.registration import RefusalReason, RegistrationWay
from ugyfelkapu.gate.domain.secret import SecretKind, digest_of
from ugyfelkapu.gate.domain.username import fold_username
from ugyfelkapu.gate.ports import EidWorld, Gone, Unavailable
from ugyfelkapu.gate.store import card_applications, card_payments, gates

LEFT_BEHIND = timedelta(seconds=30)
"""Longer than the register is waited for: until then the applicant's own request is at it."""

SETTLED_AT_ONCE = 20
CODE_LOST = "code_lost"


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeLost:
    """Somebody showed the same code elsewhere since; the newest goes on, this one ends."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OnItsWay:
    """The wish is written down and will be settled by itself: the register does not answer, or another is at it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoApplication:
    """This browser has none, or not any more."""


Settled = Opened | MustPay | WishFaults | OnlineRefused | CodeLost | OnItsWay | NoApplication


async def name_of(world: EidWorld, secret: str) -> PersonName | OnItsWay | None:
    """Who may choose a user name in this browser; `OnItsWay` once they have; `None`: nobody."""
    application = await _of(world, secret)
    if application is None:
        return None
    if application.standing not in CHOOSING:
        return OnItsWay()
    return answer_of(world.gate, application).person.identity.current_name


async def apply_with_card(world: EidWorld, secret: str, typed: wish.Typed) -> Settled:
    """Write the wish down, and settle it at once if the register answers."""
    application = await _of(world, secret)
    if application is None:
        return NoApplication()
    if application.standing not in CHOOSING:
        return OnItsWay()
    wished = wish.read(typed)
    if isinstance(wished, WishFaults):
        return wished
    if await gates.is_taken(world.gate.database.reader, fold_username(wished.username)):
        name = answer_of(world.gate, application).person.identity.current_name
        return WishFaults(username=await wish.taken(world.gate.database.reader, wished.username, name))
    if refused := await _refused_ahead(world, application, wished):
        return refused
    sealed = sealed_wish(world.gate, application.application_id, wished)
    digest, now = digest_of(SecretKind.EID_APPLICATION, secret), world.gate.clock.now()
    async with world.gate.database.transaction() as tx:
        kept = digest and await card_applications.keep_wish(tx, digest, sealed_wish=sealed, now=now)
    return await settle(world, kept.application_id) if kept else OnItsWay()


async def _refused_ahead(world: EidWorld, application: CardApplication, wished: Wish) -> OnlineRefused | WishFaults | None:
    """What stands against a gate already: then the code stays unused, and but for a fault of the wish the application ends."""
    now, answer = world.gate.clock.now(), answer_of(world.gate, application)
    async with world.gate.database.transaction() as tx:
        proven = Proven(way=application.way, answer=answer)
        refused = await refuse_ahead(tx, world.gate, proven, wish=wished, now=now)
        if isinstance(refused, OnlineRefused):
            await card_applications.close(tx, application.application_id)
        return refused


async def settle(world: EidWorld, application_id: CardApplicationId) -> Settled:
    """Use the code up, and open the gate; the same whether the applicant or the worker comes first."""
    application = await card_applications.settling(world.gate.database.reader, application_id)
    if application is None:
        return OnItsWay()
    use = await _use_up(world, application)
    known = await _asked_again(world, application)
    now = world.gate.clock.now()
    async with world.gate.database.transaction() as tx:
        if isinstance(use, Unavailable) or isinstance(known, Unavailable):
            await card_applications.put_off(tx, application_id, now=now)
            return OnItsWay()
        if not await _claim(tx, application, now=now):
            return OnItsWay()
        if use is CodeUse.LOST:
            return await _lost(tx, application, now=now)
        if isinstance(known, Gone):
            return await _gone(tx, application, now=now)
        return await _open(tx, world, application, answer=known, now=now)


async def settle_left_behind(world: EidWorld) -> int:
    """For the worker: settle what a crash or a silent register left behind; how many it tried."""
    before = world.gate.clock.now() - LEFT_BEHIND
    left = await card_applications.left_behind(world.gate.database.reader, before=before, many=SETTLED_AT_ONCE)
    for application_id in left:
        await settle(world, application_id)
    return len(left)


async def _of(world: EidWorld, secret: str) -> CardApplication | None:
    digest = digest_of(SecretKind.EID_APPLICATION, secret)
    if digest is None:
        return None
    return await card_applications.of_secret(world.gate.database.reader, digest, now=world.gate.clock.now())


async def _use_up(world: EidWorld, application: CardApplication) -> CodeUse | Unavailable:
    """A card that was shown has no code to use up."""
    if application.way is not RegistrationWay.EID_CODE:
        return CodeUse.USED
    number = answer_of(world.gate, application).person.document.document_number
    return await world.register.use_up(number, reference=application.application_id)


async def _asked_again(world: EidWorld, application: CardApplication) -> Answer | Gone | Unavailable:
    """What the register says now: a used code opens a gate weeks later, and its holder may have died since (`domain.md R4`)."""
    answer = answer_of(world.gate, application)
    if application.way is not RegistrationWay.EID_CODE:
        return answer
    number = answer.person.document.document_number
    holder = await world.register.holder_of(number, reference=application.application_id)
    if isinstance(holder, Gone | Unavailable):
        return holder
    return Answer(register=holder.register, person=holder.person, record=holder.record)


async def _claim(tx: Transaction, application: CardApplication, *, now: datetime) -> bool:
    """What it falls back to when the name is taken: the proof still stands, and a used code opens no other application."""
    if application.way is RegistrationWay.EID_CODE:
        standing, expires_at = ApplicationStanding.CODE_USED, now + timedelta(days=CODE_USED_DAYS)
    else:
        standing, expires_at = ApplicationStanding.PROVEN, now + timedelta(minutes=LIFETIME_MINUTES)
    return await card_applications.claim(tx, application.application_id, standing=standing, expires_at=expires_at)


async def _open(
    tx: Transaction, world: EidWorld, application: CardApplication, *, answer: Answer, now: datetime
) -> Opened | MustPay | WishFaults | OnlineRefused:
    proven = Proven(way=application.way, answer=answer)
    outcome = await apply_online(tx, world.gate, proven, wish=wish_of(world.gate, application), now=now)
    if isinstance(outcome, MustPay) and application.way is RegistrationWay.EID_CODE:
        await card_payments.wait(tx, application.application_id, outcome.application_id, expires_at=outcome.expires_at)
    elif not isinstance(outcome, WishFaults):
        await card_applications.close(tx, application.application_id)
    return outcome


async def _gone(tx: Transaction, application: CardApplication, *, now: datetime) -> OnlineRefused:
    await card_applications.close(tx, application.application_id)
    refused = OnlineRefused(reason=RefusalReason.NOT_FOUND)
    await note(tx, OnlineEvent(activity=Activity.APPLY, way=application.way, outcome=refused.reason), at=now)
    return refused


async def _lost(tx: Transaction, application: CardApplication, *, now: datetime) -> CodeLost:
    await card_applications.close(tx, application.application_id)
    await note(tx, OnlineEvent(activity=Activity.APPLY, way=application.way, outcome=CODE_LOST), at=now)
    return CodeLost()
