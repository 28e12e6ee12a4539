"""Whoever does not hold the certificate tries to show it: past the proxy, of other hands, under other names (RFC 8705)."""

from collections.abc import Callable
from dataclasses import replace

from joserfc.jwk import ECKey

from tests.attacks.oidc_forgery import MANY, refused
from tests.broker.conftest import migrated_packages, pages, town
from tests.broker.service_certificates import DAY, Held, Wish, an_authority, behind_a_proxy, issued, self_signed, wish
from tests.broker.town import ServiceAtHand, Town

__all__ = ["migrated_packages", "pages", "town"]

Claimed = Callable[[Held], dict[str, str]]
OUTSIDE: dict[str, tuple[str, Claimed]] = {
    "without the secret": ("127.0.0.1", lambda held: held.shown() | {"X-Service-Proxy-Secret": ""}),
    "with another secret": ("127.0.0.1", lambda held: held.shown() | {"X-Service-Proxy-Secret": "t" * 40}),
    "from another address": ("203.0.113.9", lambda held: held.shown()),
    "from another address over IPv6": ("2001:db8::1", lambda held: held.shown()),
    "the card's proxy's headers": (
        "127.0.0.1",
        lambda held: {name.replace("Service", "Card"): value for name, value in held.shown().items()},
    ),
    "in the spelling of other servers": (
        "127.0.0.1",
        lambda held: {name.replace("-", "_"): value for name, value in held.shown().items()},
    ),
    "as other proxies have it": ("127.0.0.1", lambda held: {"X-Client-Cert": held.shown()["X-Service-Certificate"]}),
    "not a certificate": ("127.0.0.1", lambda held: held.shown() | {"X-Service-Certificate": "MIIB"}),
    "two certificates in one": (
        "127.0.0.1",
        lambda held: held.shown() | {"X-Service-Certificate": held.shown()["X-Service-Certificate"] * 2},
    ),
    "not encoded as text": ("127.0.0.1", lambda held: held.shown() | {"X-Service-Certificate": "%ff%fe"}),
    "longer than anybody reads": ("127.0.0.1", lambda held: held.shown() | {"X-Service-Certificate": "A" * 17_000}),
}


async def by_name(town: Town) -> ServiceAtHand:
    return await town.service(token_endpoint_auth_method="tls_client_auth", tls_client_auth_san_dns="tax.example.test")


async def test_a_certificate_that_the_proxy_did_not_bring_proves_nobody(town: Town) -> None:
    authority = an_authority(town.clock.now())
    behind_a_proxy(town, authority)
    service, held = await by_name(town), issued(authority, wish(town.clock.now()))
    for how, (peer, claimed) in OUTSIDE.items():
        async with town.browser(peer=peer) as browser:
            answer = await browser.post("/par", data=service.question(), headers=claimed(held))
        await refused(town, answer, how=how)


async def test_a_forged_certificate_is_entered_in_the_journal_but_not_without_end(town: Town) -> None:
    authority = an_authority(town.clock.now())
    behind_a_proxy(town, authority)
    service, held = await by_name(town), issued(authority, wish(town.clock.now()))
    twice = [*held.shown().items(), ("X-Service-Certificate", held.shown()["X-Service-Certificate"])]
    async with town.browser() as browser:
        await refused(town, await browser.post("/par", data=service.question(), headers=twice))
    async with town.browser(peer="203.0.113.9") as browser:
        for _ in range(MANY):
            await refused(town, await browser.post("/par", data=service.question(), headers=held.shown()))
    entries = await town.world.database.reader.all("SELECT reason FROM journal WHERE activity = 'forged_certificate'")
    assert sorted(entry.text("reason") for entry in entries) == [*(["other_peer"] * 5), "repeated"]


async def test_a_certificate_of_the_wrong_hands_proves_nobody(town: Town) -> None:
    now = town.clock.now()
    authority, stranger = an_authority(now), an_authority(now)
    behind_a_proxy(town, authority)
    service = await by_name(town)
    good = issued(authority, wish(now))
    wrong = {
        "by a stranger who has the same name": issued(stranger, wish(now)),
        "by nobody": self_signed(wish(now)),
        "by another service": issued(good, wish(now)),
        "the authority's own": authority,
        "over": issued(authority, Wish(valid_from=now - 2 * DAY, valid_until=now - DAY)),
        "not begun": issued(authority, Wish(valid_from=now + DAY, valid_until=now + 2 * DAY)),
        "another name": issued(authority, replace(wish(now), names=(), common_name="tax.example.test")),
    }
    async with town.browser() as browser:
        for how, held in wrong.items():
            answer = await browser.post("/par", data=service.question(), headers=held.shown())
            await refused(town, answer, how=how)
        assert (await browser.post("/par", data=service.question(), headers=good.shown())).status_code == 201


async def test_a_believed_certificate_does_not_stand_for_a_registered_key(town: Town) -> None:
    authority = an_authority(town.clock.now())
    behind_a_proxy(town, authority)
    other = ECKey.generate_key("P-256").as_dict(private=False)
    service = await town.service(token_endpoint_auth_method="self_signed_tls_client_auth", jwks={"keys": [other]})
    held = issued(authority, wish(town.clock.now()))
    async with town.browser() as browser:
        await refused(town, await browser.post("/par", data=service.question(), headers=held.shown()))


async def test_a_certificate_stands_for_no_other_method(town: Town) -> None:
    """Neither in place of a secret nor beside one: a service proves itself in the one way it registered."""
    authority = an_authority(town.clock.now())
    behind_a_proxy(town, authority)
    held, tax, service = issued(authority, wish(town.clock.now())), await town.service(), await by_name(town)
    async with town.browser() as browser:
        bare = await browser.post("/par", data=tax.question(), headers=held.shown())
        await refused(town, bare)
        secret = {"client_secret": tax.registered.client_secret or ""}
        both = await browser.post("/par", data=service.question() | secret, headers=held.shown())
        await refused(town, both)
