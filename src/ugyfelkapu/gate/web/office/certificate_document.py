"""The certificate as a document: who certifies what of whom, until when, with its number and a place for the seal (`R11`)."""

from ugyfelkapu.foundation.page import Language
from ugyfelkapu.foundation.page.catalogue import Catalogue
from ugyfelkapu.foundation.page.document import Document, Section, document_pdf
from ugyfelkapu.foundation.page.wording import day, full_name, moment
from ugyfelkapu.gate.actions.office.draw_certificate import Draft
from ugyfelkapu.gate.web.signature.place_to_sign import with_place_to_sign


def certificate_pdf(drafted: Draft, *, texts: Catalogue, language: Language) -> bytes:
    """A page on A4; some tenths of a second, so beside the event loop."""
    document = Document(
        product=texts.text("layout.name"),
        title=texts.text("certificate.document.title"),
        intro=texts.text("certificate.document.intro"),
        sections=(
            _about(drafted, texts, language),
            _organisation(drafted, texts),
            _holder(drafted, texts, language),
            Section(heading=texts.text("certificate.document.declares"), note=texts.text("certificate.document.declaration")),
        ),
        footer=texts.text("certificate.document.footer"),
    )
    return with_place_to_sign(document_pdf(document, language))


def _about(drafted: Draft, texts: Catalogue, language: Language) -> Section:
    facts = (
        (texts.text("certificate.number"), drafted.number),
        (texts.text("certificate.drawn_at"), moment(drafted.drawn_at, language)),
        (texts.text("certificate.good_until"), moment(drafted.good_until, language)),
    )
    return Section(heading=texts.text("certificate.document.about"), facts=facts, note=texts.text("certificate.document.once"))


def _organisation(drafted: Draft, texts: Catalogue) -> Section:
    organisation = drafted.organisation
    facts = (
        (texts.text("certificate.document.name"), organisation.name),
        (texts.text("office.kind_label"), texts.text(f"office.kind.{organisation.kind}")),
        (texts.text("office.short_name"), organisation.short_name),
        ("KRID", organisation.krid),
        (texts.text("certificate.document.seal"), organisation.seal_identifier),
    )
    return Section(heading=texts.text("certificate.document.organisation"), facts=facts)


def _holder(drafted: Draft, texts: Catalogue, language: Language) -> Section:
    holder = drafted.holder
    facts = (
        (texts.text("certificate.document.name"), full_name(holder.name, language)),
        (texts.text("certificate.birth_date"), day(holder.birth_date, language)),
        (texts.text("certificate.email"), holder.email),
    )
    return Section(heading=texts.text("certificate.document.holder"), facts=facts)
