"""Claims in words: their names and their values."""

from collections.abc import Mapping
from datetime import UTC, date, datetime

from ugyfelkapu.demo.services.learned import KNOWN_CLAIMS, LearnedClaim
from ugyfelkapu.demo.services.wording import CATALOGUES
from ugyfelkapu.foundation.page import Language, wording

INSTANTS = ("auth_time", "iat", "exp", "nbf")
LATEST_INSTANT = 253_402_300_799
"""The last second of the year 9999, after which Python knows no dates."""
_LEVELS = ("low", "substantial", "high")
_METHODS = ("pwd", "otp", "mfa")


def claim_name(claim: LearnedClaim, language: Language) -> str:
    """What a claim is called; a claim we do not know is shown all the same."""
    text = CATALOGUES[language].text
    return text(f"demo_claim.{claim.name}") if claim.name in KNOWN_CLAIMS else text("demo_claim.other")


def claim_value(claim: LearnedClaim, language: Language) -> str:
    """What a claim says, in plain words where we have some; codes keep their raw value beside them."""
    raw = _plain(claim.value, language)
    words = _words(claim, language)
    return f"{words} ({raw})" if words else raw


def _words(claim: LearnedClaim, language: Language) -> str | None:
    text = CATALOGUES[language].text
    match claim.name, claim.value:
        case name, int(instant) if name in INSTANTS and 0 <= instant <= LATEST_INSTANT:
            return wording.moment(datetime.fromtimestamp(instant, UTC), language)
        case "birthdate", str(born) if born_on := _day(born):
            return wording.day(born_on, language)
        case "acr", str(level) if (name := level.rpartition("/")[2]) in _LEVELS:
            return text(f"demo_service.level_{name}")
        case "amr", list(methods) if methods and all(method in _METHODS for method in methods):
            return ", ".join(text(f"demo_service.method_{method}") for method in methods)
        case _:
            return None


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None


def _plain(value: object, language: Language) -> str:
    match value:
        case bool():
            return CATALOGUES[language].text("demo_service.yes" if value else "demo_service.no")
        case Mapping():
            return ", ".join(_plain(part, language) for part in value.values())
        case list() | tuple():
            return ", ".join(_plain(part, language) for part in value)
        case _:
            return str(value)
