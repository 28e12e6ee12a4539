"""Whatever is sent to whatever address: no 5xx, a refusal that says so, and nothing changed (`security.md` 2, 5)."""

import re
from collections.abc import AsyncIterator, Mapping
from datetime import date
from urllib.parse import urlsplit

import httpx
import pytest

from tests.attacks.whole_site import WholeSite, is_told, token_of
from tests.gate.counter_world import a_person
from tests.gate.owner_world import Owner

FORM = "application/x-www-form-urlencoded"
EVIL = "evil.example"
BODIES = {
    "too large": (FORM, b"username=" + b"a" * 70_000),
    "much too large": (FORM, b"a" * 2_000_000),
    "malformed percent": (FORM, b"username=%zz&password=%"),
    "not UTF-8": (FORM, b"username=%ff%fe&password=%c3%28"),
    "NUL": (FORM, b"username=a%00b"),
    "twice": (FORM, b"username=a&username=b"),
    "token twice": (FORM, b"csrf_token=a&csrf_token=b"),
    "too many fields": (FORM, b"&".join(b"f%d=1" % number for number in range(500))),
    "no token": (FORM, b"username=a&password=b&decision=yes&code=123456"),
    "empty": (FORM, b""),
    "no type": ("", b"username=a"),
    "JSON": ("application/json", b'{"username": "a"}'),
    "deep JSON": ("application/json", b"[" * 30_000),
    "multipart": (
        "multipart/form-data; boundary=x",
        b'--x\r\nContent-Disposition: form-data; name="username"\r\n\r\na\r\n--x--\r\n',
    ),
    "text": ("text/plain", b"csrf_token=a"),
    "malformed type": ("application/x-www-form-urlencoded; charset=none", b"a=b"),
}
QUERIES = ("lang=%ff", "lang=hu&lang=en", "a=%00", "notice=%C3%28", "q=" + "a" * 60_000, "%zz=%", "&&&=&=", "lang[]=hu")
HEADERS = {
    "another host": {"Host": EVIL},
    "forwarded host": {"X-Forwarded-Host": EVIL, "Forwarded": f"host={EVIL};proto=http", "X-Forwarded-Proto": "http"},
    "original url": {"X-Original-URL": "/counter", "X-Rewrite-URL": "/counter", "X-HTTP-Method-Override": "POST"},
    "forwarded for": {"X-Forwarded-For": "999.1.1.1, ::ffff:evil", "X-Real-IP": "\xff"},
    "languages": {"Accept-Language": "x" * 5000 + ",;q=,*;q=\x7f"},
    "another origin": {"Origin": f"https://{EVIL}", "Sec-Fetch-Site": "cross-site", "Referer": f"https://{EVIL}/"},
    "authorization": {"Authorization": "Bearer " + "a.b.c"},
    "malformed basic": {"Authorization": "Basic !!!"},
    "endless bearer": {"Authorization": "Bearer " + "e" * 20_000},
}
COOKIES = {
    "huge": "browser=" + "a" * 30_000,
    "malformed": "browser; =; gate_session==;;;\xff=\xfe",
    "forged": "__Host-gate_session=gs_forged; __Host-clerk_session=cs_forged; __Host-broker_session=bs_x; __Host-device=gd_x",
    "plain names": "gate_session=x; clerk_session=x; broker_session=x",
    "quoted": '__Host-browser="a\\012b"; __Host-language="xx"',
}
METHODS = ("PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND", "A" * 300)
GARBAGE = (
    "²²²²²²",
    "٠١٢٣٤٥",
    "\u202etxt.exe",
    "\U0001d51e" * 4000,
    "-1",
    "1e309",
    "A-0000-0000-0000",
    "../../etc/passwd",
    "'; DROP TABLE gate; --",
)
GARBAGE_MARK_UP = '"><script>alert(1)</script>{{ 7*7 }}'
FIELDS = (
    *("username", "password", "new_password", "new_password_again", "code", "email", "identification", "decision", "person"),
    *("document_type", "document_number", "citizenship", "birth_date_year", "birth_date_month", "birth_date_day", "language"),
    *("family_name", "given_name", "birth_family_name", "birth_given_name", "mothers_family_name", "mothers_given_name"),
    *(
        "birth_place",
        "reason",
        "data_match",
        "face_match",
        "validity_days",
        "notice",
        "client_id",
        "state",
        "credential",
        "name",
    ),
)
ENDS_A_SESSION = {"/sign-out", "/counter/sign-out", "/end-session/confirm"}
"""Whoever sends these with a good token wants just that."""


@pytest.fixture
async def insider(site: WholeSite, owner: Owner) -> AsyncIterator[httpx.AsyncClient]:
    """A browser signed in as clerk and as citizen, at a service too: every page lets it in."""
    async with site.browser() as client:
        await site.sign_clerk_in(client)
        await site.sign_on(client, owner)
        yield client


def in_bytes(headers: Mapping[str, str]) -> dict[bytes, bytes]:
    """Headers as they are sent, whatever is in them."""
    return {name.encode(): value.encode("latin-1") for name, value in headers.items()}


async def paths(site: WholeSite, client: httpx.AsyncClient) -> list[tuple[str, set[str]]]:
    """Every address with its methods; an open case and a waiting request stand in for their names."""
    case = await site.counter.opens(a_person("Varga", number="654321BA", born=date(1961, 7, 3)))
    waiting = (await site.begin_sign_on(client)).rpartition("/")[2] if client.cookies else "x"
    known = {"case_id": str(case), "pending_id": waiting, "name": "site.css", "number": "x"}
    named = [re.sub(r"\{(\w+)\}", lambda match: known.get(match[1], "unknown"), route.path) for route in site.routes]
    return [(path, route.methods or set()) for path, route in zip(named, site.routes, strict=True)]


def require_told(answer: httpx.Response, what: str) -> None:
    """No 5xx; a refusal is told; nothing of the sender's in where the answer leads."""
    assert answer.status_code < 500, f"{what}: {answer.status_code}"
    if answer.status_code >= 400 and answer.request.method != "HEAD":
        assert is_told(answer), f"{what}: {answer.status_code} {answer.text[:300]}"
    lead = answer.headers.get("Location", "") + answer.headers.get("Refresh", "")
    assert EVIL not in lead, f"{what}: leads to {lead}"


async def test_malformed_bodies_are_refused_everywhere(site: WholeSite, insider: httpx.AsyncClient) -> None:
    posts = [path for path, methods in await paths(site, insider) if "POST" in methods]
    before = await site.state()
    for path in posts:
        for what, (content_type, body) in BODIES.items():
            headers = {"Content-Type": content_type} if content_type else {}
            answer = await insider.post(path, content=body, headers=headers)
            require_told(answer, f"{path}: {what}")
            assert answer.status_code >= 300, f"{path}: {what}: {answer.status_code}"
        assert await site.state() == before, path


async def test_odd_queries_headers_and_cookies_break_nothing(site: WholeSite, insider: httpx.AsyncClient) -> None:
    gets = [path for path, methods in await paths(site, insider) if "GET" in methods]
    before = await site.state()
    for path in gets:
        for what, answer in [item async for item in _odd_requests(insider, path)]:
            require_told(answer, f"{path}: {what}")
            assert EVIL not in answer.text, f"{path}: {what}"
    assert await site.state() == before


async def _odd_requests(client: httpx.AsyncClient, path: str) -> AsyncIterator[tuple[str, httpx.Response]]:
    for query in QUERIES:
        yield query[:40], await client.get(f"{path}?{query}")
    for what, headers in HEADERS.items():
        yield what, await client.get(path, headers=in_bytes(headers))
    for what, cookies in COOKIES.items():
        yield what, await client.get(path, headers=in_bytes({"Cookie": cookies}))
    yield "HEAD", await client.head(path)


async def test_unknown_methods_are_refused_everywhere(site: WholeSite, insider: httpx.AsyncClient) -> None:
    found = await paths(site, insider)
    known = {path: {method for other, methods in found if other == path for method in methods} for path, _ in found}
    before = await site.state()
    for path, methods in known.items():
        for method in METHODS:
            if method not in methods:
                answer = await insider.request(method, path)
                require_told(answer, f"{method} {path}")
                assert answer.status_code == 405, f"{method} {path}: {answer.status_code}"
    assert await site.state() == before


async def test_garbage_in_every_field_of_a_genuine_form_is_refused(site: WholeSite, insider: httpx.AsyncClient) -> None:
    token = await token_of(insider, "/counter/register")
    for path, methods in await paths(site, insider):
        if "POST" in methods and path not in ENDS_A_SESSION:
            for garbage in (*GARBAGE, GARBAGE_MARK_UP):
                answer = await insider.post(path, data=dict.fromkeys(FIELDS, garbage) | {"csrf_token": token})
                require_told(answer, f"{path}: {garbage[:20]}")
                assert GARBAGE_MARK_UP not in answer.text


TRICKS = (
    *("//evil.example/sign-in", "//evil.example/sign-in/", "/sign-in/", "/counter/", "/own/", "/authorize/x/", "/./own"),
    *("/..%2fown", "/static/..%2f..%2fsettings.py", "/static/%2e%2e/%2e%2e/settings.py", "/static/site.css/../../own"),
    *("/own;jsessionid=1", "/own%00", "/%6fwn", "/OWN", "/own%20", "/own%0d%0aX-Evil:%201", "/%ff%fe", "/own\\..", "/*"),
)
"""Paths that mean something else to somebody in between."""


@pytest.mark.parametrize("path", TRICKS)
async def test_a_path_trick_leads_to_no_page_and_nowhere_else(site: WholeSite, path: str) -> None:
    async with site.browser() as client:
        answer = await client.get(
            httpx.URL("https://id.example.test").copy_with(raw_path=path.encode()), headers={"Host": EVIL}
        )
    require_told(answer, path)
    assert answer.status_code in {303, 404, 400, 405}, f"{path}: {answer.status_code} {answer.headers.get('Location')}"
    assert not urlsplit(answer.headers.get("Location", "")).netloc
