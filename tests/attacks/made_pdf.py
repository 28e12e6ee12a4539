"""PDF files as nobody's software makes them."""

import re
import zlib
from io import BytesIO

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name, pdf_string
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.writer import BasePdfFileWriter, PdfFileWriter

HEAD = b"%PDF-1.7\n"


def assembled(objects: list[bytes], *, root: int = 1) -> bytes:
    """A whole file of numbered objects with a plain table."""
    body, offsets = bytearray(HEAD), []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = len(body)
    body += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    body += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    body += b"trailer\n<</Size %d/Root %d 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, root, table)
    return bytes(body)


def with_catalog(extra: bytes, *others: bytes) -> bytes:
    """A page, and a catalogue with something in it; further objects are numbered from 4."""
    catalog = b"<</Type/Catalog/Pages 2 0 R %s>>" % extra
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>"
    return assembled([catalog, b"<</Type/Pages/Kids[3 0 R]/Count 1>>", page, *others])


def with_pages(many: int) -> bytes:
    """So many pages."""
    kids = b" ".join(b"%d 0 R" % (number + 3) for number in range(many))
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>"
    return assembled([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, many), *[page] * many])


def with_objects_packed(unpacked_bytes: int) -> bytes:
    """An object stream that grows beyond measure, named by a table in a stream."""
    header = b"4 0 "
    packed = zlib.compress(header + b"[" + b" " * unpacked_bytes + b"]", 9)
    stream = b"<</Type/ObjStm/N 1/First %d/Filter/FlateDecode/Length %d>>stream\n%s\nendstream"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R/Names 4 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>",
    ]
    body, entries = bytearray(b"%PDF-1.7\n"), [b"\x00\x00\x00\x00\x00\xff"]
    for number, content in enumerate(objects, start=1):
        entries.append(b"\x01" + len(body).to_bytes(4) + b"\x00")
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    entries.append(b"\x02" + (5).to_bytes(4) + b"\x00")
    entries.append(b"\x01" + len(body).to_bytes(4) + b"\x00")
    body += b"5 0 obj\n%s\nendobj\n" % (stream % (len(header), len(packed), packed))
    table = len(body)
    entries.append(b"\x01" + table.to_bytes(4) + b"\x00")
    rows = b"".join(entries)
    body += b"6 0 obj\n<</Type/XRef/Size 7/W[1 4 1]/Root 1 0 R/Length %d>>stream\n%s\nendstream\nendobj\n" % (len(rows), rows)
    body += b"startxref\n%d\n%%%%EOF\n" % table
    return bytes(body)


def behind(front: bytes, pdf: bytes) -> bytes:
    """A file of `assembled` put behind other bytes, with its places told anew: what stands in front is no part of it."""
    shift = len(front)
    moved = re.sub(rb"(\d{10}) 00000 n", lambda found: b"%010d 00000 n" % (int(found[1]) + shift), pdf)
    return front + re.sub(rb"startxref\n(\d+)", lambda found: b"startxref\n%d" % (int(found[1]) + shift), moved)


def overwritten(pdf: bytes) -> bytes:
    """The document with other words on its first page, added as an update."""
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    page = writer.root["/Pages"]["/Kids"][0]
    stream = generic.StreamObject(stream_data=b"BT /F1 30 Tf 50 500 Td (Something else) Tj ET")
    page[pdf_name("/Contents")] = writer.add_object(stream)
    writer.update_container(page)
    return _written(writer)


def annotated(pdf: bytes) -> bytes:
    """The document with a note laid over its first page, added as an update."""
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    page = writer.root["/Pages"]["/Kids"][0]
    note = generic.DictionaryObject(
        {
            pdf_name("/Type"): pdf_name("/Annot"),
            pdf_name("/Subtype"): pdf_name("/FreeText"),
            pdf_name("/Contents"): pdf_string("Something else"),
            pdf_name("/Rect"): generic.ArrayObject(map(generic.NumberObject, (0, 0, 500, 500))),
        }
    )
    held = page["/Annots"] if "/Annots" in page else generic.ArrayObject()
    page[pdf_name("/Annots")] = generic.ArrayObject([*list.__iter__(held), writer.add_object(note)])
    writer.update_container(page)
    return _written(writer)


def encrypted(pdf: bytes) -> bytes:
    """The document behind a password."""
    from pyhanko.pdf_utils.reader import PdfFileReader  # noqa: PLC0415 - only here
    from pyhanko.pdf_utils.writer import copy_into_new_writer  # noqa: PLC0415 - only here

    writer: PdfFileWriter = copy_into_new_writer(PdfFileReader(BytesIO(pdf)))
    writer.encrypt(owner_pass="secret", user_pass="")
    return _written(writer)


def _written(writer: BasePdfFileWriter) -> bytes:
    output = BytesIO()
    writer.write(output)
    return output.getvalue()
