"""Services of several hosts that know a person by one code, since their body says so (OpenID Connect Core section 8.1)."""

from msgspec import json

from tests.broker.town import Town, claims_of
from ugyfelkapu.broker.actions.register_relying_party import Registered, register_relying_party
from ugyfelkapu.broker.domain.authorization import DEVICE
from ugyfelkapu.broker.domain.metadata import Document, MetadataFault
from ugyfelkapu.broker.domain.registering.registration import Registrar

SECTOR = "https://body.example.test/services.json"
HOSTS = ["https://tax.example.test/cb", "https://duty.example.test/cb"]


async def test_two_services_of_a_body_know_a_person_by_one_code(town: Town) -> None:
    town.outside.put(SECTOR, json.encode(HOSTS))
    services = [await town.service(redirect_uris=[host], sector_identifier_uri=SECTOR) for host in HOSTS]
    alone = await town.service(redirect_uris=[HOSTS[0]])
    async with town.browser() as browser:
        codes = [claims_of((await town.tokens(browser, service))["id_token"])["sub"] for service in [*services, alone]]
    assert codes[0] == codes[1] != codes[2]


async def test_one_service_may_have_several_hosts(town: Town) -> None:
    town.outside.put(SECTOR, json.encode(HOSTS))
    service = await town.service(redirect_uris=HOSTS, sector_identifier_uri=SECTOR)
    assert service.registered.party.sector == "body.example.test"


async def refusal(town: Town, document: Document) -> str:
    refused = await register_relying_party(town.world, document, registrar=Registrar.OPERATOR, actor="test")
    assert isinstance(refused, MetadataFault), refused
    return refused.description


async def test_a_service_cannot_join_a_body_that_does_not_list_it(town: Town) -> None:
    town.outside.put(SECTOR, json.encode(HOSTS))
    document = {"redirect_uris": [HOSTS[0], "https://thief.example.test/cb"], "sector_identifier_uri": SECTOR}
    assert "https://thief.example.test/cb" in await refusal(town, document)


async def test_a_document_that_is_no_list_is_refused(town: Town) -> None:
    for body in (b"", b"{}", b"[1]", b"[" * 100_000, b"\xff"):
        town.outside.put(SECTOR, body)
        assert "JSON array" in await refusal(town, {"redirect_uris": HOSTS, "sector_identifier_uri": SECTOR})


async def registered_by_itself(town: Town, document: Document) -> Registered | MetadataFault:
    return await register_relying_party(town.world, document, registrar=Registrar.DYNAMIC, actor="thief")


async def test_nobody_joins_a_body_by_the_device_grant(town: Town) -> None:
    """Its answers go to no redirect address, so that an address of the body's would show nothing."""
    victim = await town.service(redirect_uris=[HOSTS[0]])
    town.outside.put(SECTOR, json.encode(HOSTS))
    found = await registered_by_itself(town, {"redirect_uris": [HOSTS[0]], "grant_types": ["authorization_code", DEVICE]})
    assert isinstance(found, Registered)
    assert str(found.party.sector) == str(found.party.client_id)
    assert found.party.sector != victim.registered.party.sector
    documents: list[dict[str, object]] = [
        {"response_types": [], "grant_types": [DEVICE]},
        {"redirect_uris": HOSTS, "grant_types": ["authorization_code", DEVICE]},
    ]
    for document in documents:
        refused = await registered_by_itself(town, {**document, "sector_identifier_uri": SECTOR})
        assert isinstance(refused, MetadataFault)
        assert "by the operator alone" in refused.description
    assert (await town.service(grant_types=["authorization_code", DEVICE])).registered.party.sector == "tax.example.test"
