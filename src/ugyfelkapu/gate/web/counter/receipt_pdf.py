"""The receipt as PDF, set by typst; what people are called reaches it as data, never as text of the template."""

from importlib.resources import files

from ugyfelkapu.foundation.page import Language
from ugyfelkapu.foundation.page.catalogue import Catalogue
from ugyfelkapu.foundation.page.typeset import typeset
from ugyfelkapu.foundation.page.wording import forints, full_name, moment
from ugyfelkapu.gate.actions.counter.show_receipt import ShownReceipt
from ugyfelkapu.gate.domain.office import Clerk
from ugyfelkapu.gate.domain.payment import PaymentReceipt

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
    "applicant_signature",
    "clerk_signature",
    "payment",
    "declaration",
    "help",
)


def receipt_pdf(shown: ShownReceipt, clerk: Clerk, *, texts: Catalogue, language: Language) -> bytes:
    """One A4 page in the language asked for."""
    receipt = shown.receipt
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
        "payment": _paid(shown.payment, texts, language),
    }
    labels = {f"text_{name}": texts.text(f"counter.receipt.{name}") for name in _TEXTS}
    steps = {"steps": "\n".join(texts.text(f"counter.receipt.{step}") for step in next_steps(shown))}
    template = files("ugyfelkapu.gate.web.counter").joinpath("receipt.typ").read_bytes()
    return typeset(template, values | labels | steps)


def next_steps(shown: ShownReceipt) -> tuple[str, ...]:
    """What the owner does now, by the last part of each text's name."""
    return ("next_sign_in",) if shown.is_in_use else ("next_code", "next_activate", "next_deadline")


def _paid(payment: PaymentReceipt | None, texts: Catalogue, language: Language) -> str:
    """Amount, way and number in one line; empty when the gate was free."""
    if payment is None:
        return ""
    way = texts.text(f"counter.payment.{payment.way}")
    return texts.text("counter.receipt.paid", forints=forints(payment.amount, language), way=way, number=payment.number)
