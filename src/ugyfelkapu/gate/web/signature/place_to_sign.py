"""A place for a signature in a PDF of ours, so that software finds where to sign, and whoever checks knows where ours ended."""

from io import BytesIO

FIELD = "Signature"


def with_place_to_sign(pdf: bytes) -> bytes:
    """The document with an empty, invisible signature field (ISO 32000-1 section 12.7.4.5); pyHanko loads with the first."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter  # noqa: PLC0415 - 16 MiB that few processes need
    from pyhanko.sign.fields import SigFieldSpec, append_signature_field  # noqa: PLC0415 - the same

    writer, output = IncrementalPdfFileWriter(BytesIO(pdf)), BytesIO()
    append_signature_field(writer, SigFieldSpec(FIELD))
    writer.write(output)
    return output.getvalue()
