"""The texts of the services, and how they write money."""

from babel.numbers import format_decimal

from ugyfelkapu.foundation.page import Language
from ugyfelkapu.foundation.page.catalogue import catalogues

HERE = "ugyfelkapu.demo.services"
CATALOGUES = catalogues([HERE])
"""Every text by key, for each language."""

_LOCALES = {Language.HU: "hu_HU", Language.EN: "en_GB", Language.DE: "de_DE"}


def forints(amount: int, language: Language) -> str:
    """A sum of money: 12 345 Ft, 12,345 Ft, 12.345 Ft; a true minus sign before a debt."""
    digits = format_decimal(abs(amount), format="#,##0", locale=_LOCALES[language])
    sign = "\N{MINUS SIGN}" if amount < 0 else ""
    return f"{sign}{digits}\N{NO-BREAK SPACE}Ft"
