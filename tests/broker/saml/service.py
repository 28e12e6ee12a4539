"""A SAML service as its own server would act: it asks, signed or not, and reads what it is answered."""

import re
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from html import unescape
from urllib.parse import quote, urlencode

import httpx
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from tests.broker.town import ISSUER, Town, follow
from tests.saml_schema import schema_faults
from tests.world import START
from ugyfelkapu.broker.domain.registering.registration import Registrar
from ugyfelkapu.broker.domain.relying_party import ApplicationType, RelyingParty, Scope, Sector, TokenAlgorithm, Wording
from ugyfelkapu.broker.domain.saml_entity import client_id_of
from ugyfelkapu.broker.domain.saml_service import AssertionConsumer, Binding, EntityId, SamlTerms
from ugyfelkapu.broker.saml.deflate import deflated
from ugyfelkapu.broker.saml.xml.element import XmlElement
from ugyfelkapu.broker.saml.xml.names import SAML
from ugyfelkapu.broker.saml.xml.parsing import XmlFault, parsed
from ugyfelkapu.broker.saml.xml.signature import SignatureFault, verified
from ugyfelkapu.broker.saml.xml.signing import signed
from ugyfelkapu.broker.saml.xml.writing import XmlNode, element, written
from ugyfelkapu.broker.store import relying_parties

ENTITY = EntityId("https://council.example.test/saml")
CONSUMER = "https://council.example.test/saml/acs"
SSO = f"{ISSUER}/saml/sso"
RSA_SHA256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"


@dataclass(frozen=True, slots=True)
class ServiceKey:
    """A service's key with its certificate; a `Signer`."""

    private_key: rsa.RSAPrivateKey
    certificate: str
    key_id: str = "sp"
    algorithm: str = "RS256"

    def sign(self, message: bytes) -> bytes:
        return self.private_key.sign(message, padding.PKCS1v15(), hashes.SHA256())


@cache
def service_key(name: str = "council", bits: int = 2048) -> ServiceKey:
    """A key of that name, made once a run."""
    key = rsa.generate_private_key(65537, bits)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    built = x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number())
    certificate = built.not_valid_before(START).not_valid_after(START + timedelta(days=3650)).sign(key, hashes.SHA256())
    return ServiceKey(key, b64encode(certificate.public_bytes(Encoding.DER)).decode())


@dataclass(frozen=True, slots=True)
class SamlService:
    """A registered service and its key."""

    party: RelyingParty
    key: ServiceKey

    @property
    def terms(self) -> SamlTerms:
        assert self.party.saml is not None
        return self.party.saml

    def question(self, now: datetime, *children: XmlNode, **changes: str | None) -> XmlNode:
        """A good `AuthnRequest`, with some attributes changed or left out."""
        attributes: dict[str, str | None] = {
            "ID": "_question-1",
            "Version": "2.0",
            "IssueInstant": f"{now:%Y-%m-%dT%H:%M:%SZ}",
            "Destination": SSO,
            "AssertionConsumerServiceURL": self.terms.consumers[0].url,
            **changes,
        }
        kept = {name: value for name, value in attributes.items() if value is not None}
        return element("samlp:AuthnRequest", kept, element("saml:Issuer", {}, self.terms.entity_id), *children)

    def signed(self, node: XmlNode) -> XmlNode:
        return signed(node, self.key, self.key.certificate)

    def form(self, node: XmlNode) -> dict[str, str]:
        """A form with the signed message."""
        return {"SAMLRequest": b64encode(written(self.signed(node))).decode()}

    def signed_query(self, node: XmlNode, relay_state: str | None = None, *, parameter: str = "SAMLRequest") -> str:
        """The address's parameters, signed (Bindings section 3.4.4.1)."""
        state = "" if relay_state is None else f"&RelayState={quote(relay_state, safe='')}"
        octets = f"{parameter}={quote(deflated(written(node)), safe='')}{state}&SigAlg={quote(RSA_SHA256, safe='')}"
        return f"{octets}&Signature={quote(b64encode(self.key.sign(octets.encode())).decode(), safe='')}"


def query_of(node: XmlNode, relay_state: str | None = None) -> str:
    """The address's parameters, unsigned."""
    state = {} if relay_state is None else {"RelayState": relay_state}
    return urlencode({"SAMLRequest": deflated(written(node)), **state})


async def saml_service(town: Town, *, sector: str = "council.example.test", **changes: object) -> SamlService:
    """Register a service; `changes`: of its terms."""
    key = service_key()
    consumer = AssertionConsumer(index=0, binding=Binding.POST, url=CONSUMER, is_default=True)
    terms = SamlTerms(entity_id=ENTITY, consumers=(consumer,), signing_certificates=(key.certificate,))
    terms = replace(terms, **changes)  # type: ignore[arg-type] # a test's own fields
    wording = Wording(hu="Önkormányzat", en="Council", de="Gemeinde")
    party = RelyingParty(
        client_id=client_id_of(terms.entity_id),
        name=wording,
        organisation=wording,
        sector=Sector(sector),
        application_type=ApplicationType.WEB,
        redirect_uris=(),
        post_logout_redirect_uris=(),
        client_uri=None,
        authentication=None,
        id_token_algorithm=TokenAlgorithm.ES256,
        jwks="",
        scopes=(Scope.OPENID, Scope.PROFILE, Scope.EMAIL),
        legal_basis=None,
        default_max_age_seconds=None,
        grants=(),
        saml=terms,
    )
    return await taken_in(town, party, key)


async def taken_in(town: Town, party: RelyingParty, key: ServiceKey) -> SamlService:
    """Register what its metadata made of it."""
    client = relying_parties.Client(party=party, secret_digest=None)
    async with town.world.database.transaction() as tx:
        now = town.clock.now()
        await relying_parties.add(tx, client, registrar=Registrar.OPERATOR, management_digest=None, now=now)
    return SamlService(party, key)


@dataclass(frozen=True, slots=True)
class Told:
    """What the browser was given to post to the service."""

    url: str
    document: bytes
    relay_state: str | None

    @property
    def response(self) -> XmlElement:
        message = parsed(self.document)
        assert not isinstance(message, XmlFault), message
        return message

    @property
    def statuses(self) -> list[str]:
        """The codes, outermost first, without what they have in common."""
        return [unescape(each).rpartition(":")[2] for each in re.findall(r'StatusCode Value="([^"]+)"', self.document.decode())]

    def trusted(self, town: Town, terms: SamlTerms) -> XmlElement:
        """The response as its signature covers it."""
        message = verified(self.response, [town.world.saml_keys.certificate(terms.signature)])
        assert not isinstance(message, SignatureFault), message
        return message

    def assertion(self, town: Town, terms: SamlTerms) -> XmlElement:
        assertion = self.trusted(town, terms).child(SAML + "Assertion")
        assert assertion is not None
        return assertion


def told(page: httpx.Response) -> Told:
    """The form of a page that goes on."""
    assert 'data-page="form-post"' in page.text, page.text
    url = re.search(r'<form method="post" action="([^"]+)"', page.text)
    assert url is not None
    fields: Mapping[str, str] = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page.text))
    state, document = fields.get("RelayState"), b64decode(fields["SAMLResponse"])
    assert not schema_faults(document), document
    return Told(unescape(url[1]), document, None if state is None else unescape(state))


async def ask(browser: httpx.AsyncClient, query: str) -> httpx.Response:
    """From the service's link to the first page or the answer."""
    return await follow(browser, await browser.get(f"/saml/sso?{query}"))


def attributes_of(assertion: XmlElement) -> dict[str, list[str]]:
    """By friendly name."""
    statement = assertion.child(SAML + "AttributeStatement")
    return {
        each.get("FriendlyName") or "": [value.text for value in each.children(SAML + "AttributeValue")]
        for each in (statement.children() if statement else ())
    }
