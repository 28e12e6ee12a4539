"""Debian's nginx before the room of eID cards, configured as the papers say, and an issuer that tells what a test wants."""

import asyncio
import ssl
import subprocess
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from starlette.routing import Router

from tests.card_issuer import WISH, Issuer, an_issuer, key_and_certificate
from tests.demo.loopback import running
from tests.gate.card_world import ListedCards, an_eid_world
from tests.gate.conftest import migrated_packages
from tests.gate.counter_world import Counter, a_person
from tests.gate.web.signin.browser import Browser
from tests.gate.web.signin.conftest import counter
from tests.town import free_ports
from tests.world import CountedEntropy, HandClock
from ugyfelkapu.adapters.status_fetcher import status_client
from ugyfelkapu.demo.card_authority.issuing import Keyed
from ugyfelkapu.demo.card_proxy.configuration import CardProxy, nginx, write_configuration
from ugyfelkapu.foundation.page import Pages, shell
from ugyfelkapu.foundation.page.peer import PeerNoted
from ugyfelkapu.gate.web.eid import routes as eid
from ugyfelkapu.gate.web.eid.entrance import card_entrance
from ugyfelkapu.gate.web.eid.room import EidRoom
from ugyfelkapu.site import ROOMS

__all__ = ["counter", "migrated_packages"]

SITE = "http://localhost:8000"
SECRET = "geheim" * 8
LOG = "nginx.log"
LOOKS = 1200


@dataclass(frozen=True, kw_only=True)
class BehindNginx:
    """The room as it is reached: past the proxy, and through it."""

    site: str
    port: int
    folder: Path
    issuer: Issuer
    counter: Counter
    browser: Browser

    @property
    def card_host(self) -> str:
        return f"https://localhost:{self.port}"

    async def begins(self) -> str:
        """The address on the card's host for a new application."""
        answer = await self.browser.sends("/register/eid/with-card")
        return str(answer.headers["location"])

    async def shows(self, card: Keyed | None, address: str = "", **headers: str) -> httpx.Response:
        """A browser with this card, or none, at the card's host."""
        context = ssl.create_default_context(cafile=str(self.folder / "tls.crt"))
        if card:
            context.load_cert_chain(key_and_certificate(card, self.folder))
        async with httpx.AsyncClient(verify=context, trust_env=False, timeout=60) as client:
            return await client.get(address or await self.begins(), headers=headers)

    async def journal(self) -> list[tuple[str, str]]:
        return await self.counter.journal()


@pytest.fixture
def clock() -> HandClock:
    """The hand clock, set to the hour of the computer: nginx and TLS have no other."""
    return HandClock(datetime.now(UTC))


@pytest.fixture
async def behind(counter: Counter, tmp_path: Path) -> AsyncIterator[BehindNginx]:
    """Everything started, on loopback."""
    cards = ListedCards()
    cards.know(a_person(number=WISH.card_number))
    port = free_ports()
    pages = Pages.of(ROOMS, public_url=SITE, entropy=CountedEntropy())
    entrance = card_entrance(f"https://localhost:{port}", proxies="127.0.0.1", secret=SECRET)
    async with an_issuer() as issuer, status_client() as status:
        world = an_eid_world(counter.world, cards, issuer.certificates(tmp_path, status))
        room = EidRoom(world=world, pages=pages, entrance=entrance)
        router = Router(routes=eid.routes(room))
        app = PeerNoted(shell.site(router, pages=pages, clock=counter.clock))
        async with (
            running(app) as site,
            httpx.AsyncClient(base_url=site, headers={"Accept-Language": "hu"}, timeout=60) as client,
        ):
            folder = tmp_path / "nginx"
            proxy = CardProxy(
                folder=folder,
                port=port,
                site=site.removeprefix("http://"),
                public_url=SITE,
                issuers=tmp_path / "issuer.pem",
                secret=SECRET,
            )
            process = started(write_configuration(proxy))
            await listening(process, port, folder / LOG)
            try:
                yield BehindNginx(
                    site=site, port=port, folder=folder, issuer=issuer, counter=counter, browser=Browser(client=client)
                )
            finally:
                process.terminate()
                process.wait(60)


def started(configuration: Path) -> subprocess.Popen[bytes]:
    """Nginx with this configuration."""
    program = nginx()
    assert program, "Debian's nginx is needed: tools/prepare-debian installs it"
    command = [program, "-p", str(configuration.parent), "-e", "stderr", "-c", str(configuration)]
    with (configuration.parent / LOG).open("wb") as log:
        return subprocess.Popen(command, stdout=log, stderr=log)


async def listening(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    """Wait until it takes connections; it failing to is the test's failure."""
    for _ in range(LOOKS):
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            await asyncio.sleep(0.05)
            if process.poll() is not None:
                break
            continue
        writer.close()
        return
    pytest.fail(_said(log))


def _said(log: Path) -> str:
    return log.read_text(encoding="utf-8")
