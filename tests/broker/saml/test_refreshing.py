"""Metadata fetched again: what the pinned key signed is taken over, all else leaves the service as it was."""

import asyncio
from datetime import timedelta

import pytest

from tests.broker.saml.metadata_documents import CONSUMER, ENTITY, Described, admission, consumer, key_descriptor, publisher
from tests.broker.saml.service import SamlService, query_of, service_key
from tests.broker.town import Town
from ugyfelkapu.broker.actions.check_invariants import check_invariants
from ugyfelkapu.broker.actions.keep_saml_service import (
    add_saml_service,
    end_relying_party,
    refresh_saml_service,
    replace_saml_service,
)
from ugyfelkapu.broker.domain.relying_party import RelyingParty
from ugyfelkapu.broker.domain.saml_entity import client_id_of
from ugyfelkapu.broker.domain.saml_service import EntityId, MetadataSource, SamlTerms
from ugyfelkapu.broker.ports import FetchFault
from ugyfelkapu.broker.saml.metadata_of_service import service_from
from ugyfelkapu.broker.saml.refreshing import AGAIN_AFTER, refresh_next
from ugyfelkapu.broker.saml.xml.signing import signed
from ugyfelkapu.broker.saml.xml.writing import element, written
from ugyfelkapu.broker.store import operated_parties, relying_parties
from ugyfelkapu.foundation.invariants import Weight

URL = "https://council.example.test/saml/metadata"
XML = "application/samlmetadata+xml"
HERE = client_id_of(EntityId(ENTITY))
PLAIN = Described()
NEW_KEY = Described(keys=(key_descriptor(), key_descriptor(service_key("new").certificate)))


async def joined(town: Town, described: Described = PLAIN, *, source: bool = True) -> RelyingParty:
    """A service with an address for its metadata."""
    pinned = MetadataSource(url=URL, signing_certificate=publisher().certificate) if source else None
    party = service_from(described.signed(publisher()), admission(town.clock.now(), source=pinned))
    assert isinstance(party, RelyingParty), party
    assert await add_saml_service(town.world, party)
    return party


async def kept(town: Town) -> RelyingParty | None:
    client = await relying_parties.find(town.world.database.reader, HERE)
    return client.party if client else None


async def terms(town: Town) -> SamlTerms:
    party = await kept(town)
    assert party is not None
    assert party.saml is not None
    return party.saml


async def journal(town: Town) -> list[tuple[str, str, str]]:
    rows = await town.world.database.reader.all("SELECT activity, outcome, reason FROM journal")
    return [(row.text("activity"), row.text("outcome"), row.text("reason")) for row in rows]


async def test_new_metadata_are_taken_over_when_they_are_due(town: Town) -> None:
    await joined(town)
    town.outside.put(URL, NEW_KEY.signed(publisher()), XML)
    town.clock.advance(hours=6, microseconds=-1)
    assert not await refresh_next(town.world)
    town.clock.advance(microseconds=1)
    assert await refresh_next(town.world)
    assert len((await terms(town)).signing_certificates) == 2
    assert ("refresh_saml_metadata", "done", "other signed metadata") in await journal(town)
    town.clock.advance(hours=6)
    before = len(await journal(town))
    assert await refresh_next(town.world)
    assert len(await journal(town)) == before, "what is as it was is no news"


FORGED = NEW_KEY.signed(service_key("thief"))
ENDLESS = written(signed(NEW_KEY.node(ID="_m1"), publisher(), publisher().certificate))
LATE = Described(entity={"validUntil": "2027-11-25T00:00:00Z"})
MOVED = Described(consumers=(consumer("https://other.example.test/acs"),))
REFUSED = {
    "unsigned": (NEW_KEY.document(), "signature"),
    "wrongly signed": (FORGED, "signature"),
    "changed": (NEW_KEY.signed(publisher()).replace(b"/saml/acs", b"/saml/own"), "signature"),
    "another entity": (Described(entity_id="urn:other").signed(publisher()), "entityID"),
    "another host": (MOVED.signed(publisher()), "only the operator"),
    "without an end": (ENDLESS, "validUntil: metadata at an address need one"),
    "with an end in years": (LATE.signed(publisher()), "at most 366 days ahead"),
    "expired": (Described(entity={"validUntil": "2026-11-22T10:00:00Z"}).signed(publisher()), "expired"),
    "no longer a service": (Described(consumers=()).signed(publisher()), "AssertionConsumerService"),
    "no XML": (b"<html>", "not read"),
}


@pytest.mark.parametrize("case", REFUSED)
async def test_what_is_not_to_be_believed_leaves_the_old_ones_and_is_journalled_once(town: Town, case: str) -> None:
    document, reason = REFUSED[case]
    former = await joined(town)
    town.outside.put(URL, document, XML)
    town.clock.advance(hours=6)
    assert await refresh_next(town.world)
    assert await kept(town) == former
    written = [entry for entry in await journal(town) if entry[0] == "refresh_saml_metadata"]
    assert [outcome for _, outcome, _ in written] == ["refused"]
    assert reason in written[0][2]
    town.clock.instant += AGAIN_AFTER
    assert await refresh_next(town.world)
    assert len([entry for entry in await journal(town) if entry[0] == "refresh_saml_metadata"]) == 1
    town.outside.put(URL, NEW_KEY.signed(publisher()), XML)
    town.clock.instant += AGAIN_AFTER
    assert await refresh_next(town.world)
    assert len((await terms(town)).signing_certificates) == 2
    assert (await operated_parties.sources(town.world.database.reader))[0].fault is None
    assert not [finding for finding in await check_invariants(town.world) if "metadata" in finding.rule]


async def test_an_address_that_does_not_answer_is_tried_again_in_ten_minutes(town: Town) -> None:
    former = await joined(town)
    town.clock.advance(hours=6)
    assert await refresh_next(town.world)
    assert not await refresh_next(town.world)
    assert await kept(town) == former
    assert (await operated_parties.sources(town.world.database.reader))[0].fault == FetchFault.UNREACHABLE
    assert {finding.weight for finding in await check_invariants(town.world) if "metadata" in finding.rule} == {Weight.WARNING}
    town.clock.instant += AGAIN_AFTER
    assert await refresh_next(town.world)


async def test_the_metadata_say_how_often_within_bounds(town: Town) -> None:
    await joined(town, Described(entity={"cacheDuration": "PT1S"}))
    [state] = await operated_parties.sources(town.world.database.reader)
    assert state.due_at == town.clock.now() + timedelta(minutes=10)


async def test_of_twenty_workers_one_asks(town: Town) -> None:
    await joined(town)
    town.outside.put(URL, NEW_KEY.signed(publisher()), XML)
    town.clock.advance(hours=6)
    asked = await asyncio.gather(*(refresh_next(town.world) for _ in range(20)))
    assert sum(asked) == 1
    assert town.outside.asked == [URL]


async def test_a_service_from_a_file_or_that_ended_is_never_asked_for(town: Town) -> None:
    await joined(town, source=False)
    town.clock.advance(days=30)
    assert not await refresh_next(town.world)
    assert await end_relying_party(town.world, HERE)
    assert not await end_relying_party(town.world, HERE)
    await joined(town)
    assert await end_relying_party(town.world, HERE)
    town.clock.advance(days=30)
    assert not await refresh_next(town.world)


async def test_what_the_operator_changed_meanwhile_stays(town: Town) -> None:
    await joined(town)
    stale = await operated_parties.find_kept(town.world.database.reader, HERE)
    assert stale is not None
    mine = service_from(Described(consumers=(consumer(f"{CONSUMER}/mine"),)).document(), admission(town.clock.now()))
    assert isinstance(mine, RelyingParty)
    assert await replace_saml_service(town.world, mine, former=stale)
    theirs = service_from(NEW_KEY.document(), admission(town.clock.now()))
    assert isinstance(theirs, RelyingParty)
    assert not await replace_saml_service(town.world, theirs, former=stale)
    assert (await terms(town)).consumers[0].url == f"{CONSUMER}/mine"


async def test_who_is_there_is_not_added_again_and_who_ended_comes_back(town: Town) -> None:
    party = await joined(town)
    added = await asyncio.gather(*(add_saml_service(town.world, party) for _ in range(20)))
    assert not any(added)
    await end_relying_party(town.world, HERE)
    assert await kept(town) is None
    back = await asyncio.gather(*(add_saml_service(town.world, party) for _ in range(20)))
    assert sum(back) == 1
    assert await kept(town) == party
    written = [activity for activity, _, _ in await journal(town)]
    assert sorted(written) == ["end_relying_party", "register_relying_party", "register_relying_party"]


async def test_after_the_end_of_its_metadata_a_service_is_refused_with_a_page_that_says_so(town: Town) -> None:
    await joined(town, Described(entity={"validUntil": "2026-11-22T12:00:00Z"}))
    question = element("samlp:AuthnRequest", {"ID": "_1", "Version": "2.0"}, element("saml:Issuer", {}, ENTITY))
    town.clock.advance(hours=3, microseconds=-1)
    in_time = await town.browser().get(f"/saml/sso?{query_of(question)}")
    assert "Lejárt a szolgáltatás leírása" not in in_time.text
    town.clock.advance(microseconds=1)
    page = await town.browser().get(f"/saml/sso?{query_of(question)}")
    assert page.status_code == 400
    assert "Lejárt a szolgáltatás leírása" in page.text
    assert "metaadata" in page.text


async def test_a_service_that_ended_while_it_was_asked_for_is_not_asked_for_again(town: Town) -> None:
    party = await joined(town)
    stale = await operated_parties.find_kept(town.world.database.reader, HERE)
    assert stale is not None
    assert party.saml is not None
    assert party.saml.source is not None
    await end_relying_party(town.world, HERE)
    await refresh_saml_service(town.world, party, former=stale, source=party.saml.source)
    broken = [finding.rule for finding in await check_invariants(town.world)]
    assert "nobody asks for the metadata of a service that ended" not in broken
    async with town.world.database.transaction() as tx:
        await operated_parties.put_source(tx, HERE, due_at=town.clock.now(), now=town.clock.now())
    broken = [finding.rule for finding in await check_invariants(town.world)]
    assert "nobody asks for the metadata of a service that ended" in broken


async def status(town: Town, service: SamlService, name: str) -> int:
    """How a request signed by the service's key is answered."""
    query = service.signed_query(service.question(town.clock.now(), ID=name))
    return (await town.browser().get(f"/saml/sso?{query}")).status_code


async def test_a_request_by_a_new_key_counts_once_the_metadata_were_fetched(town: Town) -> None:
    party = await joined(town, Described(role={"AuthnRequestsSigned": "true"}))
    service = SamlService(party, service_key("new"))
    assert await status(town, service, "_1") == 400
    renewed = Described(role={"AuthnRequestsSigned": "true"}, keys=(key_descriptor(service_key("new").certificate),))
    town.outside.put(URL, renewed.signed(publisher()), XML)
    town.clock.advance(hours=6)
    assert await refresh_next(town.world)
    assert await status(town, service, "_2") == 303
    assert await status(town, SamlService(party, service_key()), "_3") == 400
