"""Values at the very edge of what their type can hold: a refusal like any other, found by fuzzing (decision 0035)."""

from base64 import b64decode, b64encode
from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.oid import NameOID

from tests.broker.saml.metadata_documents import Described, admission, consumer
from tests.broker.saml.service import ask, query_of, saml_service, service_key, told
from tests.broker.saml.soap import posted, question
from tests.broker.town import Town
from tests.world import START
from ugyfelkapu.broker.domain.metadata import MetadataFault
from ugyfelkapu.broker.domain.relying_party import RelyingParty
from ugyfelkapu.broker.domain.saml_logout import LogoutAsked, fault_of_logout
from ugyfelkapu.broker.domain.saml_service import EntityId
from ugyfelkapu.broker.saml.metadata_of_service import service_from
from ugyfelkapu.broker.saml.xml.certificates import certificate_in, public_key
from ugyfelkapu.broker.saml.xml.element import XmlElement
from ugyfelkapu.broker.saml.xml.parsing import MOST_NAMESPACES, XmlFault, parsed, parsed_without_comments
from ugyfelkapu.broker.saml.xml.signature import MOST_PREFIXES, SignatureFault, verified
from ugyfelkapu.broker.saml.xml.signing import EXCLUSIVE, signed
from ugyfelkapu.broker.saml.xml.writing import element, written

FIRST, LAST = "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"
BEYOND = ("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00")


@pytest.mark.parametrize("instant", [FIRST, LAST])
async def test_the_first_and_the_last_instant_are_too_old_and_too_new(town: Town, instant: str) -> None:
    service = await saml_service(town)
    page = await ask(town.browser(), query_of(service.question(town.clock.now(), IssueInstant=instant)))
    assert told(page).statuses == ["Requester"]
    for name in ("samlp:LogoutRequest", "samlp:ArtifactResolve"):
        path = "/saml/slo/soap" if "Logout" in name else "/saml/artifact"
        answer = await posted(town, path, service.signed(question(town, service, name, IssueInstant=instant)))
        assert (answer.status_code, "IssueInstant" in answer.text) == (403, True)


@pytest.mark.parametrize("instant", BEYOND)
async def test_an_instant_that_is_none_in_utc_is_no_instant(town: Town, instant: str) -> None:
    service = await saml_service(town)
    page = await ask(town.browser(), query_of(service.question(town.clock.now(), IssueInstant=instant)))
    assert (page.status_code, "IssueInstant" in page.text) == (400, True)
    fault = service_from(Described(entity={"validUntil": instant}).document(), admission(START))
    assert isinstance(fault, MetadataFault)


def test_metadata_may_be_valid_to_the_end_of_time() -> None:
    assert isinstance(service_from(Described(entity={"validUntil": LAST}).document(), admission(START)), RelyingParty)


def test_a_sign_out_may_be_wished_to_the_end_of_time() -> None:
    last = START.max.replace(tzinfo=START.tzinfo)
    asked = LogoutAsked(
        version="2.0",
        request_id="_1",
        issuer=EntityId("urn:x"),
        issued_at=START,
        destination="urn:here",
        not_on_or_after=last,
        name_id="somebody",
        session_indexes=(),
    )
    assert fault_of_logout(asked, destination="urn:here", now=START) is None


async def test_a_message_without_a_canonical_form_is_the_senders_fault(town: Town) -> None:
    envelope = (
        '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><a xmlns="relative"/></s:Body></s:Envelope>'
    )
    answer = await town.browser().post("/saml/artifact", content=envelope, headers={"Content-Type": "text/xml"})
    assert (answer.status_code, "namespace" in answer.text) == (400, True)


@pytest.mark.parametrize("index", ["0000001", "000000" + "9" * 5000, "99999"])
def test_an_index_has_no_more_digits_than_the_highest(index: str) -> None:
    fault = service_from(Described(consumers=(consumer(index=index),)).document(), admission(START))
    assert isinstance(fault, MetadataFault)
    assert "index must be" in fault.description


def changed(old: bytes, new: bytes) -> bytes:
    """The council's certificate with some octets in place of others."""
    good = b64decode(service_key().certificate)
    assert good.count(old) == 1
    return good.replace(old, new)


def modulus() -> bytes:
    key = x509.load_der_x509_certificate(b64decode(service_key().certificate)).public_key()
    return key.public_bytes(Encoding.DER, PublicFormat.PKCS1)[-261:-5]


def certified(exponent: int, modulus: int) -> bytes:
    """A certificate of such a key, signed by another."""
    name, key = (
        x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "odd")]),
        rsa.RSAPublicNumbers(exponent, modulus).public_key(),
    )
    built = x509.CertificateBuilder(name, name, key, 1, START, START + timedelta(days=1))
    return built.sign(service_key().private_key, hashes.SHA256()).public_bytes(Encoding.DER)


EXPONENT = bytes.fromhex("0203010001")


@pytest.mark.parametrize(
    "certificate",
    [
        changed(bytes.fromhex("a003020102"), bytes.fromhex("a00302016f")),  # X.509 of a version that there is not
        changed(modulus(), modulus()[:-1] + b"\x00"),  # an even modulus
        changed(EXPONENT, bytes.fromhex("0203000001")),  # an exponent of 1, with which anything signs
        changed(EXPONENT, bytes.fromhex("0203010000")),
        certified(65537, 2**16384 + 1),
        certified(2**64 + 1, 2**4095 + 1),
    ],
    ids=["version", "even modulus", "exponent 1", "even exponent", "modulus too long", "exponent too long"],
)
def test_a_key_that_is_none_is_not_believed(certificate: bytes) -> None:
    assert public_key(b64encode(certificate).decode()) is None
    assert certificate_in(certificate) is None


def test_the_certificate_around_a_key_means_nothing() -> None:
    """Its subject is no name: one library reads it, the other does not."""
    key = service_key()
    odd = b64decode(key.certificate).replace(b"\x0c\x07council", b"\x8c\x07council")
    assert odd != b64decode(key.certificate)
    message = parsed(written(signed(element("samlp:Response", {"ID": "_1"}), key, key.certificate)))
    assert isinstance(message, XmlElement)
    assert isinstance(verified(message, [b64encode(odd).decode()]), XmlElement)


def declaring(many: int) -> bytes:
    declared = " ".join(f'xmlns:a{number}="urn:{number}"' for number in range(many))
    return f"<a {declared}/>".encode()


def test_so_many_namespaces_are_enough() -> None:
    """The canonical form of some thousand would take minutes."""
    assert isinstance(parsed(declaring(MOST_NAMESPACES)), XmlElement)
    assert parsed(declaring(MOST_NAMESPACES + 1)) is XmlFault.TOO_MANY
    assert parsed_without_comments(declaring(MOST_NAMESPACES + 1)) is XmlFault.TOO_MANY


def test_the_same_namespaces_again_at_each_level_are_counted_again() -> None:
    declared, depth = " ".join(f'xmlns:a{number}="urn:x"' for number in range(26)), 4
    nested = f"<a {declared}>" * depth + "</a>" * depth
    assert parsed(nested.encode()) is XmlFault.TOO_MANY
    beside = f"<a>{f'<b {declared}/>' * depth}</a>"
    assert isinstance(parsed(beside.encode()), XmlElement), "as the members of a federation declare them, each for itself"


@pytest.mark.parametrize(("many", "is_believed"), [(MOST_PREFIXES, True), (MOST_PREFIXES + 1, False)])
def test_a_list_of_prefixes_is_short(many: int, *, is_believed: bool) -> None:
    """They are looked for at every element before the signature's value is."""
    document = written(signed(element("samlp:Response", {"ID": "_1"}), service_key(), service_key().certificate)).decode()
    prefixes = " ".join(f"a{number}" for number in range(many))
    inclusive = f'<c:InclusiveNamespaces xmlns:c="{EXCLUSIVE}" PrefixList="{prefixes}"/></ds:Transform></ds:Transforms>'
    message = parsed(document.replace("</ds:Transform></ds:Transforms>", inclusive).encode())
    assert isinstance(message, XmlElement)
    # the list was not there when the signature was made
    assert verified(message, [service_key().certificate]) is (SignatureFault.WRONG if is_believed else SignatureFault.SHAPE)


@pytest.mark.parametrize(
    ("declaration", "is_read"),
    [
        (b'<?xml version="1.0" encoding="UTF-8" standalone="no"?>', True),
        (b"\xef\xbb\xbf<?xml version='1.0' encoding='utf-8'?>", True),
        (b'<?xml version="1.0"?>', True),
        (b'<?xml version="1.0" encoding="ISO-8859-1"?>', False),
        (b'<?xml version="1.0"' + b" " * 200 + b'encoding="ISO-8859-1"?>', False),
        (b"<?xml " + b'encoding="utf-8" ' * 1000 + b"?>", False),
    ],
)
def test_a_declaration_says_utf_8_and_is_short(declaration: bytes, *, is_read: bool) -> None:
    document = declaration + b"<a/>"
    assert isinstance(parsed(document), XmlElement) is is_read
    if not is_read:
        assert parsed(document) is XmlFault.NOT_UTF_8
