"""A SAML message as it came by a browser: its octets, its state, its signature (SAML 2.0 Bindings sections 3.4 and 3.5)."""

from base64 import b64decode
from binascii import Error
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import unquote_plus

from starlette.exceptions import HTTPException
from starlette.requests import Request

from ugyfelkapu.broker.domain.redirect import with_parameters
from ugyfelkapu.broker.saml.deflate import deflated, inflated
from ugyfelkapu.broker.saml.xml.element import XmlElement
from ugyfelkapu.broker.saml.xml.parsing import XmlFault, parsed
from ugyfelkapu.foundation.page.form import FORM_TYPE, bounded_body, parse

LONGEST_MESSAGE = 64 * 1024
"""In bytes, of a form; a request has two to four thousand."""
LONGEST_ADDRESS = 30 * 1024
"""In bytes, of an address with a message in it: what the site's proxy lets through beside headers (`docs/operations.md`)."""

REQUEST = "SAMLRequest"
RESPONSE = "SAMLResponse"
_SIGNED = ("RelayState", "SigAlg")
"""Beside the message, in this order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuerySignature:
    """The signature of the Redirect binding, over the very octets that came (Bindings section 3.4.4.1)."""

    octets: bytes
    algorithm: str
    value: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """A message before anything in it is believed."""

    name: str
    """Of the parameter it came in: `SAMLRequest` or `SAMLResponse`."""
    message: XmlElement
    octets: bytes
    """The document as it came."""
    relay_state: str | None
    signature: QuerySignature | None
    """`None`: it came by form, or with none; a signature in the message itself is looked at apart."""


def received_by_redirect(request: Request, name: str) -> Received | XmlFault:
    """The message of an address; `name`: `SAMLRequest` or `SAMLResponse`. A parameter that comes twice is a 400."""
    query: bytes = request.scope["query_string"]
    if len(query) > LONGEST_ADDRESS:
        return XmlFault.TOO_LONG
    fields = parse(query)
    signature = _query_signature(query, fields, name) if "Signature" in fields or "SigAlg" in fields else None
    return _received(name, inflated(fields.get(name, "")), relay_state=fields.get("RelayState"), signature=signature)


def _received(
    name: str, document: bytes | XmlFault | None, *, relay_state: str | None, signature: QuerySignature | None
) -> Received | XmlFault:
    if not isinstance(document, bytes):
        return document or XmlFault.NOT_WELL_FORMED
    message = parsed(document)
    if isinstance(message, XmlFault):
        return message
    return Received(name=name, message=message, octets=document, relay_state=relay_state, signature=signature)


def _query_signature(query: bytes, fields: Mapping[str, str], name: str) -> QuerySignature:
    """Over the parameters as they were encoded, in the order of the standard, and over no other.

    One whose very name is encoded (`Relay%53tate`) would be read and not be covered: a 400.
    """
    raw = dict(part.partition(b"=")[::2] for part in query.split(b"&"))
    if any(part in fields and part.encode() not in raw for part in (name, *_SIGNED, "Signature")):
        raise HTTPException(400)
    signed = [part.encode() for part in (name, *_SIGNED) if part.encode() in raw]
    return QuerySignature(
        octets=b"&".join(part + b"=" + raw[part] for part in signed),
        algorithm=_text(raw, b"SigAlg"),
        value=decoded(_text(raw, b"Signature")) or b"",
    )


def _text(raw: Mapping[bytes, bytes], name: bytes) -> str:
    return unquote_plus(raw.get(name, b"").decode("ascii", "replace"))


async def received_by_post(request: Request, *names: str) -> Received | XmlFault:
    """The message of a form, in one of these parameters (Bindings section 3.5.4)."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != FORM_TYPE:
        raise HTTPException(415)
    fields = parse(await bounded_body(request, LONGEST_MESSAGE))
    name = next((name for name in names if name in fields), names[0])
    return _received(name, decoded(fields.get(name, "")), relay_state=fields.get("RelayState"), signature=None)


def address_parameters(received: Received) -> list[tuple[str, str]]:
    """A message that came by form as an address carries it, signature and all."""
    state = [("RelayState", received.relay_state)] if received.relay_state is not None else []
    return [(received.name, deflated(received.octets)), *state]


def sent_on(received: Received, path: str) -> str | XmlFault:
    """The address of the same message at `path`: cookies do not come along with another site's post."""
    address = with_parameters(path, address_parameters(received))
    return address if len(address) <= LONGEST_ADDRESS else XmlFault.TOO_LONG


def decoded(text: str) -> bytes | None:
    """Base64, which software folds into lines now and then (RFC 4648 section 3.1; Bindings section 3.5.4)."""
    try:
        return b64decode("".join(text.split()), validate=True)
    except (Error, ValueError):
        return None
