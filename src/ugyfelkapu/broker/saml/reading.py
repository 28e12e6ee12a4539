"""An `AuthnRequest` read from its element, once, into values (SAML 2.0 Core section 3.4.1)."""

from ugyfelkapu.broker.domain.authn_request import AuthnRequest, Comparison
from ugyfelkapu.broker.domain.name_id_policy import AskedSubject, NameIdPolicy
from ugyfelkapu.broker.saml.extensions import attributes_in, sp_type_in
from ugyfelkapu.broker.saml.message import UnreadableError, flag, instant, issuer_of, message_id, version_of
from ugyfelkapu.broker.saml.xml.element import XmlElement
from ugyfelkapu.broker.saml.xml.names import SAML, SAMLP

MOST_CONTEXTS = 20
_ONCE = (
    SAML + "Issuer",
    SAML + "Subject",
    SAML + "Conditions",
    SAMLP + "Extensions",
    SAMLP + "NameIDPolicy",
    SAMLP + "RequestedAuthnContext",
    SAMLP + "Scoping",
)


def authn_request_of(message: XmlElement, *, relay_state: str | None) -> AuthnRequest:
    """The values; `UnreadableError` where one of them is none."""
    if message.name != SAMLP + "AuthnRequest":
        raise UnreadableError("the message is no samlp:AuthnRequest")
    issuer = issuer_of(message)
    if issuer is None:
        raise UnreadableError("Issuer is missing")  # Profiles section 4.1.4.1
    if any(len(message.children(name)) > 1 for name in _ONCE):
        raise UnreadableError("an element stands twice that may stand once")  # Core section 3.4.1
    asked = message.child(SAMLP + "RequestedAuthnContext")
    contexts, comparison = _contexts(asked)
    return AuthnRequest(
        version=version_of(message),
        request_id=message_id(message),
        issuer=issuer,
        issued_at=instant(message.get("IssueInstant"), "IssueInstant"),
        destination=message.get("Destination"),
        consumer_url=message.get("AssertionConsumerServiceURL"),
        consumer_index=_index(message, "AssertionConsumerServiceIndex"),
        binding=message.get("ProtocolBinding"),
        is_forced=flag(message, "ForceAuthn"),
        is_passive=flag(message, "IsPassive"),
        name_id_policy=_policy(message.child(SAMLP + "NameIDPolicy")),
        subject=_subject(message.child(SAML + "Subject")),
        contexts=contexts,
        is_declaration_asked=asked is not None and bool(asked.children(SAML + "AuthnContextDeclRef")),
        providers=_providers(message.child(SAMLP + "Scoping")),
        comparison=comparison,
        attribute_index=_index(message, "AttributeConsumingServiceIndex"),
        relay_state=relay_state,
        sp_type=sp_type_in(message),
        attributes=attributes_in(message),
    )


def _index(message: XmlElement, name: str) -> int | None:
    text = message.get(name)
    if text is None:
        return None
    if not text.isascii() or not text.isdigit() or len(text) > len("65535"):
        raise UnreadableError(f"{name} is no index")
    return int(text)


def _policy(policy: XmlElement | None) -> NameIdPolicy:
    if policy is None:
        return NameIdPolicy()
    may_create = policy.get("AllowCreate") is None or flag(policy, "AllowCreate")
    return NameIdPolicy(format=policy.get("Format"), qualifier=policy.get("SPNameQualifier"), may_create=may_create)


def _subject(subject: XmlElement | None) -> AskedSubject | None:
    if subject is None:
        return None
    name = subject.child(SAML + "NameID")
    return AskedSubject(
        name_id=None if name is None else name.text.strip(),
        format=None if name is None else name.get("Format"),
        qualifier=None if name is None else name.get("SPNameQualifier"),
        is_confirmed_otherwise=bool(subject.children(SAML + "SubjectConfirmation")),
    )


def _providers(scoping: XmlElement | None) -> tuple[str, ...]:
    """`IDPEntry` by its `ProviderID` (Core section 3.4.1.3)."""
    lists = () if scoping is None else scoping.children(SAMLP + "IDPList")
    return tuple(entry.get("ProviderID") or "" for each in lists for entry in each.children(SAMLP + "IDPEntry"))


def _contexts(asked: XmlElement | None) -> tuple[tuple[str, ...], Comparison]:
    if asked is None:
        return (), Comparison.EXACT
    comparison = asked.get("Comparison") or "exact"
    if comparison not in list(Comparison):
        raise UnreadableError("Comparison must be exact, minimum, maximum or better")
    contexts = tuple(each.text.strip() for each in asked.children(SAML + "AuthnContextClassRef"))
    if asked.children(SAML + "AuthnContextDeclRef"):
        return (), Comparison(comparison)
    if not 0 < len(contexts) <= MOST_CONTEXTS:
        raise UnreadableError("RequestedAuthnContext needs AuthnContextClassRef")
    return contexts, Comparison(comparison)
