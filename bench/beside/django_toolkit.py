"""django-oauth-toolkit under gunicorn on PostgreSQL as a contestant, from pinned packages in an environment of its own."""

import asyncio
import os
import re
import secrets
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from itertools import count
from pathlib import Path
from urllib.parse import urlencode

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from bench.beside.contestant import Contestant, Identity, Kind, NotHereError, Paths
from bench.beside.environments import prepared
from bench.beside.postgres import durable_cluster, new_database, process_of, version_of
from bench.connection import Line, request
from bench.flow import ONWARD, Provider, wrong
from bench.installation import PASSWORD
from bench.load import Step
from bench.processes import free_port, running, wait_until_ready

NAME = "django-oauth-toolkit"
FOLDER = Path(__file__).parents[1] / "peers" / "django_oauth_toolkit"
ENVIRONMENT = FOLDER / ".venv"
PEOPLE = 32
WORKERS, THREADS = 3, 4
"""One more than twice the cores, as gunicorn advises, and threads so that connections can stay open."""
SECRET = "bench-secret-that-is-long-enough-for-any-check"
REDIRECT_URI = "https://service.example/callback"
DISCOVERY = "/o/.well-known/openid-configuration"
_PATHS = Paths(userinfo="/o/userinfo/", introspection="/o/introspect/", discovery=DISCOVERY, par="")
_CSRF_COOKIE = re.compile(rb"\r\nset-cookie: csrftoken=([^;]+);", re.IGNORECASE)
_CSRF_FIELD = re.compile(rb'name="csrfmiddlewaretoken" value="([^"]+)"')


@contextmanager
def entrant(folder: Path, cores: set[int]) -> Iterator[Contestant]:
    """The site, running, with people signed in."""
    prepared(FOLDER, NAME)
    site = folder / "django"
    site.mkdir()
    with ExitStack() as stack:
        cluster = stack.enter_context(durable_cluster(cores))
        environment = _environment(site, asyncio.run(new_database(cluster, "django")))
        sessions = _prepared(environment)
        port, output = free_port(), site / "gunicorn.log"
        process = stack.enter_context(running(_gunicorn(port), cores=cores, output=output, environment=environment))
        wait_until_ready(process, port=port, path=DISCOVERY, output=output)
        store = f"PostgreSQL {asyncio.run(version_of(cluster))}, synchronous_commit=on"
        yield _contestant(_provider(port, process.pid, sessions), store=store, database=process_of(cluster))


def _contestant(provider: Provider, *, store: str, database: int) -> Contestant:
    turns = count()

    async def signs_in(line: Line) -> Step:
        return await _signing_in(line, provider.port, turns)

    return Contestant(
        name=NAME,
        store=store,
        version=_version(),
        durable=True,
        provider=provider,
        renewing=Identity(client_id="bench", client_secret=SECRET),
        machine=Identity(client_id="bench-machine", client_secret=SECRET),
        machine_scope="introspection",
        paths=_PATHS,
        pids=(provider.pid, database),
        signs_in=signs_in,
        missing={Kind.PUSHED_FLOW: "not offered"},
    )


def _provider(port: int, pid: int, sessions: list[str]) -> Provider:
    return Provider(
        name=NAME,
        port=port,
        pid=pid,
        issuer=f"http://localhost:{port}/o",
        algorithm="RS256",  # ES256 is not offered
        authorize="/o/authorize/",
        token="/o/token/",
        jwks="/o/.well-known/jwks.json",
        client_id="bench",
        client_secret=SECRET,
        redirect_uri=REDIRECT_URI,
        cookies=[f"sessionid={session}" for session in sessions],
    )


def _environment(site: Path, database: str) -> Mapping[str, str]:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    file = site / "key.pem"
    file.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(FOLDER),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PEER_DATABASE": database,
        "PEER_SECRET": secrets.token_urlsafe(40),
        "PEER_KEY": str(file),
        "DJANGO_SETTINGS_MODULE": "peer_settings",
    }


def _prepared(environment: Mapping[str, str]) -> list[str]:
    command = [str(ENVIRONMENT / "bin/python"), str(FOLDER / "peer_prepare.py"), str(PEOPLE), PASSWORD, SECRET, REDIRECT_URI]
    done = subprocess.run(command, env=dict(environment), capture_output=True, text=True, check=False)
    if done.returncode:
        message = f"{NAME} could not be prepared: {done.stderr.strip()[-400:]}"
        raise NotHereError(message)
    return done.stdout.split()


def _gunicorn(port: int) -> list[str]:
    program = [str(ENVIRONMENT / "bin/gunicorn"), "django.core.wsgi:get_wsgi_application()", "--worker-class", "gthread"]
    size = ["--workers", str(WORKERS), "--threads", str(THREADS), "--keep-alive", "75"]
    return [*program, *size, "--bind", f"127.0.0.1:{port}", "--log-level", "warning"]


async def _signing_in(line: Line, port: int, turns: "count[int]") -> Step:
    page = await line.ask(request("GET", "/accounts/login/", port=port))
    cookie, field = _CSRF_COOKIE.search(page.head), _CSRF_FIELD.search(page.body)
    if cookie is None or field is None:
        raise wrong(page)
    headers = {"Cookie": f"csrftoken={cookie[1].decode()}"}
    token = field[1].decode()

    async def step() -> None:
        form = {"csrfmiddlewaretoken": token, "username": f"bench{next(turns) % PEOPLE}", "password": PASSWORD}
        answer = await line.ask(request("POST", "/accounts/login/", port=port, headers=headers, body=urlencode(form)))
        if answer.status not in ONWARD or b"sessionid=" not in answer.head:
            raise wrong(answer)

    return step


def _version() -> str:
    """Of what is pinned."""
    pinned = dict(re.findall(r"^([a-z-]+)==([0-9.]+)", (FOLDER / "requirements.txt").read_text(encoding="utf-8"), re.MULTILINE))
    return f"{pinned[NAME]}, Django {pinned['django']}, gunicorn {pinned['gunicorn']}"
