"""Services' certificates through a real nginx: whose get in, what they are told, and what cannot be forged (RFC 8705)."""

import re
import ssl
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from tests.broker.conftest import migrated_packages, pages, town
from tests.broker.service_certificates import DAY, SECRET, Held, an_authority, behind_a_proxy, issued, self_signed, wish
from tests.broker.town import ServiceAtHand, Town
from tests.demo.loopback import running
from tests.nginx.conftest import LOG, listening, started
from tests.nginx.test_site_through_nginx import OPERATIONS, WHOLE
from tests.town import free_ports
from ugyfelkapu.demo.card_proxy.configuration import write_tls

__all__ = ["migrated_packages", "pages", "town"]

CONFIGURATION = Path(__file__).with_name("services.conf")


@dataclass(frozen=True, kw_only=True)
class ServicesHost:
    """The host where services show certificates."""

    url: str
    folder: Path
    town: Town

    async def redeems(self, service: ServiceAtHand, held: Held | None, **headers: str) -> httpx.Response:
        """Sign on in a browser, and redeem at this host."""
        async with self.town.browser() as browser:
            code = await self.town.code(browser, service.question())
        async with self.visitor(held) as visitor:
            form = service.redemption(code, client_id=service.client_id)
            return await visitor.post("/token", data=form, headers=headers)

    def visitor(self, held: Held | None) -> httpx.AsyncClient:
        """A service's client, with its certificate in the handshake."""
        context = ssl.create_default_context(cafile=str(self.folder / "tls.crt"))
        if held:
            file = self.folder / "client.pem"
            key = held.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
            file.write_bytes(key + held.pem.encode())
            context.load_cert_chain(file)
        return httpx.AsyncClient(verify=context, trust_env=False, base_url=self.url, timeout=60)


@pytest.fixture
def authority(town: Town) -> Held:
    """Whose certificates are believed."""
    authority = an_authority(town.clock.now())
    behind_a_proxy(town, authority)
    return authority


@pytest.fixture
async def host(authority: Held, town: Town, tmp_path: Path) -> AsyncIterator[ServicesHost]:
    """Nginx before the broker, on loopback."""
    del authority  # only that there is one
    port = free_ports()
    write_tls(tmp_path)
    (tmp_path / "secret.conf").write_text(f'proxy_set_header X-Service-Proxy-Secret "{SECRET}";\n', encoding="ascii")
    async with running(town.app) as site:
        here = {
            "listen 443 ssl;": f"listen 127.0.0.1:{port} ssl;",
            "/etc/ssl/mtls.crt": str(tmp_path / "tls.crt"),
            "/etc/ssl/mtls.key": str(tmp_path / "tls.key"),
            "/etc/nginx/service-secret.conf": str(tmp_path / "secret.conf"),
        }
        server = f"upstream ugyfelkapu {{ server {site.removeprefix('http://')}; }}\n" + CONFIGURATION.read_text(
            encoding="utf-8"
        )
        for there, ours in here.items():
            assert there in server
            server = server.replace(there, ours)
        configuration = tmp_path / "nginx.conf"
        configuration.write_text(WHOLE.format(folder=tmp_path, server=server), encoding="utf-8")
        process = started(configuration)
        await listening(process, port, tmp_path / LOG)
        try:
            yield ServicesHost(url=f"https://localhost:{port}", folder=tmp_path, town=town)
        finally:
            process.terminate()
            process.wait(60)


async def test_services_prove_themselves_in_tls_and_their_tokens_are_bound_to_it(
    host: ServicesHost, authority: Held, town: Town
) -> None:
    held, own = issued(authority, wish(town.clock.now())), self_signed(wish(town.clock.now()))
    bound = {"tls_client_certificate_bound_access_tokens": True}
    named = await town.service(
        token_endpoint_auth_method="tls_client_auth", tls_client_auth_san_dns="tax.example.test", **bound
    )
    keyed = await town.service(token_endpoint_auth_method="self_signed_tls_client_auth", jwks={"keys": [own.jwk]})
    answer = await host.redeems(named, held)
    assert answer.status_code == 200, answer.text
    token = {"Authorization": f"Bearer {answer.json()['access_token']}"}
    for shown, status in ((held, 200), (own, 401), (None, 401)):
        async with host.visitor(shown) as visitor:
            assert (await visitor.get("/userinfo", headers=token)).status_code == status
    assert (await host.redeems(keyed, own)).status_code == 200
    assert (await host.redeems(keyed, held)).status_code == 401


async def test_what_does_not_prove_a_service_is_told_to_it_and_not_to_nginx(
    host: ServicesHost, authority: Held, town: Town
) -> None:
    now = town.clock.now()
    good = issued(authority, wish(now))
    service = await town.service(token_endpoint_auth_method="tls_client_auth", tls_client_auth_san_dns="tax.example.test")
    forged = {"X-Service-Certificate": quote(good.pem), "X-Service-Proxy-Secret": SECRET}
    spelled = {"X_Service_Certificate": quote(good.pem), "x-service-certificate": quote(good.pem)}
    over = issued(authority, replace(wish(now), valid_from=now - 2 * DAY, valid_until=now - DAY))
    refused = [
        (await host.redeems(service, None), "show its certificate"),
        (await host.redeems(service, over), "expired"),
        (await host.redeems(service, self_signed(wish(now))), "untrusted"),
        (await host.redeems(service, issued(an_authority(now), wish(now))), "untrusted"),
        (await host.redeems(service, None, **forged), "show its certificate"),
        (await host.redeems(service, None, **spelled), "show its certificate"),
        (await host.redeems(service, over, **forged), "expired"),
    ]
    for answer, told in refused:
        assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")
        assert told in answer.json()["error_description"]


async def test_the_services_host_has_no_page(host: ServicesHost, authority: Held, town: Town) -> None:
    now = town.clock.now()
    over = issued(authority, replace(wish(now), valid_from=now - 2 * DAY, valid_until=now - DAY))
    for held in (None, issued(authority, wish(now)), over):
        async with host.visitor(held) as visitor:
            for path in ("/", "/authorize", "/token/", "/token/../authorize", "/own"):
                assert (await visitor.get(path)).status_code == 404, path


def test_the_papers_show_the_configuration_that_is_tested() -> None:
    blocks = re.findall(r"```nginx\n(.*?)```", OPERATIONS.read_text(encoding="utf-8"), re.DOTALL)
    assert CONFIGURATION.read_text(encoding="utf-8") in blocks
