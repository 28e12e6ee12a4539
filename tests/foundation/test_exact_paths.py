"""The shortcut answers as the routes it is made of would, and leaves to them what is not its own."""

import httpx
import pytest
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Mount, Route, Router

from tests.world import CountedEntropy, HandClock
from ugyfelkapu.foundation.page import Pages
from ugyfelkapu.foundation.page.exact_paths import Endpoint, ExactPaths
from ugyfelkapu.foundation.page.shell import site


def _saying(text: str) -> Route:
    return Route(f"/{text}", _says(text))


def _says(text: str) -> Endpoint:
    async def say(_: Request) -> Response:
        return PlainTextResponse(text)

    return say


async def _refuse(_: Request) -> Response:
    raise HTTPException(403)


async def _body(request: Request) -> Response:
    return PlainTextResponse(await request.body())


ROUTES = [
    _saying("first"),
    Route("/first", _says("second of the same name")),
    Route("/refused", _refuse),
    Route("/both", _says("read")),
    Route("/both", _body, methods=["POST"]),
    Route("/thing/{name}", _says("variable")),
    Route("/thing/named", _says("never reached")),
    Mount("/below", routes=[_saying("inner")]),
    Route("/below/inner", _says("never reached")),
]


def _browser(*, shortcut: bool) -> httpx.AsyncClient:
    routes = [ExactPaths(ROUTES), *ROUTES] if shortcut else ROUTES
    pages = Pages.of([], public_url="http://localhost:8000", entropy=CountedEntropy())
    app = site(Router(routes), pages=pages, clock=HandClock())
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://localhost:8000")


@pytest.mark.parametrize("method", ["GET", "POST", "HEAD", "DELETE"])
@pytest.mark.parametrize(
    "path", ["/first", "/first/", "/refused", "/both", "/thing/named", "/thing/other", "/below/inner", "/nowhere", "//first"]
)
async def test_nothing_but_the_way_is_another(method: str, path: str) -> None:
    async with _browser(shortcut=True) as short, _browser(shortcut=False) as usual:
        taken, expected = [await browser.request(method, path, content=b"x") for browser in (short, usual)]
    assert (taken.status_code, taken.content) == (expected.status_code, expected.content)
    assert taken.headers.get("allow") == expected.headers.get("allow")


def test_only_what_no_earlier_variable_path_would_have_is_in_it() -> None:
    shortcut = ExactPaths(ROUTES)
    assert sorted(shortcut._endpoints) == [
        ("GET", "/both"),
        ("GET", "/first"),
        ("GET", "/refused"),
        ("HEAD", "/both"),
        ("HEAD", "/first"),
        ("HEAD", "/refused"),
        ("POST", "/both"),
    ]
