"""Our own metadata, signed (SAML 2.0 Metadata section 2.4.3, `protocols.md`)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from ugyfelkapu.broker.domain.assurance import acr_of
from ugyfelkapu.broker.domain.saml_artifact import ENDPOINT_INDEX
from ugyfelkapu.broker.domain.saml_attributes import OFFERED
from ugyfelkapu.broker.domain.saml_service import Binding, NameIdFormat, SamlSignature
from ugyfelkapu.broker.ports import BrokerWorld
from ugyfelkapu.broker.saml import paths
from ugyfelkapu.broker.saml.metadata.shown import Shown, contacts, interface, organisation
from ugyfelkapu.broker.saml.xml.names import PREFIXES
from ugyfelkapu.broker.saml.xml.signing import signed
from ugyfelkapu.broker.saml.xml.writing import XmlNode, element, written
from ugyfelkapu.identification import AssuranceLevel

CACHE_DURATION = "PT6H"
_URI = "urn:oasis:names:tc:SAML:2.0:attrname-format:uri"
_BASIC = "urn:oasis:names:tc:SAML:2.0:attrname-format:basic"
_CERTIFICATION = "urn:oasis:names:tc:SAML:attribute:assurance-certification"


@dataclass(frozen=True, slots=True)
class _Endpoint:
    name: str
    binding: Binding
    path: str
    index: str | None = None
    """Of an indexed one (Metadata section 2.2.3)."""


_RESOLUTION_AND_LOGOUT: tuple[_Endpoint, ...] = (
    _Endpoint("md:ArtifactResolutionService", Binding.SOAP, paths.ARTIFACT, index=str(ENDPOINT_INDEX)),
    _Endpoint("md:SingleLogoutService", Binding.REDIRECT, paths.SLO),
    _Endpoint("md:SingleLogoutService", Binding.POST, paths.SLO),
    _Endpoint("md:SingleLogoutService", Binding.SOAP, paths.SLO_SOAP),
)
_SIGN_ON = (
    _Endpoint("md:SingleSignOnService", Binding.REDIRECT, paths.SSO),
    _Endpoint("md:SingleSignOnService", Binding.POST, paths.SSO),
    _Endpoint("md:AssertionIDRequestService", Binding.SOAP, paths.ISSUED),
)
"""Apart, since the schema has the formats of names between them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Made:
    published: tuple[str, ...]
    valid_until: datetime
    document: bytes


class OurMetadata:
    """The documents as bytes, one for each kind of key; made anew when keys change, and hourly."""

    def __init__(self, world: BrokerWorld, shown: Shown) -> None:
        """Nothing is made before the first answer."""
        self._world = world
        self._shown = shown
        self._made: dict[SamlSignature, _Made] = {}

    def current(self, signature: SamlSignature) -> bytes:
        """The document as it stands.

        It is valid for as long as a key is published before it signs: whoever holds a valid copy knows the key in force.
        """
        keys = self._world.saml_keys
        published, valid_until = keys.published(signature), _hour_of(self._world.clock.now()) + keys.overlap
        made = self._made.get(signature)
        if made is None or (made.published, made.valid_until) != (published, valid_until):
            document = self._document(signature, published, valid_until=valid_until)
            made = self._made[signature] = _Made(published=published, valid_until=valid_until, document=document)
        return made.document

    def _document(self, signature: SamlSignature, published: Sequence[str], *, valid_until: datetime) -> bytes:
        keys = self._world.saml_keys
        node = _entity(self._shown, published, valid_until=valid_until)
        named = XmlNode(node.name, {**node.attributes, "ID": f"_{sha256(written(node)).hexdigest()[:40]}"}, node.children)
        return written(signed(named, keys.signer(signature), keys.certificate(signature)))


def _hour_of(now: datetime) -> datetime:
    """The same for all processes, so that they give one document."""
    return now.replace(minute=0, second=0, microsecond=0)


def _entity(shown: Shown, published: Sequence[str], *, valid_until: datetime) -> XmlNode:
    return element(
        "md:EntityDescriptor",
        {
            "entityID": shown.issuer + paths.METADATA,
            "validUntil": f"{valid_until:%Y-%m-%dT%H:%M:%SZ}",
            "cacheDuration": CACHE_DURATION,
        },
        element("md:Extensions", {}, element("mdattr:EntityAttributes", {}, _certification())),
        _provider(shown, published),
        organisation(shown),
        *contacts(shown),
    )


def _certification() -> XmlNode:
    """Which levels people can be identified at (SAML 2.0 Identity Assurance Profiles section 3)."""
    levels = (element("saml:AttributeValue", {}, acr_of(level)) for level in AssuranceLevel)
    return element("saml:Attribute", {"Name": _CERTIFICATION, "NameFormat": _URI}, *levels)


def _provider(shown: Shown, published: Sequence[str]) -> XmlNode:
    """Whether requests must be signed, each service says for itself (`AuthnRequestsSigned`)."""
    return element(
        "md:IDPSSODescriptor",
        {
            "WantAuthnRequestsSigned": "false",
            "errorURL": f"{shown.issuer}/questions",
            "protocolSupportEnumeration": PREFIXES["samlp"],
        },
        element("md:Extensions", {}, interface(shown)),
        *(_key(certificate) for certificate in published),
        *(_endpoint(shown.issuer, each) for each in _RESOLUTION_AND_LOGOUT),
        *(element("md:NameIDFormat", {}, each) for each in NameIdFormat),
        *(_endpoint(shown.issuer, each) for each in _SIGN_ON),
        *(_attribute(each.name, each.friendly_name) for each in OFFERED),
    )


def _key(certificate: str) -> XmlNode:
    data = element("ds:X509Data", {}, element("ds:X509Certificate", {}, certificate))
    return element("md:KeyDescriptor", {"use": "signing"}, element("ds:KeyInfo", {}, data))


def _endpoint(issuer: str, endpoint: _Endpoint) -> XmlNode:
    indexed = {} if endpoint.index is None else {"index": endpoint.index, "isDefault": "true"}
    return element(endpoint.name, {"Binding": endpoint.binding, "Location": issuer + endpoint.path, **indexed})


def _attribute(name: str, friendly_name: str) -> XmlNode:
    """What is told where it is asked for and the law lets."""
    form = _URI if ":" in name else _BASIC
    return element("saml:Attribute", {"FriendlyName": friendly_name, "Name": name, "NameFormat": form})
