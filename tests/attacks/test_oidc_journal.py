"""What somebody brings in a service's name and is not believed for stands in the journal, and nobody fills it."""

from tests.attacks.oidc_forgery import MANY, push, refused, signing
from tests.broker.oidc.signed_requests import request_object, signing_service
from tests.broker.proofs import Prover
from tests.broker.service_certificates import an_authority, behind_a_proxy, issued, wish
from tests.broker.town import Town
from ugyfelkapu.broker.actions.note_seldom import MOST_NOTED

_NOTED = "SELECT data_set, reason, actor, technical FROM journal WHERE activity = 'refused_proof'"


async def noted(town: Town) -> list[tuple[str, str]]:
    """What was written down, of which kind and why; nobody is named as the one who did it."""
    rows = await town.world.database.reader.all(_NOTED)
    assert {row.text("actor") for row in rows} <= {"unknown"}
    return [(row.text("data_set"), row.text("reason")) for row in rows]


async def test_refused_assertions_secrets_and_certificates_are_noted(town: Town) -> None:
    authority, stranger = an_authority(town.clock.now()), an_authority(town.clock.now(), name="Idegen")
    behind_a_proxy(town, authority)
    name = {"token_endpoint_auth_method": "tls_client_auth", "tls_client_auth_san_dns": "tax.example.test"}
    service, council, by_name = await signing(town), await town.council(), await town.service(**name)
    told = []
    async with town.browser() as browser:
        told.append(await refused(town, await push(browser, service, "e30.e30.e30")))
        wrong = (council.client_id, "wrong")
        told.append(await refused(town, await browser.post("/par", data=council.question(), auth=wrong)))
        held = issued(stranger, wish(town.clock.now()))
        told.append(await refused(town, await browser.post("/par", data=by_name.question(), headers=held.shown())))
    assert sorted(await noted(town)) == sorted(("client_credential", reason) for reason in told)


async def test_refused_proofs_and_request_objects_are_noted(town: Town) -> None:
    prover, service = Prover(town), await signing_service(town)
    async with town.browser() as browser:
        bad = {**service.basic(), **prover.header(htu="https://other.example.test/token")}
        proof = await browser.post("/token", data=service.redemption("c"), headers=bad)
        parameters = {"client_id": service.client_id, "redirect_uri": service.redirect_uri}
        await browser.get("/authorize", params={**parameters, "request": request_object(town, service, exp=1)})
        pushed = {"request": request_object(town, service, aud="https://other.example.test")}
        await browser.post("/par", data=pushed, headers=service.basic())
    assert proof.json()["error"] == "invalid_dpop_proof"
    assert sorted(kind for kind, _ in await noted(town)) == ["dpop_proof", "request_object", "request_object"]


async def test_what_is_good_or_only_wants_a_nonce_is_not_noted(town: Town) -> None:
    prover, service = Prover(town), await signing_service(town)
    async with town.browser() as browser:
        await prover.token(browser, service)
        prover.nonce = "made-up"
        again = await prover.redeem(browser, service)
        assert again.json()["error"] == "use_dpop_nonce"
    assert await noted(town) == []


async def test_a_stranger_does_not_fill_the_journal_in_a_service_s_name(town: Town) -> None:
    service = await signing(town)
    for number in range(MANY):
        async with town.browser(peer=f"203.0.113.{number}") as browser:
            await refused(town, await push(browser, service, f"e30.e30.{number}"))
            await refused(town, await push(browser, service, "e30.e30.e30", client_id="nobody"))
    assert len(await noted(town)) == MOST_NOTED
    town.clock.advance(minutes=61)
    async with town.browser() as browser:
        for number in range(MANY):
            await refused(town, await push(browser, service, f"e30.e30.{number}"))
    assert len(await noted(town)) == MOST_NOTED + 1
