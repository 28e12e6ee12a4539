"""Services whose owners look after their own registration (RFC 7592)."""

from asyncio import gather
from dataclasses import dataclass
from datetime import timedelta

import httpx
import pytest

from tests.broker.town import REDIRECT, ServiceAtHand, Town, answer_of
from ugyfelkapu.broker.actions.register_relying_party import Registered, issue_registration_token
from ugyfelkapu.broker.domain.relying_party import ClientId
from ugyfelkapu.broker.store import relying_parties

DOCUMENT = {"client_name": "Tax account", "redirect_uris": [REDIRECT]}


@dataclass(frozen=True, slots=True)
class Owner:
    """Who registered a service, with what it was told."""

    town: Town
    told: dict[str, str]

    @classmethod
    async def of(cls, town: Town, **metadata: object) -> "Owner":
        token = await issue_registration_token(town.world, purpose="tests", lifetime=timedelta(days=1))
        async with town.browser() as browser:
            headers = {"Authorization": f"Bearer {token}"}
            answer = await browser.post("/register", json={**DOCUMENT, **metadata}, headers=headers)
        assert answer.status_code == 201, answer.text
        return cls(town, answer.json())

    async def ask(self, method: str, *, token: str | None = None, document: object = None) -> httpx.Response:
        headers = {"Authorization": f"Bearer {token or self.told['registration_access_token']}"}
        async with self.town.browser() as browser:
            return await browser.request(method, self.told["registration_client_uri"], json=document, headers=headers)

    async def put(self, **changes: object) -> httpx.Response:
        return await self.ask("PUT", document={"client_id": self.told["client_id"], **DOCUMENT, **changes})

    async def service(self) -> ServiceAtHand:
        """The service as its own server would act."""
        client = await relying_parties.find(self.town.world.database.reader, ClientId(self.told["client_id"]))
        assert client is not None
        now = self.town.clock.now()
        secret = self.told.get("client_secret")
        return ServiceAtHand(Registered(party=client.party, client_secret=secret, management_token=None, registered_at=now))


async def test_the_owner_reads_the_registration_without_its_secret(town: Town) -> None:
    owner = await Owner.of(town)
    answer = await owner.ask("GET")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.json()["client_name"] == "Tax account"
    assert "client_secret" not in answer.json()
    assert answer.json()["client_id_issued_at"] == owner.told["client_id_issued_at"]


async def test_a_change_replaces_the_whole_document_and_keeps_the_secret(town: Town) -> None:
    owner = await Owner.of(town, post_logout_redirect_uris=["https://tax.example.test/out"])
    answer = await owner.put(client_name="Taxes")
    assert (answer.status_code, answer.json()["client_name"]) == (200, "Taxes")
    assert answer.json()["post_logout_redirect_uris"] == []
    service = await owner.service()
    async with town.browser() as browser:
        tokens = await town.tokens(browser, service)
    assert tokens["id_token"]


async def test_a_service_that_begins_to_need_a_secret_is_told_one(town: Town) -> None:
    owner = await Owner.of(town, token_endpoint_auth_method="none")
    assert "client_secret" not in owner.told
    answer = await owner.put(token_endpoint_auth_method="client_secret_basic")
    assert answer.json()["client_secret"].startswith("cs_")
    again = await owner.put(token_endpoint_auth_method="client_secret_basic")
    assert "client_secret" not in again.json()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"client_id": "another"}, "client_id"),
        ({"client_id": None}, "client_id"),
        ({"registration_access_token": "rm_x"}, "registration_access_token"),
        ({"client_secret": "cs_" + "a" * 43}, "client_secret"),
        ({"client_secret": 7}, "client_secret"),
        ({"redirect_uris": ["https://thief.example.test/cb"]}, "sector"),
        ({"legal_basis": "any"}, "operator"),
        ({"redirect_uris": []}, "redirect_uris"),
    ],
    ids=str,
)
async def test_a_change_that_breaks_a_rule_changes_nothing(town: Town, changes: dict[str, object], said: str) -> None:
    owner = await Owner.of(town)
    before = (await owner.ask("GET")).json()
    answer = await owner.put(**changes)
    assert answer.status_code == 400
    assert said in answer.json()["error_description"]
    assert (await owner.ask("GET")).json() == before


async def test_the_own_secret_may_be_repeated(town: Town) -> None:
    owner = await Owner.of(town)
    assert (await owner.put(client_secret=owner.told["client_secret"])).status_code == 200


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
async def test_a_token_manages_its_own_registration_alone(town: Town, method: str) -> None:
    owner, other = await Owner.of(town), await Owner.of(town)
    first = await issue_registration_token(town.world, purpose="tests", lifetime=timedelta(days=1))
    for token in (other.told["registration_access_token"], first, "rm_" + "a" * 43, owner.told["client_secret"]):
        answer = await owner.ask(method, token=token, document=DOCUMENT)
        assert answer.status_code == 401
        assert 'error="invalid_token"' in answer.headers["WWW-Authenticate"]
    assert (await owner.ask("GET")).status_code == 200


async def test_an_ended_service_is_unknown_everywhere(town: Town) -> None:
    owner = await Owner.of(town)
    service = await owner.service()
    async with town.browser() as browser:
        tokens = await town.tokens(browser, service)
        code = await town.code(browser, service.question())
        ended = await owner.ask("DELETE")
        assert (ended.status_code, ended.content) == (204, b"")
        assert (await owner.ask("GET")).status_code == 401
        assert (await town.userinfo(browser, tokens["access_token"])).status_code == 401
        redeemed = await browser.post("/token", data=service.redemption(code), headers=service.basic())
        assert redeemed.json()["error"] == "invalid_client"
        page = await browser.get("/authorize", params=service.question())
        assert (page.status_code, 'data-page="refused"' in page.text) == (400, True)


async def test_of_twenty_ends_one_ends(town: Town) -> None:
    owner = await Owner.of(town)
    answers = await gather(*(owner.ask("DELETE") for _ in range(20)))
    assert sorted(answer.status_code for answer in answers) == [204] + [401] * 19


async def test_the_operators_services_are_managed_by_the_operator(town: Town) -> None:
    tax = await town.service()
    assert tax.registered.management_token is None


async def test_changes_are_in_the_journal(town: Town) -> None:
    owner = await Owner.of(town)
    await owner.put(client_name="Taxes")
    await owner.ask("DELETE")
    rows = await town.world.database.reader.all("SELECT activity FROM journal WHERE actor = :me", me=owner.told["client_id"])
    assert sorted(row.text("activity") for row in rows) == ["change_relying_party", "end_relying_party"]


async def test_a_changed_redirect_address_counts_at_once(town: Town) -> None:
    owner = await Owner.of(town)
    await owner.put(redirect_uris=["https://tax.example.test/other"])
    async with town.browser() as browser:
        former = await browser.get("/authorize", params=(await owner.service()).question(redirect_uri=REDIRECT))
        now = await town.sign_in(browser, (await owner.service()).question())
    assert former.status_code == 400
    assert answer_of(now)["code"]
