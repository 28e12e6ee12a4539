"""Debian's LemonLDAP::NG as a contestant: nginx, its FastCGI server, its OpenID Connect issuer, sessions in PostgreSQL."""

import asyncio
import json
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import asyncpg
import httpx
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from bench.beside.contestant import Contestant, Identity, Kind, NotHereError, Paths
from bench.beside.debian import as_user, given_to, installed
from bench.beside.postgres import durable_cluster, new_database, process_of, version_of
from bench.flow import Provider
from bench.processes import free_port, running, wait_until_ready

NAME = "LemonLDAP::NG"
FOLDER = Path(__file__).parents[1] / "peers" / "lemonldap_ng"
USER = "www-data"
PROCESSES = 4
BROWSERS = 32
SECRET = "bench-secret-that-is-long-enough-for-any-check"
REDIRECT_URI = "https://service.example/callback"
DISCOVERY = "/.well-known/openid-configuration"
_TABLE = "CREATE TABLE sessions (id varchar(64) NOT NULL PRIMARY KEY, a_session jsonb)"
"""As its papers have it, but for `UNLOGGED`, which would lose the sessions with the power."""
_PATHS = Paths(userinfo="/oauth2/userinfo", introspection="/oauth2/introspect", discovery=DISCOVERY, par="")
_NO_HASH = "its people are of its demonstration, whose passwords are not hashed"
_MISSING = {
    Kind.PUSHED_FLOW: "not offered",
    Kind.REFRESH: "not offered: a refresh token stays the same",
    Kind.PASSWORD: _NO_HASH,
    Kind.MIXED: "not offered: no rotation, no hashed passwords",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Portal:
    """The portal as it runs."""

    version: str
    store: str
    port: int
    pids: tuple[int, ...]
    """Its FastCGI server's first."""
    cookies: list[str]
    """The `Cookie` header of each browser that is signed in."""


@contextmanager
def entrant(folder: Path, cores: set[int]) -> Iterator[Contestant]:
    """The portal as an OpenID provider."""
    with portal(folder / "lemonldap", cores, ready=DISCOVERY) as here:
        provider = _provider(here.port, here.pids[0], here.cookies)
        yield _contestant(provider, version=here.version, store=here.store, pids=here.pids)


@contextmanager
def portal(
    place: Path, cores: set[int], *, ready: str, settings: Callable[[int], Mapping[str, object]] = lambda _: {}
) -> Iterator[Portal]:
    """The portal, running, with browsers signed in; `ready`: what it answers then; `settings`: more of them, by its port."""
    version = installed("lemonldap-ng")
    port = free_port()
    place.mkdir()
    with ExitStack() as stack:
        cluster = stack.enter_context(durable_cluster(cores))
        asyncio.run(_store(cluster))
        socket = cluster.rpartition("host=")[2]
        Path(socket).chmod(0o755)  # the portal runs as a user of its own
        _configure(place, port, {**_portal(place, port, socket), **settings(port)})
        output = place / "output.log"
        environment = os.environ | {"LLNG_DEFAULTCONFFILE": str(place / "lemonldap-ng.ini"), "LLNG_DEFAULTLOGGER": _LOGGER}
        fastcgi = running(as_user(_fastcgi(place), USER), cores=cores, output=output, environment=environment)
        nginx = running(as_user(_nginx(place), USER), cores=cores, output=output)
        served = stack.enter_context(fastcgi)
        before = stack.enter_context(nginx)
        wait_until_ready(before, port=port, path=ready, output=output)
        yield Portal(
            version=version,
            store=f"PostgreSQL {asyncio.run(version_of(cluster))}, synchronous_commit=on",
            port=port,
            pids=(served.pid, before.pid, process_of(cluster)),
            cookies=asyncio.run(_signed_in(port)),
        )


_LOGGER = "Lemonldap::NG::Common::Logger::Std"


def _contestant(provider: Provider, *, version: str, store: str, pids: tuple[int, ...]) -> Contestant:
    return Contestant(
        name=NAME,
        store=store,
        version=version,
        durable=True,
        provider=provider,
        renewing=Identity(client_id="bench", client_secret=SECRET),
        machine=Identity(client_id="bench", client_secret=SECRET),
        machine_scope="openid",
        paths=_PATHS,
        pids=pids,
        signs_in=None,
        missing=_MISSING,
    )


def _provider(port: int, pid: int, cookies: list[str]) -> Provider:
    return Provider(
        name=NAME,
        port=port,
        pid=pid,
        issuer=f"http://localhost:{port}/",
        algorithm="RS256",  # ES256 is not offered
        authorize="/oauth2/authorize",
        token="/oauth2/token",
        jwks="/oauth2/jwks",
        client_id="bench",
        client_secret=SECRET,
        redirect_uri=REDIRECT_URI,
        cookies=cookies,
    )


async def _store(cluster: str) -> None:
    """A database with the one table of its sessions."""
    connection = await asyncpg.connect(await new_database(cluster, "llng"))
    await connection.execute(_TABLE)
    await connection.close()


def _configure(place: Path, port: int, settings: Mapping[str, object]) -> None:
    """Its files, from those in `bench/peers/lemonldap_ng`."""
    for name in ("conf", "cache", "nginx"):
        (place / name).mkdir()
    values = {"PLACE": str(place), "PORT": str(port)}
    for name in ("lemonldap-ng.ini", "nginx.conf"):
        text = (FOLDER / name).read_text(encoding="utf-8")
        for word, value in values.items():
            text = text.replace(f"@{word}@", value)
        (place / name).write_text(text, encoding="utf-8")
    (place / "conf" / "lmConf-1.json").write_text(json.dumps(settings), encoding="utf-8")
    given_to(USER, place)


def _portal(place: Path, port: int, socket: str) -> dict[str, object]:
    """What its manager would write."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    written = json.loads((FOLDER / "portal.json").read_text(encoding="utf-8"))
    return {
        **written,
        "portal": f"http://localhost:{port}/",
        "oidcServiceMetaDataIssuer": f"http://localhost:{port}/",
        "oidcServicePrivateKeySig": key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode(),
        "oidcServicePublicKeySig": public.decode(),
        "globalStorageOptions": {
            "DataSource": f"dbi:Pg:dbname=llng;host={socket}",
            "UserName": "postgres",
            "Commit": 1,
            "TableName": "sessions",
        },
        "localSessionStorageOptions": {"namespace": "sessions", "default_expires_in": 600, "cache_root": str(place / "cache")},
    }


def _fastcgi(place: Path) -> list[str]:
    names = ["--socket", str(place / "fastcgi.sock"), "--pid", str(place / "fastcgi.pid")]
    return ["/usr/sbin/llng-fastcgi-server", "--foreground", "--proc", str(PROCESSES), *names]


def _nginx(place: Path) -> list[str]:
    return ["/usr/sbin/nginx", "-p", str(place), "-c", str(place / "nginx.conf"), "-e", str(place / "nginx.log")]


async def _signed_in(port: int) -> list[str]:
    """Sessions of one of its three people, as many as there are browsers."""
    return [await _sign_in(port) for _ in range(BROWSERS)]


async def _sign_in(port: int) -> str:
    async with httpx.AsyncClient(base_url=f"http://localhost:{port}", timeout=30) as browser:
        answer = await browser.post("/", data={"user": "dwho", "password": "dwho"})
        for header in answer.headers.get_list("set-cookie"):
            if header.startswith("lemonldap="):
                return header.partition(";")[0]
    message = f"{NAME} let nobody in: {answer.status_code} {answer.text[:200]}"
    raise NotHereError(message)
