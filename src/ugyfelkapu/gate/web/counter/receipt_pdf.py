"""The receipt as PDF, set by typst; what people are called reaches it as data, never as text of the template."""

from dataclasses import dataclass
from importlib.resources import files

from ugyfelkapu.foundation.page import Language
from ugyfelkapu.foundation.page.catalogue import Catalogue
from ugyfelkapu.foundation.page.typeset import typeset
from ugyfelkapu.foundation.page.wording import forints, full_name, moment
from ugyfelkapu.gate.domain.office import Clerk
from ugyfelkapu.gate.domain.payment import PaymentReceipt
from ugyfelkapu.gate.domain.receipt import RegistrationReceipt

_TEXTS = (
    "title",
    "intro",
    "number",
    "name",
    "username",
    "email",
    "body",
    "clerk",
    "issued_at",
    "next_title",
    "next_code",
    "next_activate",
    "next_deadline",
    "applicant_signature",
    "clerk_signature",
    "payment",
    "declaration",
    "help",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedReceipt:
    """What goes on the paper."""

    receipt: RegistrationReceipt
    clerk: Clerk
    payment: PaymentReceipt | None


def receipt_pdf(printed: PrintedReceipt, *, texts: Catalogue, language: Language) -> bytes:
    """One A4 page in the language asked for."""
    receipt, clerk = printed.receipt, printed.clerk
    values = {
        "language": language.value,
        "product": texts.text("layout.name"),
        "number": receipt.number,
        "name": full_name(receipt.name, language),
        "username": receipt.username,
        "email": receipt.email,
        "body": receipt.registrar.body.name if receipt.registrar else "",
        "clerk": full_name(clerk.name, language),
        "issued_at": moment(receipt.issued_at, language),
        "payment": _paid(printed.payment, texts, language),
    }
    labels = {f"text_{name}": texts.text(f"counter.receipt.{name}") for name in _TEXTS}
    template = files("ugyfelkapu.gate.web.counter").joinpath("receipt.typ").read_bytes()
    return typeset(template, values | labels)


def _paid(payment: PaymentReceipt | None, texts: Catalogue, language: Language) -> str:
    """Amount, way and number in one line; empty when the gate was free."""
    if payment is None:
        return ""
    way = texts.text(f"counter.payment.{payment.way}")
    return texts.text("counter.receipt.paid", forints=forints(payment.amount, language), way=way, number=payment.number)
