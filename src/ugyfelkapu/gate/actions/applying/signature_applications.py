"""Applications that wait for a signature: drafted, kept sealed, found by their one-time number, thrown away (`R2`)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec

from ugyfelkapu.foundation.database import Transaction
from ugyfelkapu.foundation.identifiers import identifier
from ugyfelkapu.foundation.policy import policy_at
from ugyfelkapu.foundation.throttle import Lane, Wait, take
from ugyfelkapu.gate.actions.fees.exemption import Claim, fault_of
from ugyfelkapu.gate.actions.journal.online_journal import Activity, OnlineEvent, note
from ugyfelkapu.gate.actions.registration.wish import Typed as TypedWish
from ugyfelkapu.gate.actions.registration.wish import Wish, WishFaults, read, taken
from ugyfelkapu.gate.domain.counter_case import Typed
from ugyfelkapu.gate.domain.policy import STANDING
from ugyfelkapu.gate.domain.registration import RefusalReason, RegistrationWay, document_refusal
from ugyfelkapu.gate.domain.secret import CODE_BYTES, SecretKind, code_digest, code_of
from ugyfelkapu.gate.domain.signature_application import ApplicationId, NoApplication, SignatureApplication, Waiting
from ugyfelkapu.gate.domain.username import fold_username
from ugyfelkapu.gate.ports import GateWorld
from ugyfelkapu.gate.store import gates, signature_applications

FREE_APPLICATIONS_NETWORK = 60
"""In a day, of one network: a row each."""

FREE_NUMBERS_NETWORK = 60
"""In a day: a number has 60 bits of chance."""

TYPED = "natural_identity, citizenship, document, username, email"


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """All that an application will say; nothing is kept yet."""

    application_id: ApplicationId
    number: str
    """One-time, and for its applicant alone: with it they come back."""
    typed: Typed
    wish: Wish
    made_at: datetime
    expires_at: datetime


async def draft(world: GateWorld, typed: Typed, wish: TypedWish, *, network: str) -> Draft | WishFaults | RefusalReason | Wait:
    """What the application will say. No register is asked, so nothing is learnt here about anybody but a user name."""
    now = world.clock.now()
    if reason := document_refusal(typed.document.document_type, typed.citizenship):
        return reason
    wished = read(wish)
    if isinstance(wished, WishFaults):
        return wished
    lane = Lane(key=f"gate/signature/application/{network}", free_tries=FREE_APPLICATIONS_NETWORK)
    async with world.database.transaction() as tx:
        if isinstance(admitted := await take(tx, (lane,), now=now), Wait):
            return admitted
        if await gates.is_taken(tx, fold_username(wished.username)):
            return WishFaults(username=await taken(tx, wished.username, typed.identity.current_name))
        if wished.certificate:
            claim = Claim(number=wished.certificate, identity=typed.identity, email=wished.email)
            if fault := await fault_of(tx, world, claim, now=now):
                return WishFaults(certificate=fault)
        policy = await policy_at(tx, STANDING, now=now)
    return Draft(
        application_id=ApplicationId(identifier(now)),
        number=code_of(SecretKind.SIGNATURE_APPLICATION, world.entropy.bytes(CODE_BYTES)),
        typed=typed,
        wish=wished,
        made_at=now,
        expires_at=now + timedelta(days=policy.signature_application_days),
    )


async def keep(world: GateWorld, drafted: Draft, pdf: bytes) -> None:
    """Let the application wait, sealed, with the document made of it."""
    digest = code_digest(SecretKind.SIGNATURE_APPLICATION, drafted.number, gate_id="")
    if digest is None:
        raise ValueError(drafted.application_id)
    application = SignatureApplication(
        typed=drafted.typed,
        username=drafted.wish.username,
        email=drafted.wish.email,
        language=drafted.wish.language,
        pdf=pdf,
        certificate=drafted.wish.certificate or "",
    )
    kept = signature_applications.Kept(
        application_id=drafted.application_id,
        sealed=world.box.seal(msgspec.msgpack.encode(application), context=drafted.application_id),
        made_at=drafted.made_at,
        expires_at=drafted.expires_at,
        ended_at=None,
    )
    async with world.database.transaction() as tx:
        await signature_applications.keep(tx, kept, code_digest=digest)
        await _note(tx, "kept", data_set=TYPED, at=drafted.made_at)


async def resume(world: GateWorld, number: str, *, network: str) -> Waiting | NoApplication | Wait:
    """The application of a number that somebody typed; wrong numbers are counted."""
    lane = Lane(key=f"gate/signature/number/{network}", free_tries=FREE_NUMBERS_NETWORK)
    async with world.database.transaction() as tx:
        if isinstance(admitted := await take(tx, (lane,), now=world.clock.now()), Wait):
            return admitted
    return await waiting(world, number)


async def waiting(world: GateWorld, number: str) -> Waiting | NoApplication:
    """The application of a number that this browser holds."""
    digest = code_digest(SecretKind.SIGNATURE_APPLICATION, number, gate_id="")
    kept = await signature_applications.find(world.database.reader, digest) if digest else None
    if kept is None:
        return NoApplication.UNKNOWN
    if kept.ended_at is not None:
        return NoApplication.USED
    if kept.expires_at <= world.clock.now():
        return NoApplication.EXPIRED
    content = world.box.open(kept.sealed, context=kept.application_id)
    return Waiting(
        application_id=kept.application_id,
        application=msgspec.msgpack.decode(content, type=SignatureApplication),
        made_at=kept.made_at,
        expires_at=kept.expires_at,
    )


def application_wish(application: SignatureApplication) -> TypedWish:
    """What an application asks for."""
    return TypedWish(
        username=application.username,
        email=application.email,
        language=application.language,
        certificate=application.certificate,
    )


async def throw_away(world: GateWorld, number: str) -> None:
    """Forget an application that its applicant does not want any more."""
    found = await waiting(world, number)
    if isinstance(found, NoApplication):
        return
    now = world.clock.now()
    async with world.database.transaction() as tx:
        if await signature_applications.end(tx, found.application_id, now=now):
            await _note(tx, "thrown_away", data_set="none", at=now)


async def _note(tx: Transaction, outcome: str, *, data_set: str, at: datetime) -> None:
    event = OnlineEvent(activity=Activity.APPLY, way=RegistrationWay.SIGNATURE, outcome=outcome, data_set=data_set)
    await note(tx, event, at=at)
