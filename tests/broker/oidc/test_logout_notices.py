"""Services are told that somebody signed out, until they confirm it (OpenID Connect Back-Channel and Front-Channel Logout)."""

from asyncio import gather
from datetime import timedelta

import httpx
import pytest
from joserfc.jwk import KeySet, KeySetSerialization
from joserfc.jws import deserialize_compact
from msgspec import json

from tests.broker.town import ServiceAtHand, Town, claims_of, press
from ugyfelkapu.broker.actions.follow_standing_changes import follow_standing_changes
from ugyfelkapu.broker.actions.purge_expired import purge_expired
from ugyfelkapu.broker.actions.register_relying_party import register_relying_party
from ugyfelkapu.broker.actions.tell_services import tell_services
from ugyfelkapu.broker.domain.logout_notice import WAITS
from ugyfelkapu.broker.domain.metadata import MetadataFault
from ugyfelkapu.broker.domain.registering.registration import Registrar
from ugyfelkapu.broker.oidc.back_channel_logout import EVENT
from ugyfelkapu.broker.ports import FetchFault
from ugyfelkapu.broker.store import logout_notices
from ugyfelkapu.chores import TELLERS
from ugyfelkapu.identification import StandingEvent

TOLD_AT = "https://tax.example.test/logout"
OTHER = "https://duty.example.test/cb"


async def told_service(town: Town, **metadata: object) -> ServiceAtHand:
    town.outside.statuses[TOLD_AT] = 200
    return await town.service(backchannel_logout_uri=TOLD_AT, **metadata)


async def leave(browser: httpx.AsyncClient) -> httpx.Response:
    """Sign out at the broker's own page."""
    return await press(browser, await browser.get("/end-session"))


def opened(town: Town, algorithm: str = "ES256") -> tuple[dict[str, object], dict[str, object]]:
    """Header and claims of what the service was told last, verified by the published keys."""
    published: KeySetSerialization = {"keys": [dict(key) for key in town.world.keys.published()]}
    token = town.outside.posted[-1][1]["logout_token"]
    found = deserialize_compact(token, KeySet.import_key_set(published), [algorithm])
    return dict(found.headers()), json.decode(found.payload)


async def test_a_service_is_told_who_signed_out_as_it_knows_them(town: Town) -> None:
    tax = await told_service(town)
    async with town.browser() as browser:
        known = claims_of((await town.tokens(browser, tax))["id_token"])
        await leave(browser)
    assert await tell_services(town.world, TELLERS) == 1
    header, claims = opened(town)
    assert header["typ"] == "logout+jwt"
    assert (claims["iss"], claims["aud"]) == (town.world.issuer, tax.client_id)
    assert (claims["sub"], claims["sid"]) == (known["sub"], known["sid"])
    assert claims["events"] == {EVENT: {}}
    assert "nonce" not in claims
    assert claims["jti"]
    assert [url for url, _ in town.outside.posted] == [TOLD_AT]
    assert await tell_services(town.world, TELLERS) == 0


@pytest.mark.parametrize("algorithm", ["RS256", "EdDSA"])
async def test_it_is_signed_as_the_services_id_tokens_are(town: Town, algorithm: str) -> None:
    tax = await told_service(town, id_token_signed_response_alg=algorithm)
    async with town.browser() as browser:
        await town.tokens(browser, tax)
        await leave(browser)
    await tell_services(town.world, TELLERS)
    assert opened(town, algorithm)[1]["aud"] == tax.client_id


async def test_whoever_got_no_tokens_is_not_told(town: Town) -> None:
    tax = await told_service(town)
    async with town.browser() as browser:
        await town.code(browser, tax.question())
        await leave(browser)
    assert await tell_services(town.world, TELLERS) == 0


async def test_a_service_that_fails_is_told_again_and_given_up_at_last(town: Town) -> None:
    tax = await told_service(town)
    async with town.browser() as browser:
        await town.tokens(browser, tax)
        await leave(browser)
    for number, wait in enumerate(WAITS, start=1):
        town.outside.statuses[TOLD_AT] = 500 if number % 2 else FetchFault.TOO_LATE
        assert await tell_services(town.world, TELLERS) == 1
        town.clock.advance(seconds=wait.total_seconds() - 1)
        assert await tell_services(town.world, TELLERS) == 0
        town.clock.advance(seconds=1)
    town.outside.statuses[TOLD_AT] = 503
    assert await tell_services(town.world, TELLERS) == 1
    town.clock.advance(days=1)
    assert await tell_services(town.world, TELLERS) == 0
    [row] = await logout_notices.given_up(town.world.database.reader)
    assert (row.text("client_id"), row.number("many"), row.text("fault")) == (tax.client_id, 1, "answered 503")
    async with town.world.database.transaction() as tx:
        assert await logout_notices.retry(tx, tax.registered.party.client_id, now=town.clock.now()) == 1
    town.outside.statuses[TOLD_AT] = 204
    assert await tell_services(town.world, TELLERS) == 1
    assert await logout_notices.given_up(town.world.database.reader) == []
    assert len({fields["logout_token"] for _, fields in town.outside.posted}) == len(WAITS) + 2
    assert len({str(claims_of(fields["logout_token"])["jti"]) for _, fields in town.outside.posted}) == 1


async def test_of_twenty_workers_one_tells(town: Town) -> None:
    tax = await told_service(town)
    async with town.browser() as browser:
        await town.tokens(browser, tax)
        await leave(browser)
    await gather(*(tell_services(town.world, TELLERS) for _ in range(20)))
    assert len(town.outside.posted) == 1


async def test_what_ends_at_the_gate_is_told_too(town: Town) -> None:
    tax = await told_service(town)
    async with town.browser() as browser:
        await town.tokens(browser, tax)
    town.gate.tell(StandingEvent.GATE_SUSPENDED)
    await follow_standing_changes(town.world)
    assert await tell_services(town.world, TELLERS) == 1


async def test_a_session_that_idles_out_tells_nobody(town: Town) -> None:
    tax = await told_service(town)
    async with town.browser() as browser:
        await town.tokens(browser, tax)
    town.clock.advance(minutes=21)
    await purge_expired(town.world)
    assert await tell_services(town.world, TELLERS) == 0


async def test_the_page_tells_what_each_service_says(town: Town) -> None:
    tax = await told_service(town)
    duty = await town.service(client_name="Vám", redirect_uris=[OTHER])
    async with town.browser() as browser:
        await town.tokens(browser, tax)
        await town.tokens(browser, duty)
        waiting = await leave(browser)
        await tell_services(town.world, TELLERS)
        settled = await browser.get(waiting.url)
    assert 'data-outcome="waiting"' in waiting.text
    assert waiting.headers["Refresh"] == "2"
    assert 'data-outcome="confirmed"' in settled.text
    assert 'data-outcome="not_told"' in settled.text
    assert "Vám" in settled.text
    assert "Refresh" not in settled.headers


async def test_the_page_stops_waiting(town: Town) -> None:
    tax = await told_service(town)
    async with town.browser() as browser:
        await town.tokens(browser, tax)
        page = await leave(browser)
        town.clock.advance(seconds=10)
        late = await browser.get(page.url)
    assert "Refresh" not in late.headers
    assert "Még nem válaszolt" in late.text


async def test_the_page_belongs_to_the_browser_it_happened_in(town: Town) -> None:
    tax = await told_service(town)
    async with town.browser() as browser, town.browser() as other:
        await town.tokens(browser, tax)
        page = await leave(browser)
        foreign = await other.get(page.url)
        nobodys = await browser.get("/signed-out/" + "a" * 22)
    assert foreign.headers["Location"] == nobodys.headers["Location"] == "/signed-out"


async def test_the_browser_tells_whom_no_server_can_tell(town: Town) -> None:
    out = "https://tax.example.test/out"
    tax = await town.service(
        frontchannel_logout_uri="https://tax.example.test/front?from=gate",
        frontchannel_logout_session_required=True,
        post_logout_redirect_uris=[out],
    )
    async with town.browser() as browser:
        tokens = await town.tokens(browser, tax)
        asked = {"id_token_hint": tokens["id_token"], "post_logout_redirect_uri": out, "state": "s1"}
        answer = await browser.get("/end-session", params=asked)
        page = await browser.get(answer.headers["Location"])
    sid = claims_of(tokens["id_token"])["sid"]
    assert f"/front?from=gate&amp;iss=https%3A%2F%2Fid.example.test&amp;sid={sid}" in page.text
    assert "frame-src https://tax.example.test" in page.headers["Content-Security-Policy"]
    assert page.headers["Refresh"] == f"3; url={out}?state=s1"
    assert "Adószámla" in page.text


async def test_who_can_be_told_by_server_goes_straight_back(town: Town) -> None:
    out = "https://tax.example.test/out"
    tax = await told_service(town, post_logout_redirect_uris=[out])
    async with town.browser() as browser:
        tokens = await town.tokens(browser, tax)
        asked = {"id_token_hint": tokens["id_token"], "post_logout_redirect_uri": out}
        answer = await browser.get("/end-session", params=asked)
    assert answer.headers["Location"] == out
    assert await tell_services(town.world, TELLERS) == 1


async def test_old_ends_are_forgotten(town: Town) -> None:
    tax = await told_service(town)
    async with town.browser() as browser:
        await town.tokens(browser, tax)
        await leave(browser)
    await tell_services(town.world, TELLERS)
    town.clock.advance(seconds=timedelta(days=30).total_seconds())
    while await purge_expired(town.world):
        pass
    kept = await town.world.database.reader.all("SELECT notice_id FROM logout_notice")
    assert kept == []


@pytest.mark.parametrize(
    ("metadata", "said"),
    [
        ({"backchannel_logout_uri": "http://tax.example.test/out"}, "backchannel_logout_uri"),
        ({"backchannel_logout_uri": "https://tax.example.test/out#f"}, "backchannel_logout_uri"),
        ({"frontchannel_logout_uri": "https://other.example.test/out"}, "frontchannel_logout_uri"),
        ({"frontchannel_logout_uri": "https://tax.example.test:444/out"}, "frontchannel_logout_uri"),
        ({"backchannel_logout_session_required": "yes"}, "true or false"),
    ],
    ids=str,
)
async def test_an_address_that_will_not_do_is_refused(town: Town, metadata: dict[str, object], said: str) -> None:
    document = {"redirect_uris": ["https://tax.example.test/cb"], **metadata}
    refused = await register_relying_party(town.world, document, registrar=Registrar.OPERATOR, actor="test")
    assert isinstance(refused, MetadataFault)
    assert said in refused.description
