"""What is fuzzed: every place where octets of strangers become values.

Each target takes any octets, and raises where a rule is broken.

An exception that is not one of the typed faults is as wrong as a property that does not hold.
"""

from base64 import b64encode
from collections.abc import Callable, Coroutine, Mapping
from contextlib import suppress
from dataclasses import replace
from functools import cache
from re import DOTALL, sub
from types import SimpleNamespace
from typing import Any, TypeVar, cast
from urllib.parse import parse_qsl

import msgspec
from starlette.exceptions import HTTPException
from starlette.requests import Request

from tests.broker.saml.metadata_documents import admission
from tests.fuzz.seeds import OURS, certificates, seeds
from tests.world import START
from ugyfelkapu.broker.domain.authorization import AuthorizationRequest
from ugyfelkapu.broker.domain.relying_party import RelyingParty
from ugyfelkapu.broker.domain.saml_artifact import artifact_of
from ugyfelkapu.broker.domain.saml_logout import fault_of_arrival, fault_of_logout
from ugyfelkapu.broker.saml import paths
from ugyfelkapu.broker.saml.asker import Asker
from ugyfelkapu.broker.saml.asking import Declined, asked_request
from ugyfelkapu.broker.saml.deflate import LONGEST_MESSAGE, deflated, inflated
from ugyfelkapu.broker.saml.logout.messages import logout_request_of, logout_response_of
from ugyfelkapu.broker.saml.message import UnreadableError, instant, issuer_of, message_id
from ugyfelkapu.broker.saml.metadata_of_service import service_from, services_from
from ugyfelkapu.broker.saml.received import (
    REQUEST,
    RESPONSE,
    Received,
    address_parameters,
    received_by_post,
    received_by_redirect,
)
from ugyfelkapu.broker.saml.room import SamlRoom
from ugyfelkapu.broker.saml.xml.certificates import certificate_in, may_encrypt, public_key
from ugyfelkapu.broker.saml.xml.element import XmlElement
from ugyfelkapu.broker.saml.xml.encryption import CHANCE_BYTES, encrypted
from ugyfelkapu.broker.saml.xml.names import DS, SAMLP
from ugyfelkapu.broker.saml.xml.parsing import XmlFault, parsed, parsed_without_comments
from ugyfelkapu.broker.saml.xml.signature import SignatureFault, verified, verified_query
from ugyfelkapu.broker.saml.xml.soap import SoapFault, message_in
from ugyfelkapu.broker.saml.xml.writing import element

Target = Callable[[bytes], None]
_Value = TypeVar("_Value")

ROOM = cast("SamlRoom", SimpleNamespace(world=SimpleNamespace(issuer=OURS), entity_id=OURS + paths.METADATA))
"""All that reading a request needs of the room."""


def parsing(data: bytes) -> None:
    """What is read is read alike from its own canonical form."""
    for read in (parsed, parsed_without_comments):
        root = read(data)
        if isinstance(root, XmlElement):
            _stable(root)


def signature(data: bytes) -> None:
    """Nothing is given back but what the holder of the key signed."""
    message = parsed(data)
    if isinstance(message, XmlElement):
        _covered(message)


def authn_request(data: bytes) -> None:
    """A request or a refusal, and the same one from the canonical form."""
    message = parsed(data)
    if isinstance(message, XmlElement):
        outcome = _asked(message, data)
        again = _stable(message)
        assert _asked(again, data) == outcome


def logout(data: bytes) -> None:
    """A request, an answer, or why it is none."""
    message = parsed(data)
    if isinstance(message, XmlElement):
        with suppress(UnreadableError):
            fault_of_logout(logout_request_of(message), destination=OURS + paths.SLO, now=START)
        with suppress(UnreadableError):
            fault_of_arrival(logout_response_of(message), destination=OURS + paths.SLO, now=START)


def metadata(data: bytes) -> None:
    """Services that can be kept, or the rule they break; the signed and the canonical document say the same."""
    services = services_from(data, admission(START))
    service_from(data, admission(START))
    if isinstance(services, dict):
        for party in services.values():
            if isinstance(party, RelyingParty):
                assert msgspec.json.decode(msgspec.json.encode(party), type=RelyingParty) == party
        root = parsed_without_comments(data)
        assert isinstance(root, XmlElement)
        assert services_from(root.octets(), admission(START)) == services
    vouched = admission(START, signed_by=certificates()[-1])
    if isinstance(services_from(data, vouched), dict):
        root = parsed_without_comments(data)
        assert isinstance(root, XmlElement)
        assert _covered(root)


def soap(data: bytes) -> None:
    """The one message of an envelope, as the endpoints for servers look at it."""
    message = message_in(data, longest=LONGEST_MESSAGE)
    if isinstance(message, XmlFault | SoapFault):
        return
    _covered(_stable(message))
    issuer_of(message)
    with suppress(UnreadableError):
        instant(message.get("IssueInstant"), "IssueInstant")
        message_id(message)
    named = message.child(SAMLP + "Artifact")
    if named is not None:
        artifact_of(named.text.strip(), OURS)


def redirect(data: bytes) -> None:
    """An address's parameters: nothing is believed but the very octets that were signed."""
    with suppress(HTTPException):
        for name in (REQUEST, RESPONSE):
            _arrived(received_by_redirect(_request(data), name))


def form(data: bytes) -> None:
    """A form, and the same message as the address it is sent on to."""
    with suppress(HTTPException):
        received = _result(received_by_post(_request(data), REQUEST, RESPONSE))
        _arrived(received)
        if isinstance(received, Received):
            packed = inflated(dict(address_parameters(received))[received.name])
            assert packed in (received.octets, XmlFault.TOO_LONG)


def deflate(data: bytes) -> None:
    """Never more than the limit is unpacked, and what was unpacked packs again."""
    for text in (data.decode("latin-1"), b64encode(data).decode()):
        document = inflated(text)
        if isinstance(document, bytes):
            assert len(document) <= LONGEST_MESSAGE
            assert inflated(deflated(document)) == document


def certificate(data: bytes) -> None:
    """A key that we believe works everywhere we use it."""
    certificate_in(data)
    text = b64encode(data).decode()
    if public_key(text) is None:
        return
    message = parsed(seeds("signature")[0])
    assert isinstance(message, XmlElement)
    if isinstance(verified(message, [text]), XmlElement):
        assert public_key(text) in [public_key(each) for each in certificates()]
    if may_encrypt(text):
        encrypted(element("saml:Assertion", {}), text, chance=bytes(CHANCE_BYTES))


TARGETS: Mapping[str, Target] = {
    target.__name__: target
    for target in (parsing, signature, authn_request, logout, metadata, soap, redirect, form, deflate, certificate)
}


def _stable(root: XmlElement) -> XmlElement:
    octets = root.octets()
    again = parsed(octets)
    assert isinstance(again, XmlElement), again
    assert again.octets() == octets
    assert (again.name, again.text, len(again.children())) == (root.name, root.text, len(root.children()))
    return again


def _covered(message: XmlElement) -> bool:
    """Whether it is believed; then it is one of those that were signed."""
    covered = verified(message, certificates())
    if isinstance(covered, SignatureFault):
        return False
    assert covered.octets() in _ever_signed()
    assert not covered.children(DS + "Signature")
    return True


@cache
def _ever_signed() -> frozenset[bytes]:
    return frozenset(sub(rb"<ds:Signature .*?</ds:Signature>", b"", each, flags=DOTALL) for each in seeds("signature"))


@cache
def _queries_ever_signed() -> frozenset[bytes]:
    return frozenset(each.partition(b"&Signature=")[0] for each in seeds("redirect") if b"&Signature=" in each)


@cache
def _party() -> RelyingParty:
    party = service_from(seeds("metadata")[0], admission(START, legal_basis="Act"))
    assert isinstance(party, RelyingParty), party
    assert party.saml is not None
    return replace(party, saml=replace(party.saml, signing_certificates=certificates(), are_requests_signed=False))


def _asked(message: XmlElement, octets: bytes) -> AuthorizationRequest | Declined:
    received = Received(name=REQUEST, message=message, octets=octets, relay_state="state", signature=None)
    terms = _party().saml
    assert terms is not None
    return asked_request(ROOM, Asker(request=_request(b""), party=_party(), terms=terms, now=START), received)


def _arrived(received: Received | XmlFault) -> None:
    if isinstance(received, XmlFault):
        return
    issuer_of(received.message)
    found = received.signature
    if found is None:
        return
    fault = verified_query(found.octets, algorithm=found.algorithm, value=found.value, certificates=certificates())
    if fault is None:
        assert found.octets in _queries_ever_signed()
        signed = dict(parse_qsl(found.octets.decode()))
        assert (inflated(signed[received.name]), signed.get("RelayState")) == (received.octets, received.relay_state)


def _request(data: bytes) -> Request:
    async def receive() -> Mapping[str, object]:
        return {"type": "http.request", "body": data, "more_body": False}

    kind = (b"content-type", b"application/x-www-form-urlencoded")
    scope = {"type": "http", "method": "POST", "path": "/", "query_string": data, "headers": [kind]}
    return Request(scope, cast("Any", receive))


def _result(awaited: Coroutine[Any, Any, _Value]) -> _Value:
    """What is awaited waits for nothing here."""
    try:
        awaited.send(None)
    except StopIteration as end:
        return cast("_Value", end.value)
    raise AssertionError("the body came at once, and still somebody waits")
