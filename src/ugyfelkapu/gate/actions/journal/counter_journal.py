"""What the counter writes into the journal: who did what in which case, never the data themselves (`domain.md R17`)."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from ugyfelkapu.foundation.database import Transaction
from ugyfelkapu.foundation.journal import AuditEntry, record
from ugyfelkapu.gate.domain.counter_case import CaseId
from ugyfelkapu.gate.domain.office import BodyId, Clerk, ClerkId
from ugyfelkapu.gate.domain.person import PersonId

LEGAL_BASIS = "Dáptv. 42. §"
PURPOSE = "registration_in_person"
SERVICE = "service_in_person"
DONE = "done"
ASKED = "asked"


class Activity(StrEnum):
    """What happened at a counter."""

    LOOK_UP = "register_look_up"
    SHOW_PORTRAIT = "register_show_portrait"
    SHOW_SIGNATURE = "register_show_signature"
    REFUSE = "refuse_registration"
    REGISTER = "register_at_counter"
    ABANDON = "close_abandoned_case"
    SHOW_RECEIPT = "show_registration_receipt"
    CONFIRM = "confirm_identity_at_counter"
    SHOW_GATE = "show_gate_at_counter"
    CLOSE = "close_counter_case"
    RESET_PASSWORD = "reset_password_at_counter"  # noqa: S105 - the name of an activity, no secret
    REMOVE_FACTOR = "remove_factor_at_counter"
    CHANGE_EMAIL = "change_email_at_counter"
    PRINT_CODE = "make_printed_code"
    PRINT = "print_code_once"
    SUSPEND = "suspend_at_counter"
    ANSWER_CORRECTION = "answer_correction_request"
    LIFT = "lift_suspension_at_counter"
    ENTER_FOREIGNER = "enter_foreigner_in_3nyt"
    SHOW_HOME_APPLICATION = "show_application_begun_at_home"
    TAKE_FEE = "take_fee_at_counter"
    HAND_BACK_FEE = "hand_back_fee_at_counter"


class DataSet(StrEnum):
    """Which data were touched."""

    REGISTER_ANSWER = "natural_identity, citizenship, document"
    ENTRY = "natural_identity, citizenship, document, portrait, signature"
    PORTRAIT = "portrait"
    SIGNATURE = "signature"
    REGISTRATION = "natural_identity, citizenship, document, username, email"
    RECEIPT = "name, username, email"
    GATE = "username, email, standing, credentials"
    CREDENTIALS = "credentials"
    CONTACT = "username, email"
    PAYMENT = "payment"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class CounterEvent:
    """One thing that happened at a counter."""

    at: datetime
    activity: Activity
    data_set: DataSet
    outcome: str
    case_id: CaseId
    reason: str = "applicant_at_the_counter"
    subject: PersonId | None = None
    """`None`: the person is not in the client register; the case's later entry names them if they come into it."""
    technical: Mapping[str, str] = field(default_factory=dict)
    purpose: str = PURPOSE


async def note(tx: Transaction, clerk: Clerk, event: CounterEvent) -> None:
    """Write down what a clerk did."""
    await _write(tx, event, organisation=clerk.body.body_id, actor=clerk.clerk_id)


async def note_of_system(tx: Transaction, event: CounterEvent, *, clerk_id: ClerkId) -> None:
    """Write down what the system did with a clerk's case."""
    told = replace(event, technical={"clerk": clerk_id})
    await _write(tx, told, organisation=BodyId("operator"), actor=ClerkId("system"))


async def _write(tx: Transaction, event: CounterEvent, *, organisation: BodyId, actor: ClerkId) -> None:
    await record(
        tx,
        AuditEntry(
            at=event.at,
            activity=event.activity,
            outcome=event.outcome,
            subject=event.subject or "",
            data_set=event.data_set,
            legal_basis=LEGAL_BASIS,
            purpose=event.purpose,
            reason=event.reason,
            organisation=organisation,
            actor=actor,
            technical={"case": event.case_id, **event.technical},
        ),
    )
