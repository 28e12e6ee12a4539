"""Services that prove themselves by a certificate (RFC 8705 section 2)."""

import json
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest
from cryptography.x509.oid import ExtendedKeyUsageOID

from tests.broker.service_certificates import (
    MTLS,
    SUBJECT,
    Held,
    an_authority,
    behind_a_proxy,
    issued,
    self_signed,
    wish,
)
from tests.broker.town import ISSUER, ServiceAtHand, Town

KEYS = "https://tax.example.test/jwks"


async def named(town: Town, field: str = "tls_client_auth_san_dns", value: str = "tax.example.test") -> ServiceAtHand:
    """A service known by a name in its certificate."""
    return await town.service(token_endpoint_auth_method="tls_client_auth", **{field: value})


async def redeem(town: Town, service: ServiceAtHand, held: Held | None) -> httpx.Response:
    async with town.browser() as browser:
        code = await town.code(browser, service.question())
        form = service.redemption(code, client_id=service.client_id)
        return await browser.post("/token", data=form, headers=held.shown() if held else {})


def refusal(answer: httpx.Response) -> str:
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client"), answer.text
    description: str = answer.json()["error_description"]
    return description


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("tls_client_auth_subject_dn", SUBJECT),
        ("tls_client_auth_san_dns", "TAX.example.test"),
        ("tls_client_auth_san_uri", "urn:service:tax"),
        ("tls_client_auth_san_ip", "192.0.2.7"),
        ("tls_client_auth_san_email", "Tax@example.test"),
    ],
)
async def test_a_certificate_of_a_believed_authority_proves_the_name_it_bears(town: Town, field: str, value: str) -> None:
    authority = an_authority(town.clock.now())
    behind_a_proxy(town, authority)
    service = await named(town, field, value)
    assert (await redeem(town, service, issued(authority, wish(town.clock.now())))).status_code == 200


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("tls_client_auth_subject_dn", "CN=adoszamla,C=HU"),
        ("tls_client_auth_san_dns", "other.example.test"),
        ("tls_client_auth_san_dns", "adoszamla"),
        ("tls_client_auth_san_uri", "tax.example.test"),
        ("tls_client_auth_san_ip", "192.0.2.8"),
        ("tls_client_auth_san_email", "tax@example.test"),
    ],
)
async def test_a_name_counts_only_in_the_field_that_was_registered(town: Town, field: str, value: str) -> None:
    authority = an_authority(town.clock.now())
    behind_a_proxy(town, authority)
    service = await named(town, field, value)
    answer = await redeem(town, service, issued(authority, wish(town.clock.now())))
    assert refusal(answer).endswith(field)


async def test_whoever_shows_nothing_is_told_where_to_show_it(town: Town) -> None:
    behind_a_proxy(town, an_authority(town.clock.now()))
    assert MTLS in refusal(await redeem(town, await named(town), None))


async def test_without_a_proxy_no_certificate_counts(town: Town) -> None:
    authority = an_authority(town.clock.now())
    behind_a_proxy(town, authority)
    service = await named(town)
    town.mutual_tls = None
    town.open()
    answer = await redeem(town, service, issued(authority, wish(town.clock.now())))
    assert "no client certificates" in refusal(answer)


async def test_a_certificate_counts_from_its_first_to_its_last_second(town: Town) -> None:
    authority, now = an_authority(town.clock.now()), town.clock.now()
    behind_a_proxy(town, authority)
    service = await named(town)
    held = issued(authority, replace(wish(now), valid_from=now, valid_until=now + timedelta(seconds=30)))
    assert (await redeem(town, service, held)).status_code == 200
    town.clock.advance(seconds=-1)
    assert "not_yet_valid" in refusal(await redeem(town, service, held))
    town.clock.advance(seconds=31)
    assert (await redeem(town, service, held)).status_code == 200
    town.clock.advance(seconds=1)
    assert "expired" in refusal(await redeem(town, service, held))


async def test_a_server_certificate_is_no_clients(town: Town) -> None:
    authority = an_authority(town.clock.now())
    behind_a_proxy(town, authority)
    held = issued(authority, replace(wish(town.clock.now()), use=ExtendedKeyUsageOID.SERVER_AUTH))
    assert "untrusted" in refusal(await redeem(town, await named(town), held))


async def test_a_self_signed_certificate_counts_by_its_registered_key(town: Town) -> None:
    behind_a_proxy(town)
    held, other = self_signed(wish(town.clock.now())), self_signed(wish(town.clock.now()))
    service = await town.service(token_endpoint_auth_method="self_signed_tls_client_auth", jwks={"keys": [held.jwk]})
    assert (await redeem(town, service, held)).status_code == 200
    assert "jwks" in refusal(await redeem(town, service, other))
    town.clock.advance(days=2)
    assert "expired" in refusal(await redeem(town, service, held))


async def test_a_self_signed_certificates_new_key_is_found_where_the_service_publishes_it(town: Town) -> None:
    behind_a_proxy(town)
    held, newer = self_signed(wish(town.clock.now())), self_signed(wish(town.clock.now()))
    service = await town.service(token_endpoint_auth_method="self_signed_tls_client_auth", jwks_uri=KEYS)
    assert "jwks_uri" in refusal(await redeem(town, service, held))
    town.outside.put(KEYS, json.dumps({"keys": [held.jwk]}).encode())
    assert (await redeem(town, service, held)).status_code == 200
    assert "none of those" in refusal(await redeem(town, service, newer))


async def test_the_discovery_document_tells_of_certificates_only_where_they_are_taken(town: Town) -> None:
    async with town.browser() as browser:
        before = (await browser.get("/.well-known/openid-configuration")).json()
    behind_a_proxy(town)
    async with town.browser() as browser:
        after = (await browser.get("/.well-known/openid-configuration")).json()
    assert "mtls_endpoint_aliases" not in before
    assert "tls_client_auth" not in before["token_endpoint_auth_methods_supported"]
    assert after["mtls_endpoint_aliases"]["token_endpoint"] == f"{MTLS}/token"
    assert after["mtls_endpoint_aliases"]["userinfo_endpoint"] == f"{MTLS}/userinfo"
    assert after["token_endpoint"] == f"{ISSUER}/token"
    assert {"introspection_endpoint", "revocation_endpoint"} <= after["mtls_endpoint_aliases"].keys()
    for endpoint in ("token", "introspection", "revocation"):
        methods = after[f"{endpoint}_endpoint_auth_methods_supported"]
        assert {"private_key_jwt", "tls_client_auth", "self_signed_tls_client_auth"} <= set(methods)
        assert ("none" in methods) is (endpoint != "introspection")
