"""Levels and methods as the protocols spell them (`protocols.md`: `acr`, `amr`)."""

from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A way to be signed in that a service accepts: at least this level, by one of these methods."""

    level: AssuranceLevel
    methods: tuple[IdentificationMethod, ...]
    """Empty: by any."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelWish:
    """Which levels a service will have, in the order of its liking; each stands for itself and what is surer."""

    levels: tuple[AssuranceLevel, ...]
    """Empty: it did not say, so any will do."""
    is_essential: bool
    """Whether `acr` must be one of them literally (OpenID Connect Core section 5.5.1.1)."""
    ways: tuple[Way, ...] = ()
    """Empty: the levels alone count. SAML alone can ask for methods (`domain/saml_context.py`)."""

    @property
    def first(self) -> AssuranceLevel:
        """What the gate is asked for first."""
        return self.levels[0] if self.levels else AssuranceLevel.LOW

    @property
    def least(self) -> AssuranceLevel:
        """Below this nothing is answered."""
        return min(self.levels, key=lambda level: level.rank, default=AssuranceLevel.LOW)

    def is_open_to(self, level: AssuranceLevel, method: IdentificationMethod) -> bool:
        """Whether somebody signed in so is what was asked for, as far as methods were."""
        if not self.ways:
            return True
        return any(level.rank >= way.level.rank and (not way.methods or method in way.methods) for way in self.ways)

    def told(self, reached: AssuranceLevel) -> AssuranceLevel | None:
        """What `acr` says instead of the level reached, where only one of the asked values may stand there."""
        if not self.is_essential:
            return None
        fitting = [level for level in self.levels if level.rank <= reached.rank]
        return max(fitting, key=lambda level: level.rank, default=None)


ANY_LEVEL = LevelWish(levels=(), is_essential=False)


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
