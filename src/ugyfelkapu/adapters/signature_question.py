"""What passes between us and the process that checks signatures: a question in, a verdict out, each after its length."""

from datetime import datetime

import msgspec

from ugyfelkapu.gate.domain.signed_document import Original, SignatureFault, ValidSignature

LENGTH_BYTES = 4


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """A document to look into, and what is known when it is asked."""

    pdf: bytes
    original: Original | None
    lists: list[bytes]
    """Revocation lists, DER."""
    now: datetime


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """One of the two."""

    signature: ValidSignature | None
    fault: SignatureFault | None
