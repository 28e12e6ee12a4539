"""What a clerk enters about a fee: how it was paid, and the number on the till's receipt (`domain.md R11`)."""

from dataclasses import dataclass

from ugyfelkapu.foundation.page import Form
from ugyfelkapu.gate.actions.fees.settlement import FeeDue, Unpaid
from ugyfelkapu.gate.domain.fee import Forints
from ugyfelkapu.gate.domain.payment import COUNTER_WAYS, CounterPayment, PaymentWay, till_number_of

MOST_DIGITS = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentEntries:
    """The fields as typed."""

    way: str = ""
    number: str = ""
    forints: str = ""
    """The fee that the page said, so that money taken by yesterday's rule is noticed."""


def payment_entries(form: Form) -> PaymentEntries:
    """The fields of the form."""
    return PaymentEntries(
        way=form.text("payment_way"),
        number=form.text("payment_receipt_number"),
        forints=form.text("fee_forints"),
    )


def payment_of(entries: PaymentEntries) -> CounterPayment | None:
    """What was paid; `None` while anything is missing or malformed."""
    number = till_number_of(entries.number)
    digits = entries.forints
    if entries.way not in set(COUNTER_WAYS) or number is None:
        return None
    if not (digits.isascii() and digits.isdigit() and len(digits) <= MOST_DIGITS):
        return None
    return CounterPayment(way=PaymentWay(entries.way), amount=Forints(int(digits)), till_number=number)


def payment_faults(entries: PaymentEntries, due: FeeDue | None) -> dict[str, str]:
    """Field and the key of its text, for what stands against the payment."""
    if due is None or due.fault is Unpaid.AMOUNT_DIFFERS:
        return {}
    if due.fault is Unpaid.NUMBER_USED:
        return {"payment_receipt_number": "counter.further.number_used"}
    faults = {} if entries.way in set(COUNTER_WAYS) else {"payment_way": "counter.further.due_text"}
    if till_number_of(entries.number) is None:
        faults["payment_receipt_number"] = "counter.further.number_missing"
    return faults or {"payment_way": "counter.further.due_text"}
