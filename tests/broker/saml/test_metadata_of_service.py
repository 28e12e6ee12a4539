"""What services' metadata become, and which are refused (SAML 2.0 Metadata)."""

from base64 import b64encode
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding

from tests.broker.saml.metadata_documents import (
    ARTIFACT,
    BORN,
    CONSUMER,
    ENTITY,
    MAIL,
    POST,
    REDIRECT,
    SOAP,
    USUAL,
    Described,
    admission,
    asking,
    consumer,
    key_descriptor,
    logout,
    many,
    party_of,
    publisher,
    refusal_of,
    shown,
    terms_of,
)
from tests.broker.saml.service import service_key
from tests.world import START
from ugyfelkapu.broker.domain.metadata import MetadataFault
from ugyfelkapu.broker.domain.relying_party import RelyingParty, Scope, Wording
from ugyfelkapu.broker.domain.saml_entity import client_id_of
from ugyfelkapu.broker.domain.saml_service import (
    Binding,
    EntityId,
    MetadataSource,
    NameIdFormat,
    SamlProfile,
    SamlSignature,
    SpType,
)
from ugyfelkapu.broker.saml.metadata.wishes import never_told
from ugyfelkapu.broker.saml.metadata_of_service import service_from, services_from
from ugyfelkapu.broker.saml.xml.writing import XmlNode, element, written


def certificate_of(key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey) -> str:
    name = x509.Name([])
    built = x509.CertificateBuilder(name, name, key.public_key(), 1, START - timedelta(days=800), START - timedelta(days=1))
    return b64encode(built.sign(key, hashes.SHA256()).public_bytes(Encoding.DER)).decode()


def test_the_least_that_describes_a_service_is_enough() -> None:
    party = party_of(Described())
    assert party.client_id == client_id_of(EntityId(ENTITY))
    assert party.sector == "council.example.test"
    assert party.name == Wording(hu=party.sector, en=party.sector, de=party.sector)
    assert party.scopes == (Scope.OPENID, Scope.PROFILE, Scope.EMAIL)
    assert (party.authentication, party.grants, party.redirect_uris, party.jwks) == (None, (), (), "")
    assert party.saml is not None
    demands = (party.saml.are_requests_signed, party.saml.are_assertions_signed, party.saml.are_assertions_encrypted)
    assert not any(demands)


def test_names_come_in_three_languages_and_fall_back_to_one_that_is_there() -> None:
    organisation = element(
        "md:Organization",
        {},
        element("md:OrganizationName", {"xml:lang": "hu"}, "ONK"),
        element("md:OrganizationDisplayName", {"xml:lang": "de-AT"}, "Gemeinde"),
        element("md:OrganizationURL", {"xml:lang": "hu"}, "https://council.example.test/"),
    )
    party = party_of(Described(parts=(shown(hu="Adó\n  befizetése", en="Council tax"),), behind=(organisation,)))
    assert party.name == Wording(hu="Adó befizetése", en="Council tax", de="Adó befizetése")
    assert party.organisation == Wording(hu="Gemeinde", en="Gemeinde", de="Gemeinde")
    assert party_of(Described(parts=(asking(MAIL),))).name.hu == "Council tax"


def test_answers_go_where_post_and_artifact_are_spoken_and_one_place_is_the_usual() -> None:
    paos = "urn:oasis:names:tc:SAML:2.0:bindings:PAOS"
    consumers = (
        consumer(binding=paos, index="0"),
        consumer(index="1", isDefault="false"),
        consumer(f"{CONSUMER}/artifact", binding=ARTIFACT, index="7"),
    )
    found = terms_of(Described(consumers=consumers)).consumers
    assert [(each.index, each.binding, each.is_default) for each in found] == [(1, POST, True), (7, ARTIFACT, False)]
    chosen = (*consumers, consumer(index="9", isDefault="true"))
    assert [each.index for each in terms_of(Described(consumers=chosen)).consumers if each.is_default] == [9]


def test_logout_goes_where_the_service_wants_and_its_answers_elsewhere_if_it_says_so() -> None:
    points = (
        logout(REDIRECT, "https://council.example.test/slo", ResponseLocation="https://council.example.test/slo/back"),
        logout(SOAP, "https://back.example.test/slo"),
        logout(ARTIFACT, "https://council.example.test/slo/artifact"),
    )
    found = terms_of(Described(parts=points)).logout
    assert [(each.binding, each.url.rpartition("/")[2], each.response_url.rpartition("/")[2]) for each in found] == [
        (Binding.REDIRECT, "slo", "back"),
        (Binding.SOAP, "slo", "slo"),
    ]


def test_a_key_without_use_is_for_both_and_a_curve_for_signing_alone() -> None:
    mine, other = service_key().certificate, service_key("other").certificate
    curve = certificate_of(ec.generate_private_key(ec.SECP256R1()))
    keys = (key_descriptor(), key_descriptor(other, use="encryption"), key_descriptor(curve))
    terms = terms_of(Described(keys=keys))
    assert terms.signing_certificates == (mine, curve)
    assert terms.encryption_certificates == (mine, other)


def test_what_the_law_does_not_let_a_service_have_is_left_out_and_reported() -> None:
    described = Described(parts=(asking(MAIL, BORN, "urn:oid:1.2.3"),))
    party = party_of(described)
    assert party.scopes == (Scope.OPENID, Scope.EMAIL)
    assert never_told(party) == (BORN, "urn:oid:1.2.3")
    by_law = party_of(described, admission(START, legal_basis="Mötv. 8. § (1)"))
    assert by_law.scopes == (Scope.OPENID, Scope.EMAIL, Scope.IDENTITY)
    assert never_told(by_law) == ("urn:oid:1.2.3",)


def test_identity_data_are_never_told_to_whom_did_not_ask() -> None:
    assert Scope.IDENTITY not in party_of(Described(), admission(START, legal_basis="Mötv. 8. § (1)")).scopes


def test_formats_of_names_stay_in_the_services_order() -> None:
    wished = ("urn:oasis:names:tc:SAML:2.0:nameid-format:kerberos", NameIdFormat.TRANSIENT, NameIdFormat.PERSISTENT)
    parts = tuple(element("md:NameIDFormat", {}, f" {each} ") for each in wished)
    assert terms_of(Described(parts=parts)).name_id_formats == (NameIdFormat.TRANSIENT, NameIdFormat.PERSISTENT)
    unspecified = element("md:NameIDFormat", {}, "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified")
    assert terms_of(Described(parts=(unspecified,))).name_id_formats == ()


def test_the_strictest_age_of_all_that_stands_around_a_service_counts() -> None:
    inner = Described(entity={"validUntil": "2027-01-01T00:00:00Z", "cacheDuration": "P3D"})
    document = written(many(many(inner, validUntil="2026-12-01T01:00:00+01:00"), cacheDuration="PT1H"))
    source = MetadataSource(url="https://m.example.test", signing_certificate="x")
    found = service_from(document, admission(START, source=source))
    assert isinstance(found, RelyingParty)
    assert found.saml is not None
    assert found.saml.valid_until == datetime(2026, 12, 1, tzinfo=UTC)
    assert found.saml.source is not None
    assert found.saml.source.refreshed_every == timedelta(hours=1)


def test_of_several_services_one_is_named_or_all_are_taken() -> None:
    second = Described(entity_id="urn:second", consumers=(consumer("https://second.example.test/acs"),))
    broken = Described(entity_id="urn:broken", consumers=())
    provider = element("md:EntityDescriptor", {"entityID": "urn:idp"}, element("md:IDPSSODescriptor", {}))
    document = written(many(Described(), many(second, broken), provider))
    assert "say which" in refusal_of(document)
    assert "no service" in refusal_of(document, entity_id="urn:idp")
    found = service_from(document, USUAL, entity_id=EntityId("urn:second"))
    assert isinstance(found, RelyingParty)
    assert found.sector == "second.example.test"
    every = services_from(document, USUAL)
    assert isinstance(every, dict)
    assert {name: type(each) for name, each in every.items()} == {
        ENTITY: RelyingParty,
        "urn:second": RelyingParty,
        "urn:broken": MetadataFault,
    }


def test_what_the_operator_decides_is_kept_beside_the_metadata() -> None:
    wish = admission(START, signature=SamlSignature.ECDSA_SHA256)
    terms = terms_of(Described(), wish)
    assert (terms.profile, terms.signature) == (SamlProfile.SAML2INT, SamlSignature.ECDSA_SHA256)
    assert not terms.are_requests_signed
    assert not terms.are_assertions_encrypted
    assert terms_of(Described(), admission(START, is_encrypted=True)).are_assertions_encrypted


def extended(*parts: XmlNode) -> XmlNode:
    return element("md:Extensions", {}, *parts)


def test_a_connector_says_its_sector_and_what_it_asks_for() -> None:
    asked = element("eidas:RequestedAttributes", {}, element("eidas:RequestedAttribute", {"Name": BORN, "isRequired": "true"}))
    described = Described(parts=(extended(element("eidas:SPType", {}, "public"), asked),))
    party = party_of(described, admission(START, legal_basis="910/2014/EU"))
    assert party.saml is not None
    assert (party.saml.sp_type, party.saml.attribute_sets[0].names) == (SpType.PUBLIC, (BORN,))
    assert party.scopes == (Scope.OPENID, Scope.IDENTITY)
    wrong = Described(parts=(extended(element("eidas:SPType", {}, "mine")),))
    assert "SPType" in refusal_of(wrong.document())


WEAK = certificate_of(rsa.generate_private_key(65537, 1024))  # noqa: S505 - it is to be refused
CURVE = certificate_of(ec.generate_private_key(ec.SECP256R1()))
BARE = element("md:KeyDescriptor", {}, element("ds:KeyInfo", {}, element("ds:KeyName", {}, "k")))
ISSUED = element(
    "md:KeyDescriptor",
    {"use": "signing"},
    element(
        "ds:KeyInfo",
        {},
        element(
            "ds:X509Data",
            {},
            element("ds:X509Certificate", {}, service_key().certificate),
            element("ds:X509Certificate", {}, service_key("issuer").certificate),
        ),
    ),
)
MANY_NAMES = asking(*(f"urn:{number}" for number in range(101)))

REFUSED: dict[str, tuple[Described, str]] = {
    "no consumer": (Described(consumers=()), "AssertionConsumerService: there is none"),
    "plain http": (Described(consumers=(consumer("http://council.example.test/acs"),)), "Location must be an absolute https"),
    "loopback": (Described(consumers=(consumer("http://localhost:8001/acs"),)), "Location must be an absolute https"),
    "script": (Described(consumers=(consumer("javascript:alert(1)"),)), "Location must be an absolute https"),
    "two hosts": (Described(consumers=(consumer(), consumer("https://other.example.test/acs", index="1"))), "one host"),
    "one index twice": (Described(consumers=(consumer(), consumer())), "two have one index"),
    "no index": (Described(consumers=(consumer(index=""),)), "index must be"),
    "huge index": (Described(consumers=(consumer(index="65536"),)), "index must be"),
    "no boolean": (Described(role={"WantAssertionsSigned": "yes"}), "WantAssertionsSigned must be true or false"),
    "logout over http": (Described(parts=(logout(POST, "http://council.example.test/slo"),)), "SingleLogoutService: Location"),
    "weak key": (Described(keys=(key_descriptor(WEAK),)), "at least 2048 bits"),
    "no certificate": (Described(keys=(key_descriptor("AAAA"),)), "at least 2048 bits"),
    "only a name of a key": (Described(keys=(BARE,)), "X509Certificate"),
    "an issuer beside the key": (Described(keys=(ISSUED,)), "must hold one key"),
    "unknown use": (Described(keys=(key_descriptor(use="both"),)), "use must be"),
    "curve for encryption": (Described(keys=(key_descriptor(CURVE, use="encryption"),)), "must be an RSA key"),
    "signed without a key": (Described(role={"AuthnRequestsSigned": "1"}, keys=()), "no key for signing"),
    "too many keys": (Described(keys=(key_descriptor(),) * 11), "more than 10"),
    "unknown formats": (Described(parts=(element("md:NameIDFormat", {}, "urn:x"),)), "none of them"),
    "too many attributes": (Described(parts=(MANY_NAMES,)), "at most 100"),
    "one set twice": (Described(parts=(asking(MAIL), asking(BORN))), "two have one index"),
    "expired": (Described(entity={"validUntil": "2026-11-22T09:00:00Z"}), "expired"),
    "no instant": (Described(entity={"validUntil": "tomorrow"}), "validUntil must be"),
    "no such day": (Described(entity={"validUntil": "2026-02-30T09:00:00Z"}), "validUntil must be"),
    "no duration": (Described(entity={"cacheDuration": "PT"}), "cacheDuration must be"),
    "no URI": (Described(entity_id="council"), "entityID must be"),
    "long entityID": (Described(entity_id="urn:" + "x" * 1021), "entityID must be"),
    "another protocol": (
        Described(role={"protocolSupportEnumeration": "urn:oasis:names:tc:SAML:1.1:protocol"}),
        "SPSSODescriptor",
    ),
    "long name": (Described(parts=(shown(hu="ő" * 201),)), "DisplayName must be"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_metadata_that_cannot_be_kept_are_refused_with_the_reason(case: str) -> None:
    described, reason = REFUSED[case]
    assert reason in refusal_of(described.document())


@pytest.mark.parametrize("node", [element("md:Extensions", {}), many(), element("samlp:AuthnRequest", {})])
def test_a_document_without_a_service_is_refused(node: XmlNode) -> None:
    assert refusal_of(written(node))


def test_one_entity_twice_is_refused() -> None:
    assert "one entityID" in refusal_of(written(many(Described(), Described())))


@pytest.mark.parametrize("octets", [b"<!DOCTYPE a><a/>", b"{}", b"<a><?a b?></a>", b"", b"<a>"])
def test_what_is_no_document_of_ours_is_refused(octets: bytes) -> None:
    assert "not read" in refusal_of(octets)


def test_encryption_without_a_key_for_it_is_refused() -> None:
    signing = Described(keys=(key_descriptor(use="signing"),))
    assert "encryption" in refusal_of(signing.document(), admission(START, is_encrypted=True))


def test_of_a_signed_document_only_what_the_pinned_key_signed_is_believed() -> None:
    wish = admission(START, signed_by=publisher().certificate)
    document = Described().signed(publisher())
    assert isinstance(service_from(document, wish), RelyingParty)
    assert "signature" in refusal_of(document.replace(b"/saml/acs", b"/saml/own"), wish)
    assert "signature" in refusal_of(Described().signed(service_key()), wish)
    assert "signature" in refusal_of(Described().document(), wish)
    wrapped = written(many(Described(entity_id="urn:evil"))).replace(
        b"</md:EntitiesDescriptor>", document + b"</md:EntitiesDescriptor>"
    )
    assert "signature" in refusal_of(wrapped, wish, entity_id="urn:evil")


def test_on_this_machine_a_service_is_known_by_its_port() -> None:
    local = Described(consumers=(consumer("http://localhost:8007/acs"),))
    assert party_of(local, admission(START, loopback_allowed=True)).sector == "localhost:8007"
