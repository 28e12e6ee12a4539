"""What all our messages have in common: who speaks, when, under which name, and with which signature."""

from datetime import UTC, datetime

from ugyfelkapu.broker.domain.saml_service import NameIdFormat, SamlTerms
from ugyfelkapu.broker.domain.saml_sign_on import SamlName
from ugyfelkapu.broker.domain.saml_status import SamlRefusal, Status
from ugyfelkapu.broker.domain.secret import IDENTIFIER_BYTES, text_of
from ugyfelkapu.broker.ports import BrokerWorld
from ugyfelkapu.broker.saml import paths
from ugyfelkapu.broker.saml.xml.signing import signed
from ugyfelkapu.broker.saml.xml.writing import XmlNode, element


def own_entity_id(world: BrokerWorld) -> str:
    """Who we are in every message."""
    return world.issuer + paths.METADATA


def issuer(world: BrokerWorld) -> XmlNode:
    """Who speaks (SAML 2.0 Core section 2.2.5)."""
    return element("saml:Issuer", {}, own_entity_id(world))


def sealed(world: BrokerWorld, terms: SamlTerms, node: XmlNode) -> XmlNode:
    """A message or an assertion with our signature, made with the algorithm the service reads."""
    keys = world.saml_keys
    return signed(node, keys.signer(terms.signature), keys.certificate(terms.signature))


def fresh_id(world: BrokerWorld) -> str:
    """A message's `ID` (Core section 1.3.4): chance, and no digit in front."""
    return "_" + text_of(world.entropy.bytes(IDENTIFIER_BYTES))


def stamped(at: datetime) -> str:
    """An instant as SAML spells it (Core section 1.3.3)."""
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


def name_node(name: SamlName, terms: SamlTerms) -> XmlNode:
    """Whom we mean (Core section 2.2.2); an e-mail address is the same at every service and takes no qualifier."""
    qualifier = {} if name.format is NameIdFormat.EMAIL else {"SPNameQualifier": terms.entity_id}
    return element("saml:NameID", {"Format": name.format, **qualifier}, name.name_id)


def status_node(refusal: SamlRefusal | None) -> XmlNode:
    """Success, or why not (Core section 3.2.2.1)."""
    if refusal is None:
        return element("samlp:Status", {}, element("samlp:StatusCode", {"Value": Status.SUCCESS}))
    details = [element("samlp:StatusCode", {"Value": refusal.detail})] if refusal.detail else []
    code = element("samlp:StatusCode", {"Value": refusal.status}, *details)
    return element("samlp:Status", {}, code, element("samlp:StatusMessage", {}, refusal.message))
