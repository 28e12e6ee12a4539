"""An application that waits for its payment: sealed with all it holds, found by the key in its address (`domain.md R11`)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec

from ugyfelkapu.foundation.database import Reader, Transaction
from ugyfelkapu.foundation.identifiers import identifier
from ugyfelkapu.foundation.policy import policy_at
from ugyfelkapu.gate.actions.fees.settlement import FeeDue
from ugyfelkapu.gate.actions.journal.payment_journal import Activity, PaymentEvent, note
from ugyfelkapu.gate.actions.registration.wish import Wish
from ugyfelkapu.gate.domain.counter_case import Answer
from ugyfelkapu.gate.domain.fee import FeeDecision
from ugyfelkapu.gate.domain.payment import ApplicationId
from ugyfelkapu.gate.domain.policy import STANDING
from ugyfelkapu.gate.domain.registration import RegistrationWay
from ugyfelkapu.gate.domain.secret import SECRET_BYTES, SecretKind, digest_of, made
from ugyfelkapu.gate.ports import GateWorld
from ugyfelkapu.gate.store import fee_decisions, paid_applications
from ugyfelkapu.gate.store.fee_decisions import Decided
from ugyfelkapu.gate.store.paid_applications import ApplicationState, PaidApplication

PAYMENT_PAGE = "/register/payment"


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What is sealed: how somebody proved who they are, what the register answered, and what they wish for."""

    way: RegistrationWay
    answer: Answer
    wish: Wish


@dataclass(frozen=True, slots=True, kw_only=True)
class MustPay:
    """The gate opens when this is paid, at this address of ours; nobody else can guess it."""

    decision: FeeDecision
    address: str
    application_id: ApplicationId
    expires_at: datetime


def payment_page(key: str) -> str:
    """The address of an application's payment, below the public one."""
    return f"{PAYMENT_PAGE}/{key}"


async def hold(tx: Transaction, world: GateWorld, held: Held, *, due: FeeDue, now: datetime) -> MustPay:
    """Keep the application sealed until it is paid, and the decision about its fee."""
    policy = await policy_at(tx, STANDING, now=now)
    application_id = ApplicationId(identifier(now))
    key, digest = made(SecretKind.PAID_APPLICATION, world.entropy.bytes(SECRET_BYTES))
    application = PaidApplication(
        application_id=application_id,
        state=ApplicationState.WAITING,
        sealed=world.box.seal(msgspec.json.encode(held), context=_context(application_id)),
        outcome="",
        expires_at=now + timedelta(hours=policy.payment_hours),
    )
    await paid_applications.keep(tx, application, digest, now=now)
    await fee_decisions.keep(tx, Decided(person_id=due.person_id, application_id=application_id), due.decision, now=now)
    event = PaymentEvent(
        activity=Activity.ASK_FEE,
        subject=due.person_id,
        application_id=application_id,
        outcome=due.decision.reason,
    )
    await note(tx, event, at=now)
    return MustPay(
        decision=due.decision,
        address=payment_page(key),
        application_id=application_id,
        expires_at=application.expires_at,
    )


async def of_key(reader: Reader, key: str) -> PaidApplication | None:
    """The application of an address."""
    digest = digest_of(SecretKind.PAID_APPLICATION, key)
    return await paid_applications.by_key(reader, digest) if digest else None


def unsealed(world: GateWorld, application: PaidApplication) -> Held | None:
    """What it holds, while it waits."""
    if application.sealed is None:
        return None
    opened = world.box.open(application.sealed, context=_context(application.application_id))
    return msgspec.json.decode(opened, type=Held)


def _context(application_id: ApplicationId) -> str:
    return f"paid_application:{application_id}"
