"""What a counter does on a gate that is there, for which reasons, and why not (`domain.md` R7, R9, R12, R16)."""

from dataclasses import dataclass
from enum import StrEnum

from ugyfelkapu.gate.domain.counter_case import CaseId
from ugyfelkapu.gate.domain.gate import GateId, Standing


class Service(StrEnum):
    """One thing a clerk does for somebody who stands there and has a gate."""

    RESET_PASSWORD = "reset_password"  # noqa: S105 - the name of a service, no secret
    REMOVE_FACTOR = "remove_factor"
    CHANGE_EMAIL = "change_email"
    PRINT_CODE = "print_code"
    SUSPEND = "suspend"
    LIFT = "lift"


class ServiceReason(StrEnum):
    """Why it is done. A closed list, so that nothing personal strays into the journal with the reason."""

    FORGOTTEN = "forgotten"
    LAPSED = "lapsed"
    NOT_ACTIVATED = "not_activated"
    FACTOR_LOST = "factor_lost"
    FACTOR_STOLEN = "factor_stolen"
    FACTOR_BROKEN = "factor_broken"
    ADDRESS_DEAD = "address_dead"
    ADDRESS_LOST = "address_lost"
    ADDRESS_MISSPELT = "address_misspelt"
    NO_MAIL = "no_mail"
    MISUSE = "misuse"
    OWNERS_WISH = "owners_wish"
    MISUSE_OVER = "misuse_over"


REASONS: dict[Service, tuple[ServiceReason, ...]] = {
    Service.RESET_PASSWORD: (
        ServiceReason.FORGOTTEN,
        ServiceReason.LAPSED,
        ServiceReason.NOT_ACTIVATED,
        ServiceReason.MISUSE,
    ),
    Service.REMOVE_FACTOR: (ServiceReason.FACTOR_LOST, ServiceReason.FACTOR_STOLEN, ServiceReason.FACTOR_BROKEN),
    Service.CHANGE_EMAIL: (ServiceReason.ADDRESS_DEAD, ServiceReason.ADDRESS_LOST, ServiceReason.ADDRESS_MISSPELT),
    Service.PRINT_CODE: (ServiceReason.NO_MAIL, ServiceReason.ADDRESS_DEAD, ServiceReason.ADDRESS_LOST),
    Service.SUSPEND: (ServiceReason.MISUSE, ServiceReason.FACTOR_STOLEN, ServiceReason.OWNERS_WISH),
    Service.LIFT: (ServiceReason.MISUSE_OVER, ServiceReason.OWNERS_WISH),
}

OFFERED: dict[Standing, tuple[Service, ...]] = {
    Standing.PROVISIONAL: (),
    Standing.REGISTERED: (Service.RESET_PASSWORD, Service.CHANGE_EMAIL, Service.PRINT_CODE),
    Standing.ACTIVE: (
        Service.RESET_PASSWORD,
        Service.REMOVE_FACTOR,
        Service.CHANGE_EMAIL,
        Service.PRINT_CODE,
        Service.SUSPEND,
    ),
    Standing.SUSPENDED: (Service.LIFT, Service.REMOVE_FACTOR, Service.CHANGE_EMAIL),
    Standing.TERMINATED: (),
}
"""A suspended gate gets no code: it is lifted first, and then its owner gets in again (`domain.md R12`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What a clerk wants done, in which case, on which gate, and why."""

    case_id: CaseId
    gate_id: GateId
    service: Service
    reason: ServiceReason


class LosableKind(StrEnum):
    """What of a second factor can be lost; the recovery codes are lost all together."""

    TOTP = "totp"
    PASSKEY = "passkey"
    RECOVERY_CODES = "recovery_codes"


class NotServed(StrEnum):
    """Why nothing was done; each has its own sentence for the clerk."""

    NO_CASE = "no_case"
    """No such case of this clerk is open, or the gate is not that of the case's person: which, is never said."""
    UNCONFIRMED = "unconfirmed"
    NOT_OFFERED = "not_offered"
    """The gate's standing does not allow it now."""
    ACTIVATION_OVER = "activation_over"
    """The registration was never activated in time; it is deleted within the hour, and registered anew (`domain.md R5`)."""
    NOTHING_TO_REMOVE = "nothing_to_remove"


def is_offered(service: Service, standing: Standing) -> bool:
    """Whether a gate that stands so may get this service."""
    return service in OFFERED[standing]


def is_reason(reason: ServiceReason, service: Service) -> bool:
    """Whether the reason belongs to the service."""
    return reason in REASONS[service]
