"""The site's own proxy, as the papers configure it, before something that tells what reached it."""

import re
import ssl
import subprocess
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse
from starlette.routing import Route

from tests.demo.loopback import running
from tests.nginx.conftest import LOG, listening, started
from tests.town import free_ports
from ugyfelkapu.broker.saml.received import LONGEST_ADDRESS
from ugyfelkapu.demo.card_proxy.configuration import write_tls
from ugyfelkapu.foundation.page.form import MOST_BODY_BYTES
from ugyfelkapu.gate.domain.png_image import MOST_BYTES
from ugyfelkapu.gate.domain.signed_document import MOST_DOCUMENT_BYTES

CONFIGURATION = Path(__file__).with_name("site.conf")
OPERATIONS = Path(__file__).parents[2] / "docs" / "operations.md"
WHOLE = """daemon off;
pid {folder}/nginx.pid;
error_log stderr warn;
worker_processes 1;
events {{
    worker_connections 128;
}}
http {{
    access_log off;
    client_body_buffer_size 8m;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
{server}}}
"""


@dataclass(frozen=True, kw_only=True)
class Proxied:
    """A visitor's way to the site, and what went past nginx."""

    url: str
    visitor: httpx.AsyncClient

    async def sends(self, headers: dict[str, str], *, size: int = 0) -> httpx.Response:
        return await self.visitor.post(self.url, content=bytes(size), headers=headers)


@pytest.fixture
async def proxied(tmp_path: Path) -> AsyncIterator[Proxied]:
    port = free_ports()
    write_tls(tmp_path)
    async with running(
        Starlette(
            routes=[Route("/", _what_came), Route("/", _what_came, methods=["POST"]), Route("/form", _onward, methods=["POST"])]
        )
    ) as site:
        here = {
            "server 127.0.0.1:8000;": f"server {site.removeprefix('http://')};",
            "listen 443 ssl;": f"listen 127.0.0.1:{port} ssl;",
            "/etc/ssl/kapu.crt": str(tmp_path / "tls.crt"),
            "/etc/ssl/kapu.key": str(tmp_path / "tls.key"),
        }
        server = CONFIGURATION.read_text(encoding="utf-8")
        for there, ours in here.items():
            assert there in server
            server = server.replace(there, ours)
        configuration = tmp_path / "nginx.conf"
        configuration.write_text(WHOLE.format(folder=tmp_path, server=server), encoding="utf-8")
        process: subprocess.Popen[bytes] = started(configuration)
        await listening(process, port, tmp_path / LOG)
        trust = ssl.create_default_context(cafile=str(tmp_path / "tls.crt"))
        async with httpx.AsyncClient(verify=trust, trust_env=False, timeout=60) as visitor:
            yield Proxied(url=f"https://localhost:{port}/", visitor=visitor)
        process.terminate()
        process.wait(60)


async def _what_came(request: Request) -> JSONResponse:
    return JSONResponse({"headers": request.headers.items(), "size": len(await request.body())})


async def _onward(request: Request) -> RedirectResponse:
    """As the SAML endpoints answer a form."""
    size = int((await request.body()).decode())
    address = "/?SAMLRequest=" + "x" * (size - len("/?SAMLRequest="))
    return RedirectResponse(address, status_code=303, headers={"Content-Security-Policy": "x" * 1000})


async def test_the_longest_address_that_a_form_is_sent_on_as_gets_through(proxied: Proxied) -> None:
    answer = await proxied.visitor.post(f"{proxied.url}form", content=str(LONGEST_ADDRESS), follow_redirects=True)
    assert answer.status_code == httpx.codes.OK, answer.text
    assert len(answer.url.raw_path) == LONGEST_ADDRESS


async def test_what_a_visitor_says_about_networks_and_cards_does_not_get_through(proxied: Proxied) -> None:
    forged = {
        "X-Forwarded-For": "203.0.113.9",
        "X-Forwarded-Proto": "http",
        "X-Card-Certificate": "forged",
        "X-Card-Proxy-Secret": "guessed",
        "X-Service-Certificate": "forged",
        "X-Service-Proxy-Secret": "guessed",
    }
    came = (await proxied.sends(forged)).json()["headers"]
    assert [value for name, value in came if name == "x-forwarded-for"] == ["127.0.0.1"]
    assert [value for name, value in came if name == "x-forwarded-proto"] == ["https"]
    assert not [name for name, _ in came if name.startswith(("x-card", "x-service"))]


@pytest.mark.parametrize("size", [MOST_DOCUMENT_BYTES + MOST_BODY_BYTES, 2 * MOST_BYTES + MOST_BODY_BYTES])
async def test_the_largest_forms_of_the_site_get_through(proxied: Proxied, size: int) -> None:
    answer = await proxied.sends({}, size=size)
    assert answer.status_code == httpx.codes.OK, answer.text
    assert answer.json()["size"] == size


async def test_more_than_any_form_holds_is_stopped_before_the_site(proxied: Proxied) -> None:
    assert (await proxied.sends({}, size=6 * 1024 * 1024)).status_code == httpx.codes.REQUEST_ENTITY_TOO_LARGE


def test_the_papers_show_the_configuration_that_is_tested() -> None:
    blocks = re.findall(r"```nginx\n(.*?)```", OPERATIONS.read_text(encoding="utf-8"), re.DOTALL)
    assert CONFIGURATION.read_text(encoding="utf-8") in blocks
