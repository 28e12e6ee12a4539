"""Claims in words: their names and their values."""

from collections.abc import Mapping
from datetime import UTC, datetime

from ugyfelkapu.demo.services.learned import KNOWN_CLAIMS, LearnedClaim
from ugyfelkapu.demo.services.wording import CATALOGUES
from ugyfelkapu.foundation.page import Language, wording

INSTANTS = ("auth_time", "iat", "exp", "nbf")
LATEST_INSTANT = 253_402_300_799
"""The last second of the year 9999, after which Python knows no dates."""
_LEVELS = {"low", "substantial", "high"}


def claim_name(claim: LearnedClaim, language: Language) -> str:
    """What a claim is called; a claim we do not know is shown all the same."""
    text = CATALOGUES[language].text
    return text(f"demo_claim.{claim.name}") if claim.name in KNOWN_CLAIMS else text("demo_claim.other")


def claim_value(claim: LearnedClaim, language: Language) -> str:
    """What a claim says; instants, levels and yes or no in plain words beside the raw value."""
    value = claim.value
    text = CATALOGUES[language].text
    if claim.name in INSTANTS and isinstance(value, int) and 0 <= value <= LATEST_INSTANT:
        return f"{wording.moment(datetime.fromtimestamp(value, UTC), language)} ({value})"
    if claim.name == "acr" and (level := str(value).rpartition("/")[2]) in _LEVELS:
        name = text(f"demo_service.level_{level}")
        return f"{name} ({value})"
    if isinstance(value, bool):
        return text("demo_service.yes") if value else text("demo_service.no")
    return _plain(value)


def _plain(value: object) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{name}: {_plain(part)}" for name, part in value.items())
    return ", ".join(map(_plain, value)) if isinstance(value, list | tuple) else str(value)
