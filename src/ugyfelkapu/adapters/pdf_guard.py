"""What a PDF that a stranger hands in may be: whole, small, passive; looked at in a process of its own, never in the loop."""

from collections.abc import Iterator
from io import BytesIO

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.decode_limits import DecodeLimits, DecodePurpose, DocumentDecodeBudget, StreamDecodeLimits
from pyhanko.pdf_utils.misc import PdfDecodeLimitError, PdfError
from pyhanko.pdf_utils.reader import PdfFileReader

from ugyfelkapu.gate.domain.signed_document import SignatureFault

MOST_PAGES = 50
MOST_OBJECTS = 20_000
MOST_REVISIONS = 12
MOST_LEVELS = 120
_MIB = 1024 * 1024
_SMALL = StreamDecodeLimits(max_ratio=100, ratio_floor=_MIB, max_output_size=16 * _MIB)
LIMITS = DecodeLimits(
    per_stream=_SMALL,
    per_purpose=dict.fromkeys((DecodePurpose.OBJECT_STREAM, DecodePurpose.XREF_STREAM), _SMALL),
    document_budget=DocumentDecodeBudget(base_allowance=48 * _MIB, max_ratio=20),
)
"""No stream is unpacked but those that hold objects, tables and metadata; what is drawn on the pages is never looked into."""

_END = b"%%EOF"
_ACTIVE_KEYS = frozenset(("/JS", "/JavaScript", "/AA", "/EmbeddedFiles", "/EF", "/XFA", "/RichMediaContent", "/Renditions"))
_ACTIVE_ACTIONS = frozenset(
    (
        *("/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToR", "/GoToE", "/Rendition", "/Movie", "/Sound"),
        *("/ResetForm", "/Hide", "/SetOCGState", "/RichMediaExecute", "/GoTo3DView", "/Trans"),
    )
)
_ACTIVE_ANNOTATIONS = frozenset(("/RichMedia", "/Screen", "/Movie", "/Sound", "/3D", "/FileAttachment"))

NOT_READ = (PdfError, ValueError, LookupError, TypeError, AttributeError, ArithmeticError, AssertionError)
"""What pyHanko says when it cannot make sense of the bytes: its own errors, and Python's about what it made of them."""


def opened(pdf: bytes) -> PdfFileReader | SignatureFault:
    """The document, once it is sure that it is a PDF from its first byte to its last, and not more than may be."""
    if not pdf.startswith((b"%PDF-1.", b"%PDF-2.")):
        return SignatureFault.NOT_A_PDF
    if not pdf.rstrip(b"\r\n\t \x00").endswith(_END):
        return SignatureFault.NOT_A_PDF  # something else stands behind it, which another program may take it for
    try:
        reader = PdfFileReader(BytesIO(pdf), strict=True, decode_limits=LIMITS)
        return _refusal(reader) or reader
    except (PdfDecodeLimitError, RecursionError, MemoryError):
        return SignatureFault.TOO_COMPLEX
    except NOT_READ:
        return SignatureFault.UNREADABLE


def _refusal(reader: PdfFileReader) -> SignatureFault | None:
    if reader.encrypted:
        return SignatureFault.ENCRYPTED
    if reader.total_revisions > MOST_REVISIONS:
        return SignatureFault.TOO_COMPLEX
    pages = 0
    for objects, (each, levels) in enumerate(_everything(reader)):
        if objects > MOST_OBJECTS or levels > MOST_LEVELS:
            return SignatureFault.TOO_COMPLEX
        if isinstance(each, generic.DictionaryObject):
            if is_active(each):
                return SignatureFault.ACTIVE_CONTENT
            pages += _name(each, "/Type") == "/Page"
            if pages > MOST_PAGES:
                return SignatureFault.TOO_COMPLEX
    return None


def is_active(entry: generic.DictionaryObject) -> bool:
    """Whether a viewer might run something, open something or fill something in because of this."""
    if not _ACTIVE_KEYS.isdisjoint(entry):
        return True
    if "/OpenAction" in entry and not isinstance(entry["/OpenAction"], generic.ArrayObject):
        return True  # an array is a place in the document to begin at, and nothing else
    action, subtype, kind = (_name(entry, key) for key in ("/S", "/Subtype", "/Type"))
    return action in _ACTIVE_ACTIONS or subtype in _ACTIVE_ANNOTATIONS or kind == "/EmbeddedFile"


def _name(entry: generic.DictionaryObject, key: str) -> str:
    """A value that is a name, wherever in the file it stands."""
    value = entry[key] if key in entry else ""  # noqa: SIM401 - pyHanko's get() would not follow a reference
    return value if isinstance(value, str) else ""


def _everything(reader: PdfFileReader) -> Iterator[tuple[object, int]]:
    """All that can be reached from the trailer, each object of the file once, with its level of nesting."""
    seen: set[tuple[int, int]] = set()
    waiting: list[tuple[object, int]] = [(value, 0) for value in dict.values(reader.trailer.flatten())]
    while waiting:
        each, levels = waiting.pop()
        if isinstance(each, generic.IndirectObject):
            if (each.idnum, each.generation) in seen:
                continue
            seen.add((each.idnum, each.generation))
            each, levels = each.get_object(), 0
        yield each, levels
        if isinstance(each, generic.DictionaryObject):
            waiting.extend((value, levels + 1) for value in dict.values(each))
        elif isinstance(each, generic.ArrayObject):
            waiting.extend((value, levels + 1) for value in list.__iter__(each))
