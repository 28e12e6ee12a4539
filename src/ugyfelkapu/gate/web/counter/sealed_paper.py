"""A one-time code on paper that is folded shut: it is seen on the print alone, and never on the screen that prints it.

The code is set on a sheet of its own and laid over the outer paper as an annotation that is printed and not shown
(ISO 32000-2 section 12.5.3: flags Print, NoView), so that the clerk who opens the document sees an empty field.
"""

from importlib.resources import files
from io import BytesIO

from ugyfelkapu.foundation.page import Language
from ugyfelkapu.foundation.page.catalogue import Catalogue
from ugyfelkapu.foundation.page.typeset import typeset
from ugyfelkapu.foundation.page.wording import full_name, moment
from ugyfelkapu.gate.actions.counter.printed_code import CodeOnPaper
from ugyfelkapu.gate.domain.office import Clerk
from ugyfelkapu.gate.domain.secret import SecretKind

PRINT, NO_VIEW, READ_ONLY, LOCKED = 4, 32, 64, 128
A4 = (0, 0, 595.28, 841.89)

_TEXTS = ("title", "intro", "name", "case", "made_at", "until", "clerk", "inside", "fold", "use", "safe", "help")
_PAGES = {SecretKind.ACTIVATION_CODE: "/activate", SecretKind.PASSWORD_RESET_CODE: "/reset-password"}


def sealed_paper(paper: CodeOnPaper, clerk: Clerk, *, texts: Catalogue, language: Language) -> bytes:
    """One A4 page to be folded in three, in the language of the gate's owner."""
    values = {
        "language": language.value,
        "product": texts.text("layout.name"),
        "name": full_name(paper.name, language),
        "case": paper.case_id,
        "made_at": moment(paper.made_at, language),
        "until": moment(paper.expires_at, language),
        "clerk": f"{clerk.body.name}, {full_name(clerk.name, language)}",
        "page": f"{paper.site}{_PAGES[paper.kind]}",
    }
    labels = {f"text_{name}": texts.text(f"counter.paper.{name}") for name in _TEXTS}
    outer = _set("sealed_paper.typ", values | labels)
    return covered(outer, _set("sealed_code.typ", {"language": language.value, "code": paper.code}))


def _set(template: str, values: dict[str, str]) -> bytes:
    return typeset(files("ugyfelkapu.gate.web.counter").joinpath(template).read_bytes(), values)


def covered(outer: bytes, inner: bytes) -> bytes:
    """The outer paper with the inner sheet over it, for the printer's eyes."""
    from pyhanko.pdf_utils import generic  # noqa: PLC0415 - 23 MiB, for a process that prints
    from pyhanko.pdf_utils.generic import pdf_name  # noqa: PLC0415 - the same
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter  # noqa: PLC0415 - the same
    from pyhanko.pdf_utils.reader import PdfFileReader  # noqa: PLC0415 - the same

    writer = IncrementalPdfFileWriter(BytesIO(outer))
    appearance = writer.import_page_as_xobject(PdfFileReader(BytesIO(inner)))
    annotation = generic.DictionaryObject(
        {
            pdf_name("/Type"): pdf_name("/Annot"),
            pdf_name("/Subtype"): pdf_name("/Stamp"),
            pdf_name("/Rect"): generic.ArrayObject([generic.FloatObject(side) for side in A4]),
            pdf_name("/F"): generic.NumberObject(PRINT | NO_VIEW | READ_ONLY | LOCKED),
            pdf_name("/AP"): generic.DictionaryObject({pdf_name("/N"): appearance}),
        }
    )
    page = writer.root["/Pages"]["/Kids"][0].get_object()
    page[pdf_name("/Annots")] = generic.ArrayObject([writer.add_object(annotation)])
    writer.update_container(page)
    written = BytesIO()
    writer.write(written)
    return written.getvalue()
