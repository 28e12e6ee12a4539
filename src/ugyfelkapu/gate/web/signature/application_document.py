"""The application as a document: all that is asked for and declared, with its one-time number, and a place to sign."""

from ugyfelkapu.foundation.page import Language, states
from ugyfelkapu.foundation.page.catalogue import Catalogue
from ugyfelkapu.foundation.page.document import Document, Section, document_pdf
from ugyfelkapu.foundation.page.wording import day, full_name, moment
from ugyfelkapu.gate.actions.applying.signature_applications import Draft
from ugyfelkapu.gate.web.signature.place_to_sign import with_place_to_sign


def application_pdf(drafted: Draft, *, texts: Catalogue, language: Language) -> bytes:
    """A page or two on A4; some tenths of a second, so beside the event loop."""
    document = Document(
        product=texts.text("layout.name"),
        title=texts.text("signature.document.title"),
        intro=texts.text("signature.document.intro"),
        sections=(
            _about(drafted, texts, language),
            _applicant(drafted, texts, language),
            Section(heading=texts.text("signature.document.declares"), note=texts.text("signature.document.declaration")),
        ),
        footer=texts.text("signature.document.footer"),
    )
    return with_place_to_sign(document_pdf(document, language))


def _about(drafted: Draft, texts: Catalogue, language: Language) -> Section:
    facts: tuple[tuple[str, str], ...] = (
        (texts.text("signature.document.number"), drafted.number),
        (texts.text("signature.document.made_at"), moment(drafted.made_at, language)),
        (texts.text("signature.document.expires_at"), moment(drafted.expires_at, language)),
        (texts.text("signature.username"), drafted.wish.username),
        (texts.text("signature.email"), drafted.wish.email),
    )
    if drafted.wish.certificate:
        facts = (*facts, (texts.text("certificate.number"), drafted.wish.certificate))
    return Section(heading=texts.text("signature.document.asked"), facts=facts, note=texts.text("signature.document.secret"))


def _applicant(drafted: Draft, texts: Catalogue, language: Language) -> Section:
    identity, document = drafted.typed.identity, drafted.typed.document
    kind = texts.text(f"counter.document.{document.document_type}")
    facts = (
        (texts.text("counter.field.current_name"), full_name(identity.current_name, language)),
        (texts.text("counter.field.birth_name"), full_name(identity.birth_name, language)),
        (texts.text("counter.field.mothers_birth_name"), full_name(identity.mothers_birth_name, language)),
        (texts.text("counter.field.birth_place"), identity.birth_place),
        (texts.text("counter.field.birth_date"), day(identity.birth_date, language)),
        (
            texts.text("counter.field.citizenship"),
            states.name_of(drafted.typed.citizenship, language, texts.text("layout.stateless")),
        ),
        (texts.text("counter.field.document"), f"{kind} {document.document_number}"),
    )
    return Section(heading=texts.text("signature.document.applicant"), facts=facts)
