"""The page shell: languages, forms, cookies, headers and errors, over real requests."""

import re
from urllib.parse import urljoin, urlsplit

import httpx
import pytest
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route, Router

from tests.world import CountedEntropy, HandClock
from ugyfelkapu.foundation.database import DatabaseUnavailableError
from ugyfelkapu.foundation.page import Pages
from ugyfelkapu.foundation.page.form import MOST_BODY_BYTES
from ugyfelkapu.foundation.page.shell import site

FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def browser(*, public_url: str = "http://localhost:8000") -> httpx.AsyncClient:
    pages = Pages.of([], public_url=public_url, entropy=CountedEntropy())

    async def show(request: Request) -> Response:
        return pages.answer(pages.visit(request), "error.html", {"status": 404, "incident": "", "wait_minutes": 0})

    async def take(request: Request) -> Response:
        return PlainTextResponse((await pages.form(request)).text("name"))

    async def token(request: Request) -> Response:
        visit = pages.visit(request)
        response = pages.redirect(visit, "/done")
        response.headers["X-Token"] = visit.csrf_token
        return response

    async def fall(request: Request) -> Response:
        raise {"down": DatabaseUnavailableError, "bug": ZeroDivisionError}[request.path_params["how"]]("a private reason")

    async def refuse(request: Request) -> Response:
        raise HTTPException(int(request.path_params["status"]))

    routes = [
        Route("/show", show),
        Route("/take", take, methods=["POST"]),
        Route("/token", token),
        Route("/fall/{how}", fall),
        Route("/refuse/{status}", refuse),
    ]
    shell = site(Router(routes), pages=pages, clock=HandClock())
    return httpx.AsyncClient(transport=httpx.ASGITransport(shell), base_url=public_url)


async def submit(client: httpx.AsyncClient, body: bytes | dict[str, str], **headers: str) -> httpx.Response:
    token = (await client.get("/token")).headers["X-Token"]
    if isinstance(body, dict):
        return await client.post("/take", data={"csrf_token": token, **body}, headers=headers)
    content = b"csrf_token=" + token.encode() + b"&" + body
    return await client.post("/take", content=content, headers=FORM | headers)


async def test_a_form_of_ours_is_taken() -> None:
    async with browser() as client:
        assert (await submit(client, {"name": " Őszi Örs "})).text == "Őszi Örs"


@pytest.mark.parametrize(
    "headers", [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}]
)
async def test_a_form_sent_from_another_site_is_refused(headers: dict[str, str]) -> None:
    async with browser() as client:
        assert (await submit(client, {"name": "a"}, **headers)).status_code == 403


async def test_a_form_without_a_token_or_with_anothers_is_refused() -> None:
    async with browser() as client, browser() as other:
        foreign = (await other.get("/token")).headers["X-Token"]
        await client.get("/token")
        client.cookies.set("browser", "somebody-else")
        for token in ("", foreign, "ő"):
            assert (await client.post("/take", data={"csrf_token": token})).status_code == 403


async def test_a_form_without_a_cookie_is_refused() -> None:
    async with browser() as client:
        token = (await client.get("/token")).headers["X-Token"]
        client.cookies.clear()
        assert (await client.post("/take", data={"csrf_token": token})).status_code == 403


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"name=a&name=b", 400),
        (b"name=%FF", 400),
        (b"name=%00", 400),
        (b"name=%1B", 400),
        (b"&".join(b"f%d=1" % number for number in range(200)), 400),
        (b"name=" + b"a" * MOST_BODY_BYTES, 413),
    ],
)
async def test_a_malformed_form_is_refused_in_words(body: bytes, status: int) -> None:
    async with browser() as client:
        answer = await submit(client, body)
        assert answer.status_code == status
        assert 'role="alert"' in answer.text


async def test_another_kind_of_content_is_refused() -> None:
    async with browser() as client:
        answer = await client.post("/take", content=b"{}", headers={"Content-Type": "application/json"})
        assert answer.status_code == 415


@pytest.mark.parametrize(("path", "status"), [("/nowhere", 404), ("/take", 405), ("/refuse/429", 429), ("/refuse/413", 413)])
async def test_each_refusal_is_a_page(path: str, status: int) -> None:
    async with browser() as client:
        answer = await client.get(path)
        assert answer.status_code == status
        assert 'data-page="error"' in answer.text


async def test_a_bug_shows_an_incident_number_and_nothing_private() -> None:
    async with browser() as client:
        answer = await client.get("/fall/bug")
        assert answer.status_code == 500
        assert re.search(r"261122-[0-9A-F]{8}", answer.text)
        assert "private" not in answer.text


async def test_an_outage_says_when_to_come_back() -> None:
    async with browser() as client:
        answer = await client.get("/fall/down", headers={"Accept": "application/json"})
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
        assert answer.json() == {"error": "service_unavailable"}
        assert 'data-page="error"' in (await client.get("/fall/down")).text


async def test_the_language_switch_keeps_the_address_and_is_remembered() -> None:
    async with browser() as client:
        page = await client.get("/show?step=2&lang=de")
        assert '<html lang="de"' in page.text
        assert "/show?step=2&amp;lang=en" in page.text
        assert '<html lang="de"' in (await client.get("/show")).text


@pytest.mark.parametrize("path", ["//other.example.test/", "///other.example.test/", "/%5Cother.example.test/", "/%5C/other"])
async def test_the_language_switch_never_leads_to_another_host(path: str) -> None:
    async with browser() as client:
        page = await client.get(f"http://localhost:8000{path}")
    links = re.findall(r'href="([^"]*lang=en)"', page.text)
    assert links
    assert all(
        urlsplit(urljoin("http://localhost:8000/", link.replace("\\", "/"))).netloc == "localhost:8000" for link in links
    )


@pytest.mark.parametrize(
    ("accept", "language"), [("de-AT,en;q=0.5", "de"), ("fr,en-GB", "en"), ("fr", "hu"), ("", "hu"), (";;,=", "hu")]
)
async def test_the_browser_chooses_the_language_until_somebody_does(accept: str, language: str) -> None:
    async with browser() as client:
        page = await client.get("/show", headers={"Accept-Language": accept})
        assert f'<html lang="{language}"' in page.text


async def test_an_unknown_language_changes_nothing() -> None:
    async with browser() as client:
        assert '<html lang="hu"' in (await client.get("/show?lang=xx%00")).text


async def test_every_page_carries_the_headers() -> None:
    async with browser(public_url="https://gate.example") as client:
        headers = (await client.get("/show")).headers
        policy = headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'")
        for part in ("frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'"):
            assert part in policy
        assert headers["Referrer-Policy"] == "no-referrer"
        assert headers["Cache-Control"] == "no-store"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert "max-age=63072000" in headers["Strict-Transport-Security"]


async def test_cookies_are_bound_to_the_host_over_https() -> None:
    async with browser(public_url="https://gate.example") as client:
        cookie = (await client.get("/show")).headers["Set-Cookie"]
        assert cookie.startswith("__Host-browser=")
        for part in ("Secure", "HttpOnly", "SameSite=lax", "Path=/"):
            assert part in cookie


async def test_after_a_submission_the_answer_is_a_303() -> None:
    async with browser() as client:
        answer = await client.get("/token")
        assert (answer.status_code, answer.headers["Location"]) == (303, "/done")


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.7", "203.0.113.0/24"),
        ("::ffff:203.0.113.7", "203.0.113.0/24"),
        ("2001:db8:1:2ff::9", "2001:db8:1:200::/56"),
        ("fe80::1%eth0", "fe80::/56"),
        ("", ""),
    ],
)
async def test_neighbours_share_a_network_and_others_do_not(address: str, network: str) -> None:
    seen = []

    async def show(request: Request) -> Response:
        seen.append(pages.visit(request).network)
        return Response()

    pages = Pages.of([], public_url="http://localhost:8000", entropy=CountedEntropy())
    transport = httpx.ASGITransport(Router([Route("/", show)]), client=(address, 1))
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost:8000") as client:
        await client.get("/")
    assert seen == [network]
