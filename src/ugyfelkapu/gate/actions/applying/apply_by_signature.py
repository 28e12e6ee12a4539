"""Open a gate for whoever signed the application: the document, the signer and the register must agree (`domain.md R2`)."""

from dataclasses import dataclass
from datetime import datetime
from typing import assert_never

from ugyfelkapu.foundation.database import Transaction
from ugyfelkapu.foundation.page import states
from ugyfelkapu.foundation.throttle import Lane, Wait, take
from ugyfelkapu.gate.actions.applying.apply_online import OnlineRefused, Proven, apply_online
from ugyfelkapu.gate.actions.applying.held_application import MustPay
from ugyfelkapu.gate.actions.applying.signature_applications import application_wish, waiting
from ugyfelkapu.gate.actions.journal.online_journal import Activity, OnlineEvent, note
from ugyfelkapu.gate.actions.registration.open_gate import Opened
from ugyfelkapu.gate.actions.registration.wish import WishFaults, read
from ugyfelkapu.gate.domain.counter_case import Answer
from ugyfelkapu.gate.domain.registration import RefusalReason, RegistrationWay
from ugyfelkapu.gate.domain.signature_application import NoApplication, SignerFault, Waiting, bears, signer_fault
from ugyfelkapu.gate.domain.signed_document import SignatureFault, ValidSignature
from ugyfelkapu.gate.ports import Differs, Found, GateWorld, LookUp, NotFound, Unavailable
from ugyfelkapu.gate.store import signature_applications

FREE_UPLOADS_APPLICATION = 10
FREE_UPLOADS_NETWORK = 100
"""Of a day: each costs a process some time."""

_OURS = frozenset({SignatureFault.BUSY, SignatureFault.NOT_CONFIGURED})
"""What says nothing of the document."""

Applied = Opened | MustPay | WishFaults | OnlineRefused | SignatureFault | SignerFault | NoApplication | Wait


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """A waiting application with a valid signature of its applicant."""

    waiting: Waiting
    signature: ValidSignature


async def apply_by_signature(world: GateWorld, number: str, pdf: bytes, *, network: str) -> Applied:
    """The gate, the address where a further one is paid for, or what stands against it.

    After a fault of the document or of its signature the application goes on waiting; when the register has spoken, it is used
    up. The process that looks into the document and the register are asked outside any transaction, since both may be slow.
    """
    found = await waiting(world, number)
    if isinstance(found, NoApplication):
        return found
    now = world.clock.now()
    if isinstance(admitted := await _admitted(world, found, network=network), Wait):
        return admitted
    verdict = await world.signed_documents.validate(pdf, original=found.application.original, now=now)
    if isinstance(verdict, SignatureFault):
        return verdict if verdict in _OURS else await _refused(world, verdict)
    typed = found.application.typed
    if fault := signer_fault(verdict.signer, typed, state=states.alpha_2(typed.citizenship)):
        return await _refused(world, fault)
    return await _ask(world, Signed(waiting=found, signature=verdict))


async def _admitted(world: GateWorld, found: Waiting, *, network: str) -> Wait | None:
    lanes = (
        Lane(key=f"gate/signature/upload/1/{found.application_id}", free_tries=FREE_UPLOADS_APPLICATION),
        Lane(key=f"gate/signature/upload/2/{network}", free_tries=FREE_UPLOADS_NETWORK),
    )
    async with world.database.transaction() as tx:
        admitted = await take(tx, lanes, now=world.clock.now())
    return admitted if isinstance(admitted, Wait) else None


async def _refused(world: GateWorld, fault: SignatureFault | SignerFault) -> SignatureFault | SignerFault:
    async with world.database.transaction() as tx:
        await _note(tx, fault, technical={}, at=world.clock.now())
    return fault


async def _ask(world: GateWorld, signed: Signed) -> Applied:
    """The question is in the journal before a register hears it."""
    typed, application_id = signed.waiting.application.typed, signed.waiting.application_id
    async with world.database.transaction() as tx:
        evidence = {
            "certificate": signed.signature.certificate_digest.hex(),
            "document": signed.signature.document_digest.hex(),
            "signature": signed.signature.level.value,
        }
        await _note(tx, "asked", technical=evidence, at=world.clock.now())
    question = LookUp(document=typed.document, identity=typed.identity, case_reference=application_id)
    found = await world.registers.look_up(question)
    now = world.clock.now()
    match found:
        case Found():
            return await _settle(world, signed, found, now=now)
        case Differs():
            reason = RefusalReason.DIFFERS
        case NotFound():
            reason = RefusalReason.NOT_FOUND
        case Unavailable():
            async with world.database.transaction() as tx:
                await _note(tx, RefusalReason.REGISTER_UNAVAILABLE, technical={}, at=now)
            return OnlineRefused(reason=RefusalReason.REGISTER_UNAVAILABLE)
        case _:
            assert_never(found)
    async with world.database.transaction() as tx:
        return await _end_refused(tx, signed, reason, now=now)


async def _settle(world: GateWorld, signed: Signed, found: Found, *, now: datetime) -> Applied:
    application, person = signed.waiting.application, found.person
    wish = read(application_wish(application))
    if isinstance(wish, WishFaults):
        return wish
    proven = Proven(way=RegistrationWay.SIGNATURE, answer=Answer(register=found.register, person=person, record=found.record))
    async with world.database.transaction() as tx:
        same_person = bears(signed.signature.signer, person.identity.current_name)
        if person.citizenship != application.typed.citizenship or not same_person:
            return await _end_refused(tx, signed, RefusalReason.DIFFERS, now=now)
        if not await signature_applications.end(tx, signed.waiting.application_id, now=now):
            return NoApplication.USED  # of two uploads at once, the other was first
        return await apply_online(tx, world, proven, wish=wish, now=now)


async def _end_refused(
    tx: Transaction, signed: Signed, reason: RefusalReason, *, now: datetime
) -> OnlineRefused | NoApplication:
    """A mismatch deletes what was recorded (`domain.md R4`)."""
    if not await signature_applications.end(tx, signed.waiting.application_id, now=now):
        return NoApplication.USED
    await _note(tx, reason, technical={}, at=now)
    return OnlineRefused(reason=reason)


async def _note(tx: Transaction, outcome: str, *, technical: dict[str, str], at: datetime) -> None:
    event = OnlineEvent(activity=Activity.APPLY, way=RegistrationWay.SIGNATURE, outcome=outcome, technical=technical)
    await note(tx, event, at=at)
