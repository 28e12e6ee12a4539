"""Forms and queries, parsed once into a typed value; what is malformed is refused here and nowhere else."""

import re
from collections.abc import Mapping
from urllib.parse import unquote_to_bytes

from starlette.exceptions import HTTPException
from starlette.requests import Request

MOST_BODY_BYTES = 64 * 1024
MOST_FIELDS = 100
FORM_TYPE = "application/x-www-form-urlencoded"

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


class Form:
    """The fields of one submission; each at most once."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        self._fields = fields

    def text(self, name: str) -> str:
        """A field without the spaces around it; empty when it is missing."""
        return self._fields.get(name, "").strip()

    def secret(self, name: str) -> str:
        """A field exactly as typed, for passwords; empty when it is missing."""
        return self._fields.get(name, "")

    def has(self, name: str) -> bool:
        """Whether the field was sent: a ticked box, a pressed button."""
        return name in self._fields


def read_query(request: Request) -> Form:
    """The query of the address; 400 when it is malformed or names a field twice."""
    query: bytes = request.scope["query_string"]
    return Form(parse(query))


async def read_body(request: Request) -> Form:
    """The submitted form; 413 when it is too large, 415 for another kind of content, 400 when it is malformed."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != FORM_TYPE:
        raise HTTPException(415)
    return Form(parse(await bounded_body(request, MOST_BODY_BYTES)))


async def bounded_body(request: Request, most_bytes: int) -> bytes:
    """The body, read no further than `most_bytes`; 413 beyond."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > most_bytes:
            raise HTTPException(413)
    return bytes(body)


def parse(encoded: bytes) -> dict[str, str]:
    """Fields of `application/x-www-form-urlencoded` (WHATWG URL section 5.1), strictly UTF-8 and without repetition."""
    pairs = [pair for pair in encoded.split(b"&") if pair]
    if len(pairs) > MOST_FIELDS:
        raise HTTPException(400)
    fields: dict[str, str] = {}
    for pair in pairs:
        name, _, value = pair.partition(b"=")
        if (key := _decoded(name)) in fields:
            raise HTTPException(400)
        fields[key] = _decoded(value)
    return fields


def is_plain(text: str) -> bool:
    """Whether a field holds nothing but text: no control characters but line ends and tabs."""
    return _CONTROL.search(text) is None


def _decoded(encoded: bytes) -> str:
    octets = unquote_to_bytes(encoded.replace(b"+", b" ")) if b"%" in encoded or b"+" in encoded else encoded
    try:
        text = octets.decode("utf-8")
    except UnicodeDecodeError as error:
        raise HTTPException(400) from error
    if not is_plain(text):
        raise HTTPException(400)
    return text
