"""The ways through the second step (`domain.md R16`): what may be shown for what, and in which order they are offered."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from ugyfelkapu.gate.domain.sign_in import Purpose
from ugyfelkapu.identification import IdentificationMethod


class Way(StrEnum):
    """What a person shows beside the password."""

    TOTP = "totp"
    PASSKEY = "passkey"
    RECOVERY_CODE = "recovery_code"
    EMAIL_CODE = "email_code"


ALLOWED: dict[Purpose, frozenset[Way]] = {
    Purpose.SIGN_IN: frozenset(Way),
    # The new password was let in by a mail already: who reads the mail must not have both (docs/security.md 9).
    Purpose.PASSWORD_RESET: frozenset({Way.TOTP, Way.PASSKEY, Way.RECOVERY_CODE}),
    # A suspension is lifted by a factor that was surely the owner's (domain.md R12): no paper, and no mail.
    Purpose.LIFT_SUSPENSION: frozenset({Way.TOTP, Way.PASSKEY}),
    # Only these two raise a level (domain.md R16).
    Purpose.STEP_UP: frozenset({Way.TOTP, Way.PASSKEY}),
}
METHODS: dict[Way, IdentificationMethod] = {
    Way.TOTP: IdentificationMethod.PASSWORD_TOTP,
    Way.PASSKEY: IdentificationMethod.PASSWORD_PASSKEY,
    Way.RECOVERY_CODE: IdentificationMethod.PASSWORD_RECOVERY_CODE,
    Way.EMAIL_CODE: IdentificationMethod.PASSWORD_EMAIL_CODE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FactorsHeld:
    """What a gate has, and when each kind was last used."""

    totp: int
    passkeys: int
    recovery_codes: int
    totp_used_at: datetime | None
    passkey_used_at: datetime | None


def ways_of(held: FactorsHeld, purpose: Purpose) -> list[Way]:
    """The ways this gate has, the last used factor first, then what is there for the day it is lost."""
    used = {Way.TOTP: held.totp_used_at, Way.PASSKEY: held.passkey_used_at}
    has = {Way.TOTP: held.totp > 0, Way.PASSKEY: held.passkeys > 0}
    factors = sorted((way for way in used if has[way]), key=lambda way: _age_rank(used[way]))
    spare = [Way.RECOVERY_CODE] if held.recovery_codes else []
    return [way for way in (*factors, *spare, Way.EMAIL_CODE) if way in ALLOWED[purpose]]


def _age_rank(used_at: datetime | None) -> float:
    """Newest first; what was never used comes last."""
    return -used_at.timestamp() if used_at else 0.0
