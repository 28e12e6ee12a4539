"""Debian's simpleSAMLphp as a contestant: nginx, PHP's process manager with its compiled pages kept, its own sessions."""

import asyncio
import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from html import unescape
from pathlib import Path

import httpx
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding

from bench.beside.contestant import NotHereError
from bench.beside.debian import as_user, given_to, installed
from bench.processes import free_port, running, wait_until_ready
from bench.sso.asker import answer_in, question_to, self_signed, service_certificate
from bench.sso.contestant import SamlContestant
from bench.sso.files import der_of, filled_in, pem_of

NAME = "simpleSAMLphp"
FOLDER = Path(__file__).parents[1] / "peers" / "simplesamlphp"
SERVICE = "https://service.example/simplesamlphp"
USER = "www-data"
PROCESSES = 4
BROWSERS = 32
_STATE = re.compile(r'name="AuthState" value="([^"]+)"')


STORES = {"phpsession": "PHP's session files", "sql": "SQLite, each write by itself"}
"""What it comes with, and the durable one that needs no server."""


@contextmanager
def entrant(folder: Path, cores: set[int], *, store: str = "phpsession") -> Iterator[SamlContestant]:
    """The provider, running, with browsers signed in."""
    version = installed("simplesamlphp")
    place, port = folder / f"simplesamlphp-{store}", free_port()
    key = rsa.generate_private_key(65537, 2048)
    certificate = self_signed(key, "simplesamlphp.example")
    _configure(place, port, store)
    (place / "cert" / "server.pem").write_bytes(pem_of(key))
    (place / "cert" / "server.crt").write_bytes(certificate.public_bytes(Encoding.PEM))
    given_to(USER, place)
    with ExitStack() as stack:
        output = place / "output.log"
        fpm = stack.enter_context(running(as_user(_fpm(place), USER), cores=cores, output=output))
        nginx = stack.enter_context(running(as_user(_nginx(place), USER), cores=cores, output=output))
        wait_until_ready(nginx, port=port, path="/simplesaml/saml2/idp/metadata.php", output=output)
        contestant = SamlContestant(
            name=NAME,
            version=version,
            store=STORES[store],
            port=port,
            path="/simplesaml/saml2/idp/SSOService.php",
            destination=f"http://localhost:{port}/simplesaml/saml2/idp/SSOService.php",
            entity_id=SERVICE,
            certificate=der_of(certificate),
            cookies=[],
            pids=(fpm.pid, nginx.pid),
            otherwise="no journal, no memory of answered requests" + ("" if store == "sql" else "; nothing is durable"),
        )
        contestant.cookies.extend(asyncio.run(_signed_in(contestant)))
        yield contestant


def _configure(place: Path, port: int, store: str) -> None:
    for name in ("cert", "log", "data", "temp", "metadata", "sessions", "nginx", "config"):
        (place / name).mkdir(parents=True)
    known = {"PLACE": str(place), "PORT": str(port), "PROCESSES": str(PROCESSES), "STORE": store}
    values = {**known, "CERTIFICATE": service_certificate()}
    for name, folder in (("config.php", "config"), ("authsources.php", "config"), ("php-fpm.conf", "."), ("nginx.conf", ".")):
        filled_in(FOLDER / name, place / folder / name, values)
    for name in ("saml20-idp-hosted.php", "saml20-sp-remote.php"):
        filled_in(FOLDER / name, place / "metadata" / name, values)


def _fpm(place: Path) -> list[str]:
    program = next(iter(sorted(Path("/usr/sbin").glob("php-fpm*"))), None)
    if program is None:
        message = "PHP's process manager (php-fpm) is not installed"
        raise NotHereError(message)
    return [str(program), "--nodaemonize", "--fpm-config", str(place / "php-fpm.conf")]


def _nginx(place: Path) -> list[str]:
    return ["/usr/sbin/nginx", "-p", str(place), "-c", str(place / "nginx.conf"), "-e", str(place / "nginx.log")]


async def _signed_in(contestant: SamlContestant) -> list[str]:
    return [await _sign_in(contestant, number) for number in range(BROWSERS)]


async def _sign_in(contestant: SamlContestant, number: int) -> str:
    """By its form, as a person would; the cookies of the browser afterwards."""
    address = f"http://localhost:{contestant.port}"
    async with httpx.AsyncClient(base_url=address, timeout=30, follow_redirects=True) as browser:
        page = await browser.get(question_to(contestant, f"_sign-in-{number}"))
        state = _STATE.search(page.text)
        if state is None:
            raise NotHereError(f"{NAME} shows no form to sign in: {page.status_code} {page.text[:400]}")
        form = {"username": "bench", "password": "bench", "AuthState": unescape(state[1])}
        answer = await browser.post(str(page.url), data=form)
        if answer_in(answer.content) is None:
            raise NotHereError(f"{NAME} let nobody in: {answer.status_code} {answer.text[:400]}")
        return "; ".join(f"{cookie.name}={cookie.value}" for cookie in browser.cookies.jar)
