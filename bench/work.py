"""Row 4: what a sign-in and a sign-on cost in statements, hashes and signatures, and how many bytes the main pages have.

Counted in this process, through the same rooms, by wrapping the ports: the figures do not depend on the machine.
"""

import asyncio
import re
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import parse_qs, urlsplit

import httpx
from starlette.routing import Router

from bench.connection import WrongAnswerError
from bench.counted import Tally, counted
from bench.installation import PASSWORD, REDIRECT_URI, Installation
from bench.result import Row
from bench.sso.asker import question_to
from bench.sso.ours import joined
from ugyfelkapu.adapters.entropy import SystemEntropy
from ugyfelkapu.app import opened
from ugyfelkapu.foundation.page import Pages, shell
from ugyfelkapu.site import ROOMS, rooms

KINDS = ("statements", "transactions", "hashes", "signatures")
VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
OK = 200
SEE_OTHER = 303

_CSRF = re.compile(r'name="csrf_token" value="([^"]+)"')


def measure(installation: Installation) -> list[Row]:
    """The rows of work and of bytes."""
    return asyncio.run(_measured(installation))


async def _measured(installation: Installation) -> list[Row]:
    tally: Tally = Counter()
    async with _browser(installation, tally) as browser:
        rows = [await _bytes(browser, "/"), await _bytes(browser, "/sign-in")]
        tally.clear()
        await sign_in(browser, installation)
        rows += _work("a password sign-in", tally)
        rows.append(await _bytes(browser, "/own"))
        tally.clear()
        await _sign_on(browser, installation)
        rows += _work("a sign-on with a live session", tally)
        services = await joined(installation)
        tally.clear()
        page = _expect(await browser.get(question_to(services[0], "_counted")), OK)
        rows += _work("a sign-on by SAML with a live session", tally)
        rows.append(Row(name="HTML of an answer by SAML", unit="bytes", rounds=[float(len(page.content))]))
        rows += [await _bytes(browser, await _chooser(browser, installation)), await _bytes(browser, "/counter")]
    return rows


@asynccontextmanager
async def _browser(installation: Installation, tally: Tally) -> AsyncIterator[httpx.AsyncClient]:
    """A browser in front of the site, without sockets."""
    settings = installation.settings
    pages = Pages.of(ROOMS, public_url=settings.public_url, entropy=SystemEntropy())
    async with opened(settings) as house:
        site = shell.site(Router(rooms(counted(house, tally), pages)), pages=pages, clock=house.clock)
        transport = httpx.ASGITransport(site)
        async with httpx.AsyncClient(transport=transport, base_url=settings.public_url) as browser:
            yield browser


async def sign_in(browser: httpx.AsyncClient, installation: Installation) -> None:
    """The browser has a session of the first account from here on."""
    account = installation.accounts[0]
    browser.cookies.set("device", account.device)
    csrf = _CSRF.search((await browser.get("/sign-in")).text)
    form = {"csrf_token": csrf[1] if csrf else "", "username": account.username, "password": PASSWORD}
    _expect(await browser.post("/sign-in", data=form), SEE_OTHER)


async def _sign_on(browser: httpx.AsyncClient, installation: Installation) -> None:
    browser.cookies.set("broker_session", installation.sessions[-1])
    answer = _expect(await browser.get("/authorize", params=_asked(installation)), SEE_OTHER)
    code = parse_qs(urlsplit(answer.headers["location"]).query)["code"][0]
    form = {"grant_type": "authorization_code", "code": code, "code_verifier": VERIFIER, "redirect_uri": REDIRECT_URI}
    proof = (installation.client_id, installation.client_secret)
    _expect(await browser.post("/token", data=form, auth=proof), OK)


async def _chooser(browser: httpx.AsyncClient, installation: Installation) -> str:
    """The page that names the service, which a browser without a session is sent to."""
    browser.cookies.delete("broker_session")
    answer = _expect(await browser.get("/authorize", params=_asked(installation)), SEE_OTHER)
    return str(answer.headers["location"])


def _asked(installation: Installation) -> dict[str, str]:
    return {
        "client_id": installation.client_id,
        "redirect_uri": REDIRECT_URI,
        "response_type": "code",
        "scope": "openid profile email",
        "state": "s",
        "nonce": "n",
        "code_challenge": CHALLENGE,
        "code_challenge_method": "S256",
    }


async def _bytes(browser: httpx.AsyncClient, path: str) -> Row:
    answer = await browser.get(path, follow_redirects=True)
    name = re.sub(r"/authorize/[^?]+", "/authorize/{pending_id}", answer.url.path)
    return Row(name=f"HTML of {name}", unit="bytes", rounds=[float(len(_expect(answer, OK).content))])


def _work(what: str, tally: Tally) -> list[Row]:
    return [Row(name=f"{kind} of {what}", unit="", rounds=[float(tally[kind])]) for kind in KINDS]


def _expect(answer: httpx.Response, status: int) -> httpx.Response:
    if answer.status_code != status:
        message = f"{answer.request.url.path}: {answer.status_code}, not {status}"
        raise WrongAnswerError(message)
    return answer
