"""The `Response` and the assertion in it (SAML 2.0 Core sections 2.3.3 and 3.3.3, Profiles section 4.1.4.2)."""

from collections.abc import Mapping
from dataclasses import dataclass

from ugyfelkapu.broker.actions.assert_sign_on import SignedOnBySaml
from ugyfelkapu.broker.domain.authn_request import SAML_LEEWAY
from ugyfelkapu.broker.domain.release import Claim
from ugyfelkapu.broker.domain.saml_sign_on import ASSERTION_LIFETIME
from ugyfelkapu.broker.domain.saml_status import SamlRefusal
from ugyfelkapu.broker.domain.session import WHOLE_LIMIT, sid_of
from ugyfelkapu.broker.saml.asker import Asker
from ugyfelkapu.broker.saml.attributes import attribute_statement, prefixes_of_values
from ugyfelkapu.broker.saml.reply import SamlReply
from ugyfelkapu.broker.saml.room import SamlRoom
from ugyfelkapu.broker.saml.speaking import fresh_id, issuer, name_node, sealed, stamped, status_node
from ugyfelkapu.broker.saml.xml.encryption import CHANCE_BYTES, encrypted
from ugyfelkapu.broker.saml.xml.writing import Fragment, XmlNode, declaring, element, fragment_of

BEARER = "urn:oasis:names:tc:SAML:2.0:cm:bearer"
_SUCCESS = fragment_of(status_node(None), within=frozenset({"samlp"}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Assertable:
    """All that an assertion says."""

    signed_on: SignedOnBySaml
    claims: Mapping[str, Claim]
    """What is told of the person, under the claim names of both protocols."""


def granted(room: SamlRoom, asker: Asker, reply: SamlReply, *, told: Assertable) -> XmlNode:
    """The answer with its assertion: signed, and where the service wants it signed by itself and encrypted."""
    terms = asker.terms
    assertion = _assertion(room, asker, reply, told=told)
    if terms.are_assertions_signed:
        assertion = sealed(room.world, terms, assertion)
    if terms.are_assertions_encrypted:
        chance = room.world.entropy.bytes(CHANCE_BYTES)
        assertion = encrypted(assertion, terms.encryption_certificates[0], chance=chance)
    answer = _response(asker, reply, message_id=fresh_id(room.world), content=(issuer(room.world), _SUCCESS, assertion))
    return sealed(room.world, terms, declaring(answer, assertion.declares))


def refused(room: SamlRoom, asker: Asker, reply: SamlReply, *, refusal: SamlRefusal) -> XmlNode:
    """The answer that says why there is no assertion (Core section 3.2.2.2)."""
    content = (issuer(room.world), status_node(refusal))
    return sealed(room.world, asker.terms, _response(asker, reply, message_id=fresh_id(room.world), content=content))


def _response(asker: Asker, reply: SamlReply, *, message_id: str, content: tuple[XmlNode | Fragment, ...]) -> XmlNode:
    attributes = {
        "Destination": reply.url,
        "ID": message_id,
        "InResponseTo": reply.request_id,
        "IssueInstant": stamped(asker.now),
        "Version": "2.0",
    }
    return element("samlp:Response", attributes, *content)


def _assertion(room: SamlRoom, asker: Asker, reply: SamlReply, *, told: Assertable) -> XmlNode:
    attributes = {"ID": told.signed_on.assertion_id, "IssueInstant": stamped(asker.now), "Version": "2.0"}
    parts = [_subject(asker, reply, told), _conditions(asker), _authentication(told)]
    statement = attribute_statement(told.claims, asker.terms)
    content = (issuer(room.world), *parts, *([statement] if statement else []))
    return declaring(element("saml:Assertion", attributes, *content), prefixes_of_values(asker.terms))


def _subject(asker: Asker, reply: SamlReply, told: Assertable) -> XmlNode:
    data = {
        "InResponseTo": reply.request_id,
        "NotOnOrAfter": stamped(asker.now + ASSERTION_LIFETIME),
        "Recipient": reply.url,
    }
    return element(
        "saml:Subject",
        {},
        name_node(told.signed_on.name, asker.terms),
        element("saml:SubjectConfirmation", {"Method": BEARER}, element("saml:SubjectConfirmationData", data)),
    )


def _conditions(asker: Asker) -> XmlNode:
    now = asker.now
    window = {"NotBefore": stamped(now - SAML_LEEWAY), "NotOnOrAfter": stamped(now + ASSERTION_LIFETIME)}
    audience = element("saml:AudienceRestriction", {}, element("saml:Audience", {}, asker.terms.entity_id))
    return element("saml:Conditions", window, audience)


def _authentication(told: Assertable) -> XmlNode:
    session, client_id = told.signed_on.family.session, told.signed_on.family.client_id
    attributes = {
        "AuthnInstant": stamped(session.identified_at),
        "SessionIndex": sid_of(session.session_id, client_id),
        "SessionNotOnOrAfter": stamped(session.identified_at + WHOLE_LIMIT),
    }
    reference = element("saml:AuthnContextClassRef", {}, told.signed_on.context)
    return element("saml:AuthnStatement", attributes, element("saml:AuthnContext", {}, reference))
