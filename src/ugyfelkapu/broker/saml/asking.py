"""From a message to a checked request: who asks, whether it is theirs, where the answer goes (SAML 2.0 Profiles 4.1.4.1)."""

from dataclasses import dataclass, replace

from ugyfelkapu.broker.domain.asked_claims import NO_CLAIMS, AskedClaims
from ugyfelkapu.broker.domain.authn_request import (
    Arrival,
    AuthnRequest,
    consumer_of,
    fault_of,
    is_carried,
)
from ugyfelkapu.broker.domain.authorization import AuthorizationRequest, Prompt
from ugyfelkapu.broker.domain.name_id_policy import format_of, person_meant
from ugyfelkapu.broker.domain.relying_party import RelyingParty, Scope
from ugyfelkapu.broker.domain.saml_ask import SamlAsk
from ugyfelkapu.broker.domain.saml_attributes import claims_named
from ugyfelkapu.broker.domain.saml_context import CONTEXTS, level_wish_of
from ugyfelkapu.broker.domain.saml_profile import as_the_profile_asks, names_asked_for, profile_fault
from ugyfelkapu.broker.domain.saml_service import AssertionConsumer, NameIdFormat, SamlTerms
from ugyfelkapu.broker.domain.saml_status import Detail, SamlRefusal, requester, responder
from ugyfelkapu.broker.saml import paths
from ugyfelkapu.broker.saml.asker import Asker
from ugyfelkapu.broker.saml.message import UnreadableError
from ugyfelkapu.broker.saml.reading import authn_request_of
from ugyfelkapu.broker.saml.received import Received
from ugyfelkapu.broker.saml.reply import SamlReply
from ugyfelkapu.broker.saml.room import SamlRoom
from ugyfelkapu.broker.saml.xml.element import XmlElement
from ugyfelkapu.broker.saml.xml.names import DS
from ugyfelkapu.broker.saml.xml.signature import SignatureFault, verified, verified_query


@dataclass(frozen=True, slots=True, kw_only=True)
class Declined:
    """Why there is no request; `reply` is where that may be told, `None`: to nobody but the person."""

    refusal: SamlRefusal
    reply: SamlReply | None


def asked_request(room: SamlRoom, asker: Asker, received: Received) -> AuthorizationRequest | Declined:
    """The request, or the first thing wrong with it."""
    terms = asker.terms
    message = _believed(received, terms)
    if isinstance(message, SignatureFault):
        return Declined(refusal=requester(f"the signature: {message}", Detail.REQUEST_DENIED), reply=None)
    try:
        request = authn_request_of(message, relay_state=received.relay_state)
    except UnreadableError as error:
        return Declined(refusal=requester(str(error)), reply=None)
    consumer = consumer_of(request, terms)
    if isinstance(consumer, SamlRefusal):
        return Declined(refusal=consumer, reply=None)
    relay_state = request.relay_state if is_carried(request.relay_state) else None
    reply = SamlReply(request_id=request.request_id, url=consumer.url, binding=consumer.binding, relay_state=relay_state)
    is_signed = message is not received.message or received.signature is not None
    destination = room.world.issuer + paths.SSO
    arrival = Arrival(destination=destination, entity_id=room.entity_id, is_signed=is_signed, now=asker.now)
    refusal = fault_of(request, terms, arrival) or profile_fault(request, asker.party, terms)
    asked = refusal or _asked(as_the_profile_asks(request, terms), asker.party, terms, consumer=consumer)
    return Declined(refusal=asked, reply=reply) if isinstance(asked, SamlRefusal) else asked


def _believed(received: Received, terms: SamlTerms) -> XmlElement | SignatureFault:
    """What may be read of it: where it is signed, only what that covers."""
    if received.signature is not None:
        signature = received.signature
        fault = verified_query(
            signature.octets,
            algorithm=signature.algorithm,
            value=signature.value,
            certificates=terms.signing_certificates,
        )
        return fault or received.message
    if received.message.children(DS + "Signature"):
        return verified(received.message, terms.signing_certificates)
    return received.message


def _asked(
    request: AuthnRequest, party: RelyingParty, terms: SamlTerms, *, consumer: AssertionConsumer
) -> AuthorizationRequest | SamlRefusal:
    wish = level_wish_of(request)
    if wish is None:
        return responder("none of the asked authentication contexts can be reached here", Detail.NO_AUTHN_CONTEXT)
    name_id_format = format_of(request.name_id_policy, party, terms)
    meant = person_meant(request.subject, terms.entity_id)
    if isinstance(name_id_format, SamlRefusal):
        return name_id_format
    if isinstance(meant, SamlRefusal):
        return meant
    scopes, claims = _told(request, party, terms)
    prompts = ((Prompt.LOGIN, request.is_forced), (Prompt.NONE, request.is_passive))
    return AuthorizationRequest(
        client_id=party.client_id,
        redirect_uri=consumer.url,
        state=request.relay_state,
        nonce=None,
        code_challenge=None,
        scopes=scopes,
        prompts=tuple(prompt for prompt, is_asked in prompts if is_asked),
        max_age_seconds=None,
        level_wish=wish,
        language=None,
        hinted=meant,
        claims=claims if name_id_format is not NameIdFormat.EMAIL else _with_email(claims, scopes),
        saml=SamlAsk(
            request_id=request.request_id,
            binding=consumer.binding,
            name_id_format=name_id_format,
            contexts=tuple(each for each in request.contexts if each in CONTEXTS),
            comparison=request.comparison,
            may_create=request.name_id_policy.may_create,
        ),
    )


def _told(request: AuthnRequest, party: RelyingParty, terms: SamlTerms) -> tuple[tuple[Scope, ...], AskedClaims]:
    """What of the person: the attributes asked for, else all that the service may have but for identity data."""
    asked = names_asked_for(request, terms)
    if asked is None:
        return tuple(scope for scope in party.scopes if scope is not Scope.IDENTITY), NO_CLAIMS
    scopes = tuple(scope for scope in party.scopes if scope in (Scope.OPENID, Scope.REPRESENTATION))
    return scopes, AskedClaims(userinfo=claims_named(asked, party))


def _with_email(claims: AskedClaims, scopes: tuple[Scope, ...]) -> AskedClaims:
    """Whoever is named by the e-mail address is told it, so that consent and journal know of it."""
    is_told = Scope.EMAIL in scopes or "email" in claims.userinfo
    return claims if is_told else replace(claims, userinfo=(*claims.userinfo, "email"))
