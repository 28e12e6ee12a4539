"""Debian's glewlwyd as a contestant: its OpenID Connect plugin on SQLite, set up through its interface for administrators."""

import asyncio
import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from gzip import decompress
from itertools import count
from pathlib import Path

import httpx
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from bench.beside.contestant import Contestant, Identity, NotHereError, Paths
from bench.beside.debian import installed
from bench.connection import Line
from bench.flow import OK, Provider, wrong
from bench.installation import PASSWORD
from bench.load import Step
from bench.processes import free_port, running, wait_until_ready

NAME = "glewlwyd"
PEOPLE = 32
SECRET = "bench-secret-that-is-long-enough-for-any-check"
REDIRECT_URI = "https://service.example/callback"
SCOPES = ("openid", "profile", "email")
_TABLES = Path("/usr/share/doc/glewlwyd/database/init.sqlite3.sql.gz")
_SAMPLE = Path("/usr/share/doc/glewlwyd/glewlwyd.conf.sample.gz")
_PATHS = Paths(
    userinfo="/api/oidc/userinfo",
    introspection="/api/oidc/introspect",
    discovery="/api/oidc/.well-known/openid-configuration",
    par="/api/oidc/par",
)


@contextmanager
def entrant(folder: Path, cores: set[int]) -> Iterator[Contestant]:
    """The server, running, with people signed in."""
    version = installed(NAME)
    place, port = folder / NAME, free_port()
    place.mkdir()
    _fill(place / "glewlwyd.db")
    (place / "glewlwyd.conf").write_text(_configuration(place / "glewlwyd.db", port), encoding="utf-8")
    output = place / "glewlwyd.log"
    with running([NAME, "--config-file", str(place / "glewlwyd.conf")], cores=cores, output=output) as process:
        wait_until_ready(process, port=port, path="/config", output=output)
        cookies = asyncio.run(_set_up(port))
        yield _contestant(_provider(port, process.pid, cookies), version=version)


def _contestant(provider: Provider, *, version: str) -> Contestant:
    turns = count()

    async def signs_in(line: Line) -> Step:
        return _signing_in(line, provider.port, turns)

    return Contestant(
        name=NAME,
        store=f"SQLite {sqlite3.sqlite_version}, synchronous=FULL, each write by itself",
        version=version,
        durable=True,
        provider=provider,
        renewing=Identity(client_id="bench", client_secret=SECRET),
        machine=Identity(client_id="bench-machine", client_secret=SECRET),
        machine_scope="machines",
        paths=_PATHS,
        pids=(provider.pid,),
        signs_in=signs_in,
        missing={},
    )


def _provider(port: int, pid: int, cookies: list[str]) -> Provider:
    return Provider(
        name=NAME,
        port=port,
        pid=pid,
        issuer=f"http://localhost:{port}/api/oidc",
        algorithm="ES256",
        authorize="/api/oidc/auth?g_continue",  # what its page adds when the person goes on
        token="/api/oidc/token",
        jwks="/api/oidc/jwks",
        client_id="bench",
        client_secret=SECRET,
        redirect_uri=REDIRECT_URI,
        cookies=cookies,
    )


def _fill(file: Path) -> None:
    """Its own tables; a write-ahead log, which the file then keeps, since it is the faster of SQLite's durable ways."""
    database = sqlite3.connect(file)
    database.executescript(decompress(_TABLES.read_bytes()).decode())
    database.execute("PRAGMA journal_mode=WAL")
    database.close()


def _configuration(database: Path, port: int) -> str:
    """The sample it comes with, on this port and file."""
    text = decompress(_SAMPLE.read_bytes()).decode()
    changes = {
        r"^port=.*$": f"port={port}",
        r"^external_url=.*$": f'external_url="http://localhost:{port}"',
        r"^cookie_secure=.*$": "cookie_secure=0",
        r"^log_level=.*$": 'log_level="ERROR"',
        r'^  path = "/var/cache.*$': f'  path = "{database}"',
    }
    for pattern, line in changes.items():
        text = re.sub(pattern, line, text, flags=re.MULTILINE)
    return text


async def _set_up(port: int) -> list[str]:
    """Plugin, scopes, services and people; the cookies of the people's sessions."""
    async with httpx.AsyncClient(base_url=f"http://localhost:{port}/api", timeout=30) as administrator:
        await _sign_in(administrator, username="admin", password="password")
        for scope in ("profile", "email", "machines"):
            await _post(
                administrator, "/scope", {"name": scope, "display_name": scope, "password_required": False, "scheme": {}}
            )
        plugin = {"module": "oidc", "name": "oidc", "display_name": "oidc", "parameters": _plugin(port)}
        await _post(administrator, "/mod/plugin", plugin)
        await _post(administrator, "/client", _service("bench", ["code", "refresh_token"], []))
        await _post(administrator, "/client", _service("bench-machine", ["client_credentials"], ["machines"]))
        for number in range(PEOPLE):
            await _post(administrator, "/user", _person(number))
    return [await _signed_in(port, number) for number in range(PEOPLE)]


async def _signed_in(port: int, number: int) -> str:
    async with httpx.AsyncClient(base_url=f"http://localhost:{port}/api", timeout=30) as browser:
        cookie = await _sign_in(browser, username=f"bench{number}", password=PASSWORD)
        granted = await browser.put("/auth/grant/bench", json={"scope": " ".join(SCOPES)})
        if granted.status_code != OK:
            message = f"{NAME}: nothing can be granted: {granted.status_code} {granted.text[:200]}"
            raise NotHereError(message)
        return cookie


async def _sign_in(client: httpx.AsyncClient, *, username: str, password: str) -> str:
    """The cookie of the session, which the client keeps sending: its domain is `localhost`, and no library takes that."""
    answer = await _post(client, "/auth", {"username": username, "password": password})
    cookie = answer.headers["set-cookie"].partition(";")[0]
    client.headers["Cookie"] = cookie
    return str(cookie)


async def _post(client: httpx.AsyncClient, path: str, content: object) -> httpx.Response:
    answer = await client.post(path, json=content)
    if answer.status_code != OK:
        message = f"{NAME}: {path}: {answer.status_code} {answer.text[:200]}"
        raise NotHereError(message)
    return answer


def _plugin(port: int) -> dict[str, object]:
    """As its own page for administrators would have it, but for what is measured here."""
    key = ec.generate_private_key(ec.SECP256R1())
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return {
        "iss": f"http://localhost:{port}/api/oidc",
        "jwt-type": "ecdsa",
        "jwt-key-size": "256",
        "key": key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode(),
        "cert": public.decode(),
        "access-token-duration": 3600,
        "refresh-token-duration": 1209600,
        "code-duration": 600,
        "refresh-token-rolling": True,
        "refresh-token-one-use": "always",
        "auth-type-code-enabled": True,
        "auth-type-client-enabled": True,
        "auth-type-refresh-enabled": True,
        "allow-non-oidc": True,  # or there are no client credentials
        "allowed-scope": ["openid"],
        "scope": [],
        "jwks-show": True,
        "pkce-allowed": True,
        "name-claim": "on-demand",
        "email-claim": "on-demand",
        "introspection-revocation-allowed": True,
        "introspection-revocation-allow-target-client": True,
        "oauth-par-allowed": True,
        "oauth-par-duration": 90,
        "oauth-par-request_uri-prefix": "urn:ietf:params:oauth:request_uri:",
    }


def _service(client_id: str, grants: list[str], scopes: list[str]) -> dict[str, object]:
    return {
        "client_id": client_id,
        "name": client_id,
        "password": SECRET,
        "confidential": True,
        "enabled": True,
        "scope": scopes,
        "redirect_uri": [REDIRECT_URI],
        "authorization_type": grants,
        "token_endpoint_auth_method": ["client_secret_basic"],
    }


def _person(number: int) -> dict[str, object]:
    return {
        "username": f"bench{number}",
        "name": "Minta Ildikó",
        "email": f"bench-{number}@posta.example",
        "password": PASSWORD,
        "enabled": True,
        "scope": ["g_profile", *SCOPES],
    }


def _signing_in(line: Line, port: int, turns: "count[int]") -> Step:
    async def step() -> None:
        body = json.dumps({"username": f"bench{next(turns) % PEOPLE}", "password": PASSWORD}).encode()
        head = f"POST /api/auth HTTP/1.1\r\nHost: localhost:{port}\r\nContent-Type: application/json\r\n"
        answer = await line.ask(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
        if answer.status != OK or b"GLEWLWYD" not in answer.head:
            raise wrong(answer)

    return step
