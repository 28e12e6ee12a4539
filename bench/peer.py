"""npm's oidc-provider as a peer: installed from its lock, started on a store of its own, signed in to by its own pages."""

import asyncio
import re
import secrets
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookiejar import Cookie
from pathlib import Path

import httpx

from bench.flow import Provider
from bench.processes import free_port, running, wait_for_line

FOLDER = Path(__file__).parent / "peers" / "oidc_provider"
BROWSERS = 32
MOST_STEPS = 12
CLIENT_ID = "bench"
RENEWING_ID = "bench-renewing"
MACHINE_ID = "bench-machine"
CLIENT_SECRET = "bench-secret-that-is-long-enough-for-any-check"
REDIRECT_URI = "https://service.example/callback"
COMMITS = ("group", "each")
"""How the peer's store commits: as ours does, all waiting requests at once, or each write by itself."""

_SUBMIT = re.compile(r'<form[^>]* action="([^"]+)"')


class PeerMissingError(Exception):
    """The peer cannot be measured here; the sentence says why."""


def installed() -> None:
    """Install the peer from its lock, unless it is there."""
    if shutil.which("npm") is None or shutil.which("node") is None:
        message = "node and npm are not installed, so there is no peer to compare with"
        raise PeerMissingError(message)
    mark = FOLDER / "node_modules" / ".package-lock.json"
    lock = FOLDER / "package-lock.json"
    if mark.exists() and mark.stat().st_mtime >= lock.stat().st_mtime:
        return
    outcome = subprocess.run(["npm", "ci", "--no-audit", "--no-fund"], cwd=FOLDER, capture_output=True, text=True, check=False)
    if outcome.returncode:
        message = f"npm ci failed: {outcome.stderr.strip().splitlines()[-1:]}"
        raise PeerMissingError(message)


@contextmanager
def peer(folder: Path, commit: str, *, cores: set[int]) -> Iterator[Provider]:
    """The peer, running, with browsers signed in."""
    port = free_port()
    output = folder / f"peer-{commit}.log"
    command = ["node", str(FOLDER / "server.js"), str(port), str(folder / f"peer-{commit}.db"), commit]
    with running(command, cores=cores, output=output) as process:
        wait_for_line(process, f"ready {port}", output=output)
        yield Provider(
            name=f"oidc-provider, commit {commit}",
            port=port,
            pid=process.pid,
            issuer=f"http://localhost:{port}",
            algorithm="ES256",
            authorize="/auth",
            token="/token",
            jwks="/jwks",
            client_id=CLIENT_ID,
            client_secret=CLIENT_SECRET,
            redirect_uri=REDIRECT_URI,
            cookies=asyncio.run(signed_in(port)),
        )


async def signed_in(port: int) -> list[str]:
    """The cookies of as many browsers, each signed in."""
    return [await _sign_in(port, f"bench-{number}") for number in range(BROWSERS)]


async def _sign_in(port: int, login: str) -> str:
    """A browser that has consented to both services; the cookies it keeps."""
    async with httpx.AsyncClient(base_url=f"http://localhost:{port}") as browser:
        for client_id in (CLIENT_ID, RENEWING_ID):
            await _sign_on(browser, client_id, login)
        return "; ".join(f"{cookie.name}={cookie.value}" for cookie in browser.cookies.jar if _is_kept(cookie))


async def _sign_on(browser: httpx.AsyncClient, client_id: str, login: str) -> None:
    """Go through the peer's own log-in and consent pages as a browser does."""
    query = {
        "client_id": client_id,
        "redirect_uri": REDIRECT_URI,
        "response_type": "code",
        "scope": "openid profile email",
        "state": "s",
        "nonce": "n",
        "code_challenge": secrets.token_urlsafe(32),
        "code_challenge_method": "S256",
    }
    answer = await browser.get("/auth", params=query)
    for _ in range(MOST_STEPS):
        address = answer.headers.get("location", "")
        if address.startswith(REDIRECT_URI):
            return
        answer = await browser.get(address) if address else await _submit(browser, answer.text, login)
    message = f"the peer let nobody in: {answer.status_code} {answer.text[:300]}"
    raise PeerMissingError(message)


async def _submit(browser: httpx.AsyncClient, page: str, login: str) -> httpx.Response:
    form = _SUBMIT.search(page)
    if form is None:
        message = f"the peer shows no form: {page[:300]}"
        raise PeerMissingError(message)
    prompt = "login" if 'value="login"' in page else "consent"
    return await browser.post(form[1], data={"prompt": prompt, "login": login, "password": "any"})


def _is_kept(cookie: Cookie) -> bool:
    return cookie.path == "/"
