"""Forms with a file (RFC 7578), read whole into memory up to a limit and parsed strictly: one file, a few short fields.

What a browser calls the file and which type it claims are thrown away here, so that nobody can come to rely on them.
"""

import re

from starlette.exceptions import HTTPException
from starlette.requests import Request

from ugyfelkapu.foundation.page.form import Form, bounded_body, is_plain

MULTIPART_TYPE = "multipart/form-data"
MOST_PARTS = 10
MOST_PARTS_WITH_FILES = 30
MOST_FIELD_BYTES = 1024
MOST_HEADER_BYTES = 1024
AROUND_BYTES = 16 * 1024
"""What the fields beside the file and the lines between them may take."""

_BOUNDARY = re.compile(r"[0-9A-Za-z'()+_,./:=?-]{1,70}")
_NAMED = re.compile(rb'(?i)content-disposition:[ ]*form-data;[ ]*name="([a-z_]{1,40})"(;[ ]*filename="[^\r\n]*")?')


async def read_upload(request: Request, *, most_bytes: int) -> tuple[Form, bytes]:
    """The fields, and the file; 413 before it is read when its length is told, else as soon as it is too long; 415, 400."""
    boundary = _boundary(request.headers.get("content-type", ""))
    told = request.headers.get("content-length", "")
    if told.isdecimal() and int(told) > most_bytes + AROUND_BYTES:
        raise HTTPException(413)
    body = await bounded_body(request, most_bytes + AROUND_BYTES)
    fields, files = _parsed(body, boundary.encode())
    if len(files) != 1:
        raise HTTPException(400)
    if len(files[0]) > most_bytes:
        raise HTTPException(413)
    return Form(fields), files[0]


async def read_uploads(request: Request, *, names: frozenset[str], most_bytes: int) -> tuple[Form, dict[str, bytes]]:
    """The same with a file for each of these names, each up to `most_bytes`; 400 when one is left out or another sent."""
    boundary = _boundary(request.headers.get("content-type", ""))
    body = await bounded_body(request, most_bytes * len(names) + AROUND_BYTES)
    fields, files = _named(body, boundary.encode(), most_parts=MOST_PARTS_WITH_FILES)
    if set(files) != names:
        raise HTTPException(400)
    if any(len(file) > most_bytes for file in files.values()):
        raise HTTPException(413)
    return Form(fields), files


def _boundary(content_type: str) -> str:
    kind, _, parameters = content_type.partition(";")
    name, _, value = parameters.strip().partition("=")
    if kind.strip().lower() != MULTIPART_TYPE:
        raise HTTPException(415)
    boundary = value.strip().strip('"')
    if name.lower() != "boundary" or not _BOUNDARY.fullmatch(boundary):
        raise HTTPException(400)
    return boundary


def _parsed(body: bytes, boundary: bytes) -> tuple[dict[str, str], list[bytes]]:
    fields, files = _named(body, boundary, most_parts=MOST_PARTS)
    return fields, list(files.values())


def _named(body: bytes, boundary: bytes, *, most_parts: int) -> tuple[dict[str, str], dict[str, bytes]]:
    """RFC 2046 section 5.1.1, with nothing before the first and nothing after the last boundary."""
    parts = (b"\r\n" + body).split(b"\r\n--" + boundary, most_parts + 2)
    if len(parts) < 3 or len(parts) > most_parts + 2 or parts[0] or parts[-1] not in (b"--", b"--\r\n"):  # noqa: PLR2004 - see above
        raise HTTPException(400)
    fields: dict[str, str] = {}
    files: dict[str, bytes] = {}
    names: set[bytes] = set()
    for part in parts[1:-1]:
        name, is_file, content = _part(part)
        if name in names:
            raise HTTPException(400)
        names.add(name)
        if is_file:
            files[name.decode("ascii")] = content
        else:
            fields[name.decode("ascii")] = _text(content)
    return fields, files


def _part(part: bytes) -> tuple[bytes, bool, bytes]:
    """Name, whether it is a file, and content of one part."""
    head, found, content = part.partition(b"\r\n\r\n")
    lines = head.removeprefix(b"\r\n").split(b"\r\n")
    named = [match for line in lines if (match := _NAMED.fullmatch(line))]
    if not found or not head.startswith(b"\r\n") or len(head) > MOST_HEADER_BYTES or len(named) != 1:
        raise HTTPException(400)
    return named[0][1], named[0][2] is not None, content


def _text(content: bytes) -> str:
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise HTTPException(400) from error
    if len(content) > MOST_FIELD_BYTES or not is_plain(text):
        raise HTTPException(400)
    return text
