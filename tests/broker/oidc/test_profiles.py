"""What the profiles of services change, and what none of them changes (`protocols.md`, profiles)."""

import pytest

from tests.broker.town import ServiceAtHand, Town, answer_of
from ugyfelkapu.broker.actions.register_relying_party import register_relying_party
from ugyfelkapu.broker.domain.metadata import MetadataFault
from ugyfelkapu.broker.domain.registering.registration import Registrar

NO_PKCE = {"code_challenge": None, "code_challenge_method": None}


def posted(service: ServiceAtHand) -> dict[str, str]:
    """The proof of a service that sends its secret in the body."""
    return {"client_id": service.client_id, "client_secret": service.registered.client_secret or ""}


async def test_a_basic_client_may_do_without_pkce_and_send_its_secret_in_the_body(town: Town) -> None:
    old = await town.service(client_profile="basic", token_endpoint_auth_method="client_secret_post")
    async with town.browser() as browser:
        code = await town.code(browser, old.question(**NO_PKCE))
        answer = await browser.post("/token", data=old.redemption(code, code_verifier=None) | posted(old))
    assert answer.status_code == 200, answer.text


async def test_pkce_that_was_begun_must_be_finished(town: Town) -> None:
    old = await town.service(client_profile="basic")
    async with town.browser() as browser:
        code = await town.code(browser, old.question())
        answer = await browser.post("/token", data=old.redemption(code, code_verifier=None), headers=old.basic())
    assert answer.json()["error"] == "invalid_grant"


async def test_a_verifier_nobody_asked_for_is_a_downgrade(town: Town) -> None:
    """RFC 9700 section 4.8.2: somebody took the challenge out of the request."""
    old = await town.service(client_profile="basic")
    async with town.browser() as browser:
        code = await town.code(browser, old.question(**NO_PKCE))
        answer = await browser.post("/token", data=old.redemption(code), headers=old.basic())
    assert answer.json()["error"] == "invalid_grant"


async def test_whoever_cannot_prove_itself_needs_pkce_in_every_profile(town: Town) -> None:
    app = await town.service(client_profile="basic", token_endpoint_auth_method="none")
    async with town.browser() as browser:
        answer = await browser.get("/authorize", params=app.question(**NO_PKCE))
    assert answer_of(answer)["error"] == "invalid_request"


async def test_a_plain_challenge_is_refused_in_every_profile(town: Town) -> None:
    old = await town.service(client_profile="basic")
    async with town.browser() as browser:
        plain = await browser.get("/authorize", params=old.question(code_challenge_method="plain"))
        nameless = await browser.get("/authorize", params=old.question(code_challenge=None))
    assert answer_of(plain)["error"] == answer_of(nameless)["error"] == "invalid_request"


async def test_a_secret_is_taken_only_the_way_it_was_registered(town: Town) -> None:
    by_body = await town.service(client_profile="basic", token_endpoint_auth_method="client_secret_post")
    by_header = await town.service(client_profile="basic")
    async with town.browser() as browser:
        code = await town.code(browser, by_body.question())
        header = await browser.post("/token", data=by_body.redemption(code), headers=by_body.basic())
        code = await town.code(browser, by_header.question())
        body = await browser.post("/token", data=by_header.redemption(code) | posted(by_header))
    assert header.status_code == body.status_code == 401


@pytest.mark.parametrize(
    ("profile", "method"),
    [("oauth21", "client_secret_post"), ("fapi2", "client_secret_basic"), ("fapi2", "none"), ("fapi1", "none")],
)
async def test_a_profile_refuses_what_it_does_not_know(town: Town, profile: str, method: str) -> None:
    document = {
        "redirect_uris": ["https://tax.example.test/cb"],
        "client_profile": profile,
        "token_endpoint_auth_method": method,
    }
    refused = await register_relying_party(town.world, document, registrar=Registrar.OPERATOR, actor="test")
    assert isinstance(refused, MetadataFault)
    assert "client_profile" in refused.description
