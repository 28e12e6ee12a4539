"""Forms with a file: one file, short fields, nothing else, and never more than was allowed."""

from collections.abc import AsyncIterator

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from ugyfelkapu.foundation.page.multipart import AROUND_BYTES, read_upload

MOST = 1000
TYPE = "multipart/form-data; boundary=xyz"


async def _read(request: Request) -> Response:
    form, file = await read_upload(request, most_bytes=MOST)
    return JSONResponse({"token": form.secret("token"), "length": len(file)})


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    app = Starlette(routes=[Route("/", _read, methods=["POST"])])
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as found:
        yield found


def body_of(*parts: str) -> bytes:
    return ("".join(f"--xyz\r\n{part}\r\n" for part in parts) + "--xyz--\r\n").encode()


FIELD = 'Content-Disposition: form-data; name="token"\r\n\r\nabc'
FILE = 'Content-Disposition: form-data; name="document"; filename="a.pdf"\r\nContent-Type: text/html\r\n\r\n%PDF'


async def test_a_browsers_form_is_read(client: httpx.AsyncClient) -> None:
    files = {"document": ('"quoted\\".pdf', b"%PDF\r\n--x\r\n\r\n", "application/pdf")}
    answer = await client.post("/", data={"token": "á b"}, files=files)
    assert answer.json() == {"token": "á b", "length": 13}


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (body_of(FIELD, FILE), 200),
        (body_of(FIELD), 400),
        (body_of(FILE, FILE.replace("document", "other")), 400),
        (body_of(FIELD, FIELD, FILE), 400),
        (body_of(*([FIELD] * 20), FILE), 400),
        (b"before" + body_of(FIELD, FILE), 400),
        (body_of(FIELD, FILE) + b"after", 400),
        (body_of(FIELD, FILE).removesuffix(b"--\r\n"), 400),
        (body_of("no header", FILE), 400),
        (body_of(FIELD.replace("abc", "\x00"), FILE), 400),
        (body_of(FIELD.replace("abc", "a" * 2000), FILE), 400),
        (body_of(FIELD.replace("token", "../token"), FILE), 400),
        (body_of(FIELD, FILE).replace(b"abc", b"\xff"), 400),
        (b"", 400),
    ],
)
async def test_only_a_form_with_one_file_and_short_fields_is_taken(client: httpx.AsyncClient, body: bytes, status: int) -> None:
    assert (await client.post("/", content=body, headers={"Content-Type": TYPE})).status_code == status


@pytest.mark.parametrize(
    ("content_type", "status"),
    [("application/x-www-form-urlencoded", 415), ("multipart/form-data", 400), ("multipart/form-data; boundary=", 400)],
)
async def test_another_kind_of_content_is_refused(client: httpx.AsyncClient, content_type: str, status: int) -> None:
    answer = await client.post("/", content=body_of(FIELD, FILE), headers={"Content-Type": content_type})
    assert answer.status_code == status


async def test_the_last_byte_allowed_is_taken_and_the_next_is_not(client: httpx.AsyncClient) -> None:
    sizes = [
        (await client.post("/", data={"token": ""}, files={"document": ("a", b"a" * size)})).status_code
        for size in (MOST, MOST + 1)
    ]
    assert sizes == [200, 413]


async def test_what_is_too_large_is_refused_before_it_is_all_read(client: httpx.AsyncClient) -> None:
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        while sent < 100 * (MOST + AROUND_BYTES):
            sent += 1000
            yield b"a" * 1000

    answer = await client.post("/", content=endless(), headers={"Content-Type": TYPE})
    assert answer.status_code == 413
    assert sent <= MOST + AROUND_BYTES + 2000


async def test_a_length_that_is_told_and_too_large_is_refused_unread(client: httpx.AsyncClient) -> None:
    headers = {"Content-Type": TYPE, "Content-Length": str(10**9)}
    assert (await client.post("/", content=b"--xyz", headers=headers)).status_code == 413
