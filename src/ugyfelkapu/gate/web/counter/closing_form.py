"""What a clerk enters at the end of a day: counted money, and the sums on the terminal's closing slip (`domain.md R11`)."""

from ugyfelkapu.foundation.page import Form
from ugyfelkapu.gate.domain.till import Closing

CASH = "cash_forints"
FIELDS = (CASH, "sales_count", "sales_forints", "refunds_count", "refunds_forints")
"""By their names in `Closing`."""
MOST_DIGITS = 9


def typed_closing(form: Form) -> dict[str, str]:
    """The fields as typed."""
    return {name: form.text(name) for name in FIELDS}


def closing_of(typed: dict[str, str]) -> Closing | frozenset[str]:
    """The closing, or the names of the fields that are no whole numbers; more may have been handed back in cash than taken."""
    read = {name: _number(typed[name], may_be_less=name == CASH) for name in FIELDS}
    numbers = {name: number for name, number in read.items() if number is not None}
    return Closing(**numbers) if len(numbers) == len(FIELDS) else frozenset(FIELDS).difference(numbers)


def _number(text: str, *, may_be_less: bool) -> int | None:
    """Spaces between thousands are as people write them."""
    joined = "".join(text.split())
    sign = -1 if may_be_less and joined.startswith("-") else 1
    digits = joined[1:] if sign < 0 else joined
    is_number = digits.isascii() and digits.isdigit() and len(digits) <= MOST_DIGITS
    return sign * int(digits) if is_number else None
