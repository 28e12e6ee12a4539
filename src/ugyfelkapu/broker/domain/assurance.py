"""Levels and methods as the protocols spell them (`protocols.md`: `acr`, `amr`)."""

from typing import assert_never

from ugyfelkapu.identification import AssuranceLevel, IdentificationMethod

_LOA = "http://eidas.europa.eu/LoA/"


def acr_of(level: AssuranceLevel) -> str:
    """The eIDAS URI of a level (`protocols.md`)."""
    return _LOA + level.value


ACR_VALUES = tuple(acr_of(level) for level in AssuranceLevel)


def level_of(acr: str) -> AssuranceLevel | None:
    """The level an `acr` value names; `None` for one we do not know (OpenID Connect Core section 3.1.2.1)."""
    return next((level for level in AssuranceLevel if acr_of(level) == acr), None)


def amr_of(method: IdentificationMethod) -> tuple[str, ...]:
    """How the person proved themselves (RFC 8176 section 2)."""
    match method:
        case IdentificationMethod.PASSWORD:
            return ("pwd",)
        case IdentificationMethod.PASSWORD_TOTP:
            return ("pwd", "otp", "mfa")
        case IdentificationMethod.PASSWORD_PASSKEY:
            return ("pwd", "pop", "mfa")
        case IdentificationMethod.PASSKEY:
            return ("pop", "user", "mfa")
        case IdentificationMethod.PASSWORD_RECOVERY_CODE:
            return ("pwd", "otp")
        case IdentificationMethod.PASSWORD_EMAIL_CODE:
            return ("pwd", "mca")
        case _:
            assert_never(method)
