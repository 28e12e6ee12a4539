"""The gate's letters: who we are, what happened, when, from where, what to do if it was not you.

Text and HTML are made of the same parts, so they say the same. No letter links to a page that asks for a password: it names the
address, and the reader types it. What is linked asks for nothing: it suspends the gate, or takes back a new address.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache
from urllib.parse import urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from ugyfelkapu.foundation.outbox import Mail
from ugyfelkapu.foundation.page.catalogue import Catalogue, Language, catalogues
from ugyfelkapu.foundation.page.wording import forints, full_name, moment
from ugyfelkapu.gate.domain.activation_code import Recipient

ROOM = "ugyfelkapu.gate.actions.mail"


class Occasion(StrEnum):
    """Why a letter is written; its value is the name of its texts."""

    ACTIVATION = "activation"
    ACTIVATED = "activated"
    PASSWORD_RESET = "password_reset"  # noqa: S105 - the name of an occasion, no secret
    PASSWORD_CHANGED = "password_changed"  # noqa: S105 - the name of an occasion, no secret
    PASSWORD_EXPIRY = "password_expiry"  # noqa: S105 - the name of an occasion, no secret
    NEW_DEVICE = "new_device"
    COUNTER_RESET = "counter_reset"
    EMAIL_LEFT_AT_COUNTER = "email_left_at_counter"
    EMAIL_SET_AT_COUNTER = "email_set_at_counter"
    FACTOR_REMOVED_AT_COUNTER = "factor_removed_at_counter"
    CODE_PRINTED = "code_printed"
    EMAIL_CODE = "email_code"
    EMAIL_ASKED = "email_asked"
    EMAIL_LEFT = "email_left"
    EMAIL_SET = "email_set"
    EMAIL_RESTORED = "email_restored"
    END_CODE = "end_code"
    END_CONFIRMED = "end_confirmed"
    END_TAKEN_BACK = "end_taken_back"
    SUSPENDED = "suspended"
    LIFTED = "lifted"
    ENDED = "ended"
    DATA_TAKEN_OVER = "data_taken_over"
    CORRECTION_ANSWERED = "correction_answered"
    FACTOR_ADDED = "factor_added"
    FACTOR_RENAMED = "factor_renamed"
    FACTOR_REMOVED = "factor_removed"
    LAST_FACTOR_REMOVED = "last_factor_removed"
    RECOVERY_CODES_MADE = "recovery_codes_made"
    RECOVERY_CODE_USED = "recovery_code_used"
    SIGN_IN_CODE = "sign_in_code"
    OFFICE_ASKED = "office_asked"
    OFFICE_ACCEPTED = "office_accepted"
    OFFICE_ENDED = "office_ended"
    OFFICE_CODE = "office_code"
    FEE_CERTIFICATE = "fee_certificate"
    MANDATE_ACCEPTED = "mandate_accepted"
    MANDATE_WITHDRAWN = "mandate_withdrawn"
    MANDATE_ENDED_BY_OWNER = "mandate_ended_by_owner"
    FEE_PAID = "fee_paid"
    FEE_RETURNED = "fee_returned"
    FEE_RETURNED_NAME = "fee_returned_name"
    FEE_RETURNED_DIFFERS = "fee_returned_differs"
    FEE_RETURNED_LATE = "fee_returned_late"
    FEE_RETURNED_THERE = "fee_returned_there"
    FEE_HANDED_BACK = "fee_handed_back"
    HOME_REFERENCE = "home_reference"
    PROVISIONAL = "provisional"
    PROVISIONAL_NAME_TAKEN = "provisional_name_taken"
    PROVISIONAL_ACTIVATED = "provisional_activated"
    PROVISIONAL_CONFIRMED = "provisional_confirmed"


PAGES = {
    Occasion.ACTIVATION: "/activate",
    Occasion.PROVISIONAL: "/activate",
    Occasion.HOME_REFERENCE: "/register",
    Occasion.PROVISIONAL_NAME_TAKEN: "/register",
    Occasion.PROVISIONAL_CONFIRMED: "/sign-in",
    Occasion.PASSWORD_RESET: "/reset-password",
    Occasion.PASSWORD_EXPIRY: "/own",
    Occasion.DATA_TAKEN_OVER: "/own",
    Occasion.CORRECTION_ANSWERED: "/own",
    Occasion.COUNTER_RESET: "/reset-password",
    Occasion.SUSPENDED: "/sign-in",
    Occasion.FACTOR_REMOVED: "/own/factors",
    Occasion.LAST_FACTOR_REMOVED: "/own/factors",
    Occasion.RECOVERY_CODE_USED: "/own/factors",
    Occasion.EMAIL_CODE: "/own/email/code",
    Occasion.END_CODE: "/own/end/code",
    Occasion.END_CONFIRMED: "/own/end",
    Occasion.OFFICE_ASKED: "/office",
    Occasion.OFFICE_ACCEPTED: "/office",
    Occasion.OFFICE_ENDED: "/office",
    Occasion.OFFICE_CODE: "/office",
    Occasion.FEE_CERTIFICATE: "/register",
    Occasion.MANDATE_ACCEPTED: "/mandates",
    Occasion.MANDATE_WITHDRAWN: "/mandates",
    Occasion.MANDATE_ENDED_BY_OWNER: "/mandates",
}
"""Where the reader goes on; named in the letter, never linked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What happened, as far as this letter tells it."""

    at: datetime
    gate: str | None = None
    """The user name, for somebody who has several gates; `which_gate.py` says when."""
    gate_hint: str | None = None
    """Only its first and last character."""
    code: str | None = None
    until: datetime | None = None
    address: str | None = None
    description: str | None = None
    days: int | None = None
    place: str | None = None
    """The counter where it was done, by its body's name."""
    new_email: str | None = None
    undo_url: str | None = None
    freezing_url: str | None = None
    factor: str | None = None
    """What its owner calls the second factor."""
    organisation: str | None = None
    """Which one it is about, by its name."""
    left: int | None = None
    """How many recovery codes are still good."""
    forints: int | None = None
    """Money that was paid."""
    payment_number: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterParts:
    """A letter before it is set as text and as HTML."""

    title: str
    greeting: str
    what: str
    code: str | None
    facts: tuple[tuple[str, str], ...]
    then: tuple[str, ...]
    links: tuple[tuple[str, str], ...]
    """Each with the sentence that says what it does."""
    sender: str
    warning: str


def letter(public_url: str, occasion: Occasion, recipient: Recipient, *, facts: Facts) -> Mail:
    """The letter in the recipient's language."""
    language = Language(recipient.language)
    texts = _texts()[language]
    parts = _parts(texts, occasion, recipient, facts=facts, site=_site(public_url))
    environment = _environment()
    return Mail(
        to=recipient.email,
        subject=texts.text(f"mail.{occasion}.subject"),
        text=environment.get_template("letter.txt").render(letter=parts),
        html=environment.get_template("letter.html").render(letter=parts, language=language.value),
    )


def _parts(texts: Catalogue, occasion: Occasion, recipient: Recipient, *, facts: Facts, site: str) -> LetterParts:
    language = Language(recipient.language)
    count = {"n": facts.days} if facts.days is not None else {}
    return LetterParts(
        title=texts.text(f"mail.{occasion}.subject"),
        greeting=_greeting(texts, recipient),
        what=texts.text(f"mail.{occasion}.what", **count),
        code=facts.code,
        facts=tuple(_facts(texts, facts, language)),
        then=(
            texts.text(f"mail.{occasion}.next", page=f"{site}{PAGES.get(occasion, '/')}"),
            texts.text(f"mail.{occasion}.not_you", page=f"{site}/forgotten-password"),
        ),
        links=tuple(_links(texts, facts)),
        sender=texts.text("mail.sender", site=site),
        warning=texts.text("mail.warning"),
    )


def _greeting(texts: Catalogue, recipient: Recipient) -> str:
    """By the name that a register answered; what a stranger typed goes into nobody's letter."""
    name = full_name(recipient.name, Language(recipient.language))
    return texts.text("mail.greeting", name=name) if name else texts.text("mail.greeting_unnamed")


def _facts(texts: Catalogue, facts: Facts, language: Language) -> list[tuple[str, str]]:
    named = (
        ("mail.gate", facts.gate),
        ("mail.gate_hint", facts.gate_hint),
        ("mail.new_email", facts.new_email),
        ("mail.organisation", facts.organisation),
        ("mail.factor", facts.factor),
    )
    found = [(texts.text(key), value) for key, value in named if value]
    if facts.left is not None:
        found.append((texts.text("mail.left"), str(facts.left)))
    if facts.forints is not None:
        found.append((texts.text("mail.fee"), forints(facts.forints, language)))
        found.append((texts.text("mail.payment_number"), facts.payment_number or ""))
        found.append((texts.text("mail.at"), moment(facts.at, language)))
    if facts.until is not None:
        found.append((texts.text("mail.until"), moment(facts.until, language)))
    if facts.address is not None:
        browser = facts.description or texts.text("mail.unknown_browser")
        found.append((texts.text("mail.at"), moment(facts.at, language)))
        found.append((texts.text("mail.from_where"), f"{browser}, {facts.address}"))
    if facts.place is not None:
        found.append((texts.text("mail.at"), moment(facts.at, language)))
        found.append((texts.text("mail.place"), facts.place))
    return found


def _links(texts: Catalogue, facts: Facts) -> list[tuple[str, str]]:
    found = [("mail.undo", facts.undo_url), ("mail.freeze", facts.freezing_url)]
    return [(texts.text(key), url) for key, url in found if url]


def _site(public_url: str) -> str:
    """The address as people type it."""
    address = urlsplit(public_url)
    return f"{address.netloc}{address.path}"


@cache
def _texts() -> dict[Language, Catalogue]:
    return catalogues([ROOM])


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader(ROOM),
        autoescape=select_autoescape(enabled_extensions=("html",), default=False),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
