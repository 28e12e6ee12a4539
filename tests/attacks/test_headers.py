"""Every page there is, for whoever may see it, with its headers and cookies (`docs/security.md`, rule 11)."""

import httpx

from tests.attacks.whole_site import WholeSite
from tests.gate.owner_world import Owner
from ugyfelkapu.foundation.page.headers import PAGE_HEADERS

DIRECTIVES = ("default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'")
FEWEST_PAGES = 25


async def test_every_page_carries_every_header(site: WholeSite, owner: Owner) -> None:
    seen = set()
    async with site.browser() as stranger, site.browser() as insider, site.browser() as clerk:
        await site.sign_in(insider, owner)
        await site.sign_clerk_in(clerk)
        for browser in (stranger, insider, clerk):
            for path in _paths(site):
                answer = await browser.get(path)
                _bakes_good_cookies(answer)
                if answer.headers.get("Content-Type", "").startswith("text/html"):
                    seen.add(path)
                    _is_guarded(answer)
    assert len(seen) >= FEWEST_PAGES, seen


async def test_refusals_are_pages_too(site: WholeSite) -> None:
    async with site.browser() as browser:
        for answer in (
            await browser.get("/nothing-here"),
            await browser.put("/sign-in"),
            await browser.post("/sign-in", data={"username": "x" * 2_000_000}),
            await browser.post("/sign-in", data={"username": "x"}),
        ):
            assert answer.status_code in {403, 404, 405, 413}
            _is_guarded(answer)


def _paths(site: WholeSite) -> list[str]:
    return sorted({route.path for route in site.routes if "GET" in (route.methods or set()) and "{" not in route.path})


def _is_guarded(answer: httpx.Response) -> None:
    where = str(answer.request.url)
    for name, value in PAGE_HEADERS.items():
        assert answer.headers[name] == value, (where, name)
    policy = answer.headers["Content-Security-Policy"]
    assert all(directive in policy for directive in DIRECTIVES), (where, policy)
    assert "unsafe" not in policy, (where, policy)
    assert answer.headers["Strict-Transport-Security"].startswith("max-age="), where


def _bakes_good_cookies(answer: httpx.Response) -> None:
    for cookie in answer.headers.get_list("Set-Cookie"):
        parts = {part.strip().casefold() for part in cookie.split(";")[1:]}
        assert cookie.startswith("__Host-"), cookie
        assert {"secure", "httponly", "samesite=lax", "path=/"} <= parts, cookie
