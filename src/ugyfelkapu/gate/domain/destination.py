"""Where an owner wanted to go before they were asked to sign in: a closed list, so that no address comes from outside."""

from enum import StrEnum


class Destination(StrEnum):
    """One of the owner's own pages."""

    OWN = "own"
    PASSWORD = "password"  # noqa: S105 - the name of a page, no secret
    FACTORS = "factors"
    EMAIL = "email"
    EMAIL_CODE = "email_code"
    DEVICES = "devices"
    SUSPEND = "suspend"
    END = "end"
    END_CODE = "end_code"
    CORRECTION = "correction"
    OFFICE = "office"


def destination_of(text: str) -> Destination | None:
    """The page a query names; `None` for anything that is not on the list."""
    return next((page for page in Destination if page.value == text), None)
