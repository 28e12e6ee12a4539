"""How dates, instants and names are written in each language of the pages."""

from datetime import date, datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime
from babel.numbers import format_currency

from ugyfelkapu.foundation.page.catalogue import Language

LOCAL_TIME = ZoneInfo("Europe/Budapest")
_LOCALES = {Language.HU: "hu_HU", Language.EN: "en_GB", Language.DE: "de_DE"}
_MOMENTS = {
    Language.HU: "y. MMMM d. HH:mm",
    Language.EN: "d MMMM y, HH:mm",
    Language.DE: "d. MMMM y, HH:mm 'Uhr'",
}
_MONEY = {Language.HU: "#,##0 ¤", Language.EN: "¤ #,##0", Language.DE: "#,##0 ¤"}


class Named(Protocol):
    """Anything with a person's name in its two parts."""

    @property
    def family_name(self) -> str:
        """The family name, titles and hyphens included."""

    @property
    def given_name(self) -> str:
        """The given name or names."""


def day(value: date, language: Language) -> str:
    """A day in words: 2026. november 22., 22 November 2026, 22. November 2026."""
    return format_date(value, format="long", locale=_LOCALES[language])


def moment(value: datetime, language: Language) -> str:
    """An instant in local time, to the minute."""
    return format_datetime(value.astimezone(LOCAL_TIME), format=_MOMENTS[language], locale=_LOCALES[language])


def full_name(person: Named, language: Language) -> str:
    """A name in the order of the page's language: Hungarian puts the family name first."""
    parts = [person.family_name, person.given_name]
    if language is not Language.HU:
        parts.reverse()
    return " ".join(part for part in parts if part)


def forints(amount: int, language: Language) -> str:
    """An amount in whole Hungarian forints: 3000 Ft, HUF 3,000, 3.000 HUF."""
    return format_currency(amount, "HUF", format=_MONEY[language], locale=_LOCALES[language], currency_digits=False)
