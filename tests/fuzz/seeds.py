"""What every run starts from: good messages of every kind, by target.

Those in `signed/` were signed once, with keys that were thrown away: nobody can sign anything else with them.
"""

from base64 import b64encode
from functools import cache
from pathlib import Path
from urllib.parse import urlencode

from tests.broker.saml import metadata_documents as described
from ugyfelkapu.broker.saml.deflate import deflated
from ugyfelkapu.broker.saml.xml.soap import enveloped
from ugyfelkapu.broker.saml.xml.writing import XmlNode, element, written

SIGNED = Path(__file__).parent / "signed"
ENTITY = described.ENTITY
OURS = "https://id.example.test"
_SAID = {"ID": "_question-1", "Version": "2.0", "IssueInstant": "2026-11-22T09:00:00Z"}


@cache
def certificates() -> tuple[str, ...]:
    """Of the keys that signed; base64 of DER."""
    return tuple(b64encode(file.read_bytes()).decode() for file in sorted(SIGNED.glob("*.der")))


@cache
def seeds(target: str) -> tuple[bytes, ...]:
    """Good inputs of a target."""
    messages = tuple(map(written, (*_requests(), *_logouts(), *_lookups())))
    queries = tuple(map(_query, messages))
    return {
        "parsing": (*messages, *_metadata(), *_signed("*.xml")),
        "signature": _signed("*.xml"),
        "authn_request": (*map(written, _requests()), *_signed("*-authn-request.xml")),
        "logout": (*map(written, _logouts()), *_signed("*-logout-request.xml")),
        "metadata": (*_metadata(), *_signed("*-metadata.xml")),
        "soap": (*map(enveloped, (*_lookups(), *_logouts())), *_signed("*-envelope.xml")),
        "redirect": (*queries, *_signed("*.query")),
        "form": tuple(urlencode({"SAMLRequest": b64encode(each), "RelayState": "state"}).encode() for each in messages),
        "deflate": tuple(deflated(each).encode() for each in messages),
        "certificate": _signed("*.der"),
    }[target]


def _signed(pattern: str) -> tuple[bytes, ...]:
    return tuple(file.read_bytes() for file in sorted(SIGNED.glob(pattern)))


def _query(document: bytes) -> bytes:
    return urlencode({"SAMLRequest": deflated(document), "RelayState": "https://council.example.test/?a=ő"}).encode()


def _issuer() -> XmlNode:
    return element("saml:Issuer", {}, ENTITY)


def _requests() -> tuple[XmlNode, ...]:
    persistent = "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent"
    asked = {**_SAID, "Destination": f"{OURS}/saml/sso"}
    by_url = {**asked, "AssertionConsumerServiceURL": described.CONSUMER, "ProtocolBinding": described.POST}
    by_index = {**asked, "AssertionConsumerServiceIndex": "0", "AttributeConsumingServiceIndex": "0", "IsPassive": "true"}
    level = element("saml:AuthnContextClassRef", {}, "http://eidas.europa.eu/LoA/substantial")
    entry = element("samlp:IDPEntry", {"ProviderID": f"{OURS}/saml/metadata"})
    return (
        element("samlp:AuthnRequest", by_url, _issuer()),
        element(
            "samlp:AuthnRequest",
            {**by_index, "ForceAuthn": "false"},
            _issuer(),
            element("samlp:Extensions", {}, element("eidas:SPType", {}, "public")),
            element("saml:Subject", {}, element("saml:NameID", {"Format": persistent, "SPNameQualifier": ENTITY}, "somebody")),
            element("samlp:NameIDPolicy", {"Format": persistent, "SPNameQualifier": ENTITY, "AllowCreate": "true"}),
            element("samlp:RequestedAuthnContext", {"Comparison": "minimum"}, level),
            element("samlp:Scoping", {"ProxyCount": "0"}, element("samlp:IDPList", {}, entry)),
        ),
    )


def _logouts() -> tuple[XmlNode, ...]:
    asked = {**_SAID, "Destination": f"{OURS}/saml/slo"}
    index = element("samlp:SessionIndex", {}, "index")
    success = element("samlp:StatusCode", {"Value": "urn:oasis:names:tc:SAML:2.0:status:Success"})
    return (
        element(
            "samlp:LogoutRequest",
            {**asked, "NotOnOrAfter": "2026-11-22T09:05:00Z", "Reason": "urn:oasis:names:tc:SAML:2.0:logout:user"},
            *(_issuer(), element("saml:NameID", {}, "somebody"), index, index),
        ),
        element("samlp:LogoutResponse", {**asked, "InResponseTo": "_x"}, _issuer(), element("samlp:Status", {}, success)),
    )


def _lookups() -> tuple[XmlNode, ...]:
    named = b64encode(b"\x00\x04" + bytes(42)).decode()
    person = element("samlp:Extensions", {}, element("own:NameID", {}, "somebody"))
    return (
        element("samlp:ArtifactResolve", _SAID, _issuer(), element("samlp:Artifact", {}, named)),
        element("samlp:AssertionIDRequest", _SAID, _issuer(), person, element("saml:AssertionIDRef", {}, "_assertion")),
    )


def _metadata() -> tuple[bytes, ...]:
    key = described.key_descriptor(certificates()[-1])
    wordings = described.shown(hu="Önkormányzat", en="Council", de="Gemeinde")
    rich = described.Described(
        entity={"validUntil": "2036-11-22T09:00:00Z", "cacheDuration": "PT6H"},
        role={"AuthnRequestsSigned": "true", "WantAssertionsSigned": "true"},
        parts=(wordings, described.asking(described.MAIL, described.BORN), described.logout(described.SOAP, f"{ENTITY}/slo")),
        consumers=(described.consumer(isDefault="true"), described.consumer(binding=described.ARTIFACT, index="1")),
        keys=(key,),
        behind=(element("md:Organization", {}, element("md:OrganizationName", {"xml:lang": "en"}, "Council")),),
    )
    other = described.Described(entity_id="https://other.example.test/", keys=(key,))
    return (rich.document(), written(described.many(rich, other, validUntil="2036-11-22T09:00:00Z", Name="urn:federation")))
