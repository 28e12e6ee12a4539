"""A new clerk's secrets on the counter's sealed paper: read on the print alone, and never on the screen that prints it."""

from importlib.resources import files

from ugyfelkapu.foundation.page import Language
from ugyfelkapu.foundation.page.catalogue import Catalogue
from ugyfelkapu.foundation.page.typeset import typeset
from ugyfelkapu.foundation.page.wording import full_name, moment
from ugyfelkapu.gate.actions.consoles.clerk_letter import ClerkLetter
from ugyfelkapu.gate.domain.office import Clerk
from ugyfelkapu.gate.web.counter.sealed_paper import covered

_TEXTS = ("title", "intro", "name", "case", "made_at", "until", "clerk", "inside", "fold", "use", "safe", "help")


def letter_paper(letter: ClerkLetter, printer: Clerk, *, texts: Catalogue, language: Language) -> bytes:
    """One A4 page to be folded in three."""
    values = {
        "language": language.value,
        "product": texts.text("layout.name"),
        "name": f"{full_name(letter.clerk.name, language)}, {letter.clerk.body.name}",
        "case": letter.clerk.username,
        "made_at": moment(letter.made_at, language),
        "until": texts.text("console.paper.no_end"),
        "clerk": f"{printer.body.name}, {full_name(printer.name, language)}",
        "page": f"{letter.site}/counter",
    }
    labels = {f"text_{name}": texts.text(f"console.paper.{name}") for name in _TEXTS}
    counter, own = files("ugyfelkapu.gate.web.counter"), files("ugyfelkapu.gate.web.consoles")
    outer = typeset(counter.joinpath("sealed_paper.typ").read_bytes(), values | labels)
    inside = {"language": language.value, "password": letter.password, "totp_secret": letter.totp_secret}
    return covered(outer, typeset(own.joinpath("clerk_secrets.typ").read_bytes(), inside))
