"""A service that asks by SAML, and the browsers that come from it; the same for every contestant."""

import os
import re
from base64 import b64decode, b64encode
from datetime import UTC, datetime, timedelta
from functools import cache
from html import unescape
from itertools import count
from urllib.parse import quote, urlencode

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from bench.connection import Connection, WrongAnswerError
from bench.sso.contestant import SamlContestant
from ugyfelkapu.broker.saml.deflate import deflated
from ugyfelkapu.broker.saml.xml.parsing import XmlFault, parsed
from ugyfelkapu.broker.saml.xml.signature import SignatureFault, verified

CONSUMER = "https://service.example/acs"
OK = 200
VERIFIED_EVERY = 100
_RSA_SHA256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"
_RESPONSE = re.compile(rb'name="SAMLResponse"[^>]*?value="([^"]+)"', re.DOTALL)
_METADATA = """<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="{entity_id}">
<SPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol" AuthnRequestsSigned="true"
 WantAssertionsSigned="{is_assertion_signed}">
<KeyDescriptor use="signing"><KeyInfo xmlns="http://www.w3.org/2000/09/xmldsig#"><X509Data>
<X509Certificate>{certificate}</X509Certificate></X509Data></KeyInfo></KeyDescriptor>
<NameIDFormat>urn:oasis:names:tc:SAML:2.0:nameid-format:{format}</NameIDFormat>
<AssertionConsumerService index="0" Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="{consumer}"/>
</SPSSODescriptor></EntityDescriptor>"""
_QUESTION = (
    '<samlp:AuthnRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion"'
    ' ID="{name}" Version="2.0" IssueInstant="{now:%Y-%m-%dT%H:%M:%SZ}" Destination="{destination}"'
    ' AssertionConsumerServiceURL="{consumer}" ProtocolBinding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST">'
    '<saml:Issuer>{entity_id}</saml:Issuer><samlp:NameIDPolicy AllowCreate="true"/></samlp:AuthnRequest>'
)


@cache
def service_key() -> rsa.RSAPrivateKey:
    """The service's key, one for a run."""
    return rsa.generate_private_key(65537, 2048)


@cache
def service_certificate() -> str:
    """Its certificate, base64 of DER."""
    return b64encode(self_signed(service_key(), "service.example").public_bytes(Encoding.DER)).decode()


def self_signed(key: rsa.RSAPrivateKey, name: str) -> x509.Certificate:
    """A certificate of a month, as providers have them."""
    known_as = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    built = x509.CertificateBuilder(known_as, known_as, key.public_key(), x509.random_serial_number())
    return built.not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=30)).sign(key, hashes.SHA256())


def metadata(entity_id: str, *, name_id: str = "persistent", is_assertion_signed: bool = False) -> str:
    """The service's metadata, as every provider reads them."""
    return _METADATA.format(
        entity_id=entity_id,
        certificate=service_certificate(),
        consumer=CONSUMER,
        format=name_id,
        is_assertion_signed=str(is_assertion_signed).lower(),
    )


def question_to(contestant: SamlContestant, name: str) -> str:
    """Path and query of a signed request (SAML 2.0 Bindings section 3.4.4.1)."""
    document = _QUESTION.format(
        name=name,
        now=datetime.now(UTC),
        destination=contestant.destination,
        consumer=CONSUMER,
        entity_id=contestant.entity_id,
    )
    octets = urlencode({"SAMLRequest": deflated(document.encode()), "SigAlg": _RSA_SHA256}, quote_via=quote)
    value = b64encode(service_key().sign(octets.encode(), padding.PKCS1v15(), hashes.SHA256())).decode()
    return f"{contestant.path}?{octets}&Signature={quote(value, safe='')}"


def answer_in(page: bytes) -> bytes | None:
    """The document of the form that goes to the service."""
    found = _RESPONSE.search(page)
    return None if found is None else b64decode(unescape(found[1].decode("ascii")))


class Asker:
    """The browsers of one contestant; each question has a name of its own, since none is answered twice."""

    def __init__(self, contestant: SamlContestant) -> None:
        self._contestant = contestant
        self._run = os.urandom(8).hex()
        self._numbers = count()

    async def step(self, connection: Connection) -> None:
        """One sign-on; `WrongAnswerError` when the answer is no assertion."""
        number = next(self._numbers)
        answer = await connection.ask(self._request(number))
        document = answer_in(answer.body)
        if answer.status != OK or document is None or b"Assertion" not in document:
            raise WrongAnswerError(str((document or answer.body)[:1000]))
        if number % VERIFIED_EVERY == 0:
            self._verify(document)

    def _request(self, number: int) -> bytes:
        contestant = self._contestant
        cookie = contestant.cookies[number % len(contestant.cookies)]
        return (
            f"GET {question_to(contestant, f'_{self._run}{number}')} HTTP/1.1\r\n"
            f"Host: localhost:{contestant.port}\r\nAccept: text/html\r\nCookie: {cookie}\r\n\r\n"
        ).encode("ascii")

    def _verify(self, document: bytes) -> None:
        """As a service does: the whole answer, or the assertion in it where that alone is signed."""
        message = parsed(document)
        if isinstance(message, XmlFault):
            raise WrongAnswerError(message)
        found = verified(message, [self._contestant.certificate])
        if found is SignatureFault.MISSING:
            assertion = next(each for each in message.children() if each.name.endswith("}Assertion"))
            inner = parsed(assertion.octets())
            found = SignatureFault.SHAPE if isinstance(inner, XmlFault) else verified(inner, [self._contestant.certificate])
        if isinstance(found, SignatureFault):
            raise WrongAnswerError(f"{self._contestant.name}: {found}")
