"""What the owner's own acts write into the journal: who did what and how it ended, never the data (`domain.md R17`)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from ugyfelkapu.foundation.database import Transaction
from ugyfelkapu.foundation.journal import AuditEntry, record

LEGAL_BASIS = "Dáptv. 44. §"
PURPOSE = "electronic_identification"
ORGANISATION = "operator"
SYSTEM = "system"
DONE = "done"


class Activity(StrEnum):
    """What happened."""

    ACTIVATE = "activate"
    SIGN_IN = "sign_in"
    SECOND_FACTOR = "second_factor"
    SIGN_OUT = "sign_out"
    CHANGE_PASSWORD = "change_password"  # noqa: S105 - the name of an activity, no secret
    ASK_FOR_PASSWORD = "request_password_reset"  # noqa: S105 - the name of an activity, no secret
    RESET_PASSWORD = "reset_password"  # noqa: S105 - the name of an activity, no secret
    RENEW_PASSWORD = "renew_expired_password"  # noqa: S105 - the name of an activity, no secret
    ENROL_FACTOR = "enrol_second_factor"
    RENAME_FACTOR = "rename_second_factor"
    REMOVE_FACTOR = "remove_second_factor"
    MAKE_RECOVERY_CODES = "make_recovery_codes"
    USE_RECOVERY_CODE = "use_recovery_code"
    SEND_SIGN_IN_CODE = "send_sign_in_code"
    STEP_UP = "step_up"
    SEND_CODE = "send_activation_code"
    WARN_OF_EXPIRY = "warn_of_password_expiry"
    DELETE_UNACTIVATED = "delete_unactivated_registration"
    IDENTIFY = "identify_to_broker"
    RELEASE_IDENTITY = "release_identity_data"
    SHOW_IDENTITY = "show_identity_data_for_consent"
    SHOW_NAME = "show_name_in_mandate"
    RELEASE_NAME = "release_name_of_principal"
    TELL_OF_MANDATE = "tell_of_mandate"
    COMPARE_IDENTITY = "compare_identity_data"
    VIEW_OFFICE = "view_office_gates"
    AUTHORISE = "authorise_for_organisation"
    ACCEPT_AUTHORISATION = "accept_authorisation"
    END_AUTHORISATION = "end_authorisation"
    PROVE_DOMAIN = "prove_domain_of_organisation"
    ASK_FOR_CORRECTION = "request_correction"
    VIEW_OWN_DATA = "view_own_data"
    READ_JOURNAL = "read_own_journal"
    COPY_OWN_DATA = "copy_own_data"
    FORGET_DEVICE = "forget_device"
    SUSPEND = "suspend_gate"
    LIFT = "lift_suspension"
    ASK_TO_END = "ask_to_end_gate"
    CONFIRM_END = "confirm_end_of_gate"
    TAKE_BACK_END = "take_back_end_of_gate"
    END_GATE = "end_gate"
    ASK_FOR_EMAIL = "ask_for_new_email"
    CHANGE_EMAIL = "change_email"
    UNDO_EMAIL = "undo_change_of_email"
    ASK_FOR_ARCHIVED = "ask_for_archived_record"
    APPROVE_ARCHIVED = "approve_opening_of_archived_record"
    OPEN_ARCHIVED = "open_archived_record"
    DELETE_ARCHIVED = "delete_archived_record"


class DataSet(StrEnum):
    """Which data were touched."""

    CREDENTIALS = "credentials"
    CONTACT = "username, email"
    NAME = "name, email, subject_code"
    BARE_NAME = "name"
    AUTHORISATION = "authorisation"
    IDENTITY = "natural_identity, citizenship"
    DEVICES = "devices"
    JOURNAL = "journal"
    PAYMENT = "payment"
    EVERYTHING = "natural_identity, citizenship, document, username, email, factors, devices, sessions, journal"
    REGISTERED = "natural_identity, citizenship, document, username, email"


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnerEvent:
    """One thing that happened to a gate."""

    at: datetime
    activity: Activity
    data_set: DataSet
    gate_id: str
    """Empty when no gate was found."""
    outcome: str = DONE
    reason: str = "owners_request"
    actor: str | None = None
    """`None`: the gate's owner."""
    organisation: str = ORGANISATION
    """Whose clerk acted."""
    technical: Mapping[str, str] = field(default_factory=dict)


def failed_try(activity: Activity, gate_id: str, *, outcome: str, address: str, at: datetime) -> OwnerEvent:
    """Somebody tried a password or a code in vain; who it was is not known."""
    return OwnerEvent(
        at=at,
        activity=activity,
        data_set=DataSet.CREDENTIALS,
        gate_id=gate_id,
        outcome=outcome,
        actor="",
        technical={"address": address},
    )


async def note(tx: Transaction, event: OwnerEvent) -> None:
    """Write it down."""
    await record(
        tx,
        AuditEntry(
            at=event.at,
            activity=event.activity,
            outcome=event.outcome,
            subject=event.gate_id,
            data_set=event.data_set,
            legal_basis=LEGAL_BASIS,
            purpose=PURPOSE,
            reason=event.reason,
            organisation=event.organisation,
            actor=event.gate_id if event.actor is None else event.actor,
            technical=event.technical,
        ),
    )
