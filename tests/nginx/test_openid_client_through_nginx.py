"""npm's openid-client proves itself in TLS, through a real nginx, by both methods (RFC 8705 sections 2 and 5)."""

import asyncio
import json
import shutil
from datetime import UTC, datetime
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from tests.broker.conftest import migrated_packages, pages, town
from tests.broker.service_certificates import MTLS, Held, issued, self_signed, wish
from tests.broker.town import ISSUER, VERIFIER, Town
from tests.demo.loopback import running
from tests.journeys.clients.conversation import NODE_SERVICE, prepare_node_service
from tests.nginx.test_services_through_nginx import ServicesHost, authority, host

__all__ = ["authority", "host", "migrated_packages", "pages", "town"]

BOUND = {"tls_client_certificate_bound_access_tokens": True}


async def converse(told: dict[str, Any]) -> dict[str, Any]:
    """What the service found out."""
    node = shutil.which("node")
    assert node, "node is needed for the services in JavaScript"
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        node, "certificate.mjs", cwd=NODE_SERVICE, stdin=pipe, stdout=pipe, stderr=pipe
    )
    found, trouble = await asyncio.wait_for(process.communicate((json.dumps(told) + "\n").encode()), 60)
    assert process.returncode == 0, trouble.decode()
    facts: dict[str, Any] = json.loads(found)
    return facts


@pytest.mark.parametrize("method", ["tls_client_auth", "self_signed_tls_client_auth"])
async def test_it_proves_itself_by_its_certificate(host: ServicesHost, authority: Held, town: Town, method: str) -> None:
    prepare_node_service()
    now = town.clock.now()
    held = issued(authority, wish(now)) if method == "tls_client_auth" else self_signed(wish(now))
    known: dict[str, object] = {"tls_client_auth_san_dns": "tax.example.test"}
    if method != "tls_client_auth":
        known = {"jwks": {"keys": [held.jwk]}}
    service = await town.service(token_endpoint_auth_method=method, **known, **BOUND)
    async with town.browser() as browser, running(town.app) as site:
        told = {
            "issuer": ISSUER,
            "mtls": MTLS,
            "site": site,
            "nginx": host.url,
            "ca": (host.folder / "tls.crt").read_text(encoding="ascii"),
            "cert": held.pem,
            "key": held.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode(),
            "method": method,
            "client_id": service.client_id,
            "redirect_uri": service.redirect_uri,
            "code": await town.code(browser, service.question()),
            "verifier": VERIFIER,
            "skew": round((now - datetime.now(UTC)).total_seconds()),
        }
        facts = await converse(told)
    assert facts == {"email": "person-1@example.test", "bound": True}
