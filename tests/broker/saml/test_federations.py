"""Documents of many entities: what is wrong with one is no harm to its neighbours (SAML 2.0 Metadata section 2.3)."""

from tests.broker.saml.metadata_documents import ENTITY, FAR, Described, admission, consumer, many, publisher
from tests.broker.saml.test_refreshing import URL, XML, joined, terms
from tests.broker.town import Town
from tests.world import START
from ugyfelkapu.broker.domain.metadata import MetadataFault
from ugyfelkapu.broker.domain.relying_party import RelyingParty
from ugyfelkapu.broker.domain.saml_service import EntityId, is_expired
from ugyfelkapu.broker.saml.metadata_of_service import service_from, services_from
from ugyfelkapu.broker.saml.refreshing import refresh_next
from ugyfelkapu.broker.saml.xml.names import PREFIXES
from ugyfelkapu.broker.saml.xml.writing import XmlNode, element, written
from ugyfelkapu.broker.store import operated_parties

OVER = "2026-11-21T00:00:00Z"
SAML = {"protocolSupportEnumeration": PREFIXES["samlp"]}
PROVIDER = element(
    "md:EntityDescriptor",
    {"entityID": "https://idp.example.test/saml", "validUntil": OVER},
    element("md:IDPSSODescriptor", SAML),
)
NAMELESS = element("md:EntityDescriptor", {"entityID": "no uri"}, element("md:SPSSODescriptor", SAML))
TWICE = element(
    "md:EntityDescriptor",
    {"entityID": "https://twice.example.test/saml"},
    element("md:SPSSODescriptor", SAML),
    element("md:SPSSODescriptor", SAML),
)
EXPIRED = Described(
    entity_id="https://other.example.test/saml",
    entity={"validUntil": OVER},
    consumers=(consumer("https://other.example.test/acs"),),
)


def document(*neighbours: Described | XmlNode) -> bytes:
    return written(many(Described(), *neighbours))


def test_a_service_is_read_whatever_its_neighbours_are() -> None:
    for neighbour in (PROVIDER, NAMELESS, TWICE, EXPIRED):
        found = service_from(document(neighbour), admission(START), entity_id=EntityId(ENTITY))
        assert isinstance(found, RelyingParty), found


def test_each_service_has_its_own_fault() -> None:
    found = services_from(document(PROVIDER, NAMELESS, TWICE, EXPIRED), admission(START))
    assert isinstance(found, dict)
    assert isinstance(found[EntityId(ENTITY)], RelyingParty)
    faults = {name: fault.description for name, fault in found.items() if isinstance(fault, MetadataFault)}
    assert sorted(faults) == ["https://other.example.test/saml", "https://twice.example.test/saml"]
    assert "expired" in faults[EntityId("https://other.example.test/saml")]
    assert "more than one SPSSODescriptor" in faults[EntityId("https://twice.example.test/saml")]


def test_whoever_is_asked_for_and_is_at_fault_is_refused_for_it() -> None:
    found = service_from(document(EXPIRED), admission(START), entity_id=EntityId(EXPIRED.entity_id))
    assert isinstance(found, MetadataFault)
    assert "expired" in found.description


def test_what_is_over_for_the_whole_document_is_over_for_each() -> None:
    found = services_from(written(many(Described(), PROVIDER, validUntil=OVER)), admission(START))
    assert isinstance(found, MetadataFault)
    assert "expired" in found.description


async def test_a_role_that_is_over_takes_no_good_metadatas_place(town: Town) -> None:
    await joined(town)
    town.outside.put(URL, Described(role={"validUntil": OVER}, entity={"validUntil": FAR}).signed(publisher()), XML)
    town.clock.advance(hours=6)
    assert await refresh_next(town.world)
    assert not is_expired(await terms(town), now=town.clock.now())
    (source,) = await operated_parties.sources(town.world.database.reader)
    assert "expired" in str(source.fault)
