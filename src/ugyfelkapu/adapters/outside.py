"""Asks servers of services: checked addresses alone, bounded in time, size and number, no redirect (`security.md` 8)."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from time import monotonic

import httpx

from ugyfelkapu.adapters.bounded_http import Reply, bounded_client, reply_to
from ugyfelkapu.adapters.looked_up import LookUp, SystemNames, judged_addresses
from ugyfelkapu.adapters.remembered import Remembered
from ugyfelkapu.broker.domain.outside import OutsideAddress, outside_address
from ugyfelkapu.broker.ports import Fetched, FetchFault

CONNECT_SECONDS = 2.0
WHOLE_SECONDS = 5.0
"""From the name to the last byte, waiting for a place included."""
MOST_BYTES = 64 * 1024
MOST_METADATA_BYTES = 1024 * 1024
MOST_AT_ONCE = 16
MOST_ADDRESSES = 2
"""How many of a name's addresses are tried."""

_HEADERS = {"Accept-Encoding": "identity", "Connection": "close", "User-Agent": "ugyfelkapu"}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kind:
    """What may come of a question."""

    accept: str
    most_bytes: int
    tops: tuple[str, ...]
    """What its media type begins with."""
    suffixes: tuple[str, ...]
    """Of its media type (RFC 6838 section 4.2.8), or the whole subtype."""


_DOCUMENT = _Kind(
    accept="application/json, application/jwt, application/*+json, application/*+jwt",
    most_bytes=MOST_BYTES,
    tops=("application",),
    suffixes=("json", "jwt"),
)
_METADATA = _Kind(
    accept="application/samlmetadata+xml, application/xml, text/xml",  # SAML 2.0 Metadata appendix A
    most_bytes=MOST_METADATA_BYTES,
    tops=("application", "text"),
    suffixes=("xml",),
)

_SOAP = _Kind(accept="text/xml", most_bytes=MOST_BYTES, tops=("application", "text"), suffixes=("xml",))
_SOAP_HEADERS = {"Content-Type": "text/xml; charset=utf-8", "SOAPAction": '"http://www.oasis-open.org/committees/security"'}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Question:
    """What is sent; without a form the document is asked for."""

    kind: _Kind = _DOCUMENT
    form: Mapping[str, str] | None = None
    envelope: bytes | None = None
    """A SOAP message, in place of a form."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """How the outside is reached; a test has names, patience and a clock of its own."""

    client: httpx.AsyncClient
    look_up: LookUp
    loopback_allowed: bool
    whole_seconds: float = WHOLE_SECONDS
    steady: Callable[[], float] = monotonic


class GuardedOutside:
    """The only way to an address that a service registered."""

    def __init__(self, reach: Reach) -> None:
        self._reach = reach
        self._places = asyncio.Semaphore(MOST_AT_ONCE)
        self._remembered = Remembered()
        self._running: dict[str, asyncio.Task[Fetched | FetchFault]] = {}

    async def get(self, url: str) -> Fetched | FetchFault:
        """The document, from memory while it counts."""
        document = url.partition("#")[0]
        return self._remembered.current(document, now=self._reach.steady()) or await self._joined(document)

    async def again(self, url: str) -> Fetched | FetchFault:
        """The document as it is now, unless it was asked for a few seconds ago."""
        document = url.partition("#")[0]
        return self._remembered.too_new(document, now=self._reach.steady()) or await self._joined(document)

    async def post(self, url: str, form: Mapping[str, str]) -> int | FetchFault:
        """The status of the answer to a form."""
        reply = await self._ask(url, _Question(form=form))
        return reply if isinstance(reply, FetchFault) else reply.status

    async def soap(self, url: str, envelope: bytes) -> Fetched | FetchFault:
        """What the server answers to a SOAP message."""
        reply = await self._ask(url, _Question(kind=_SOAP, envelope=envelope))
        return reply if isinstance(reply, FetchFault) else _document(reply, _SOAP)

    async def metadata(self, url: str) -> Fetched | FetchFault:
        """The document as it is now."""
        reply = await self._ask(url, _Question(kind=_METADATA))
        return reply if isinstance(reply, FetchFault) else _document(reply, _METADATA)

    def close(self) -> None:
        """Give up what is still under way."""
        for task in self._running.values():
            task.cancel()

    async def _joined(self, url: str) -> Fetched | FetchFault:
        """One question under way for each address, whoever waits for it."""
        task = self._running.get(url)
        if task is None:
            task = self._running[url] = asyncio.create_task(self._fetch(url))
            task.add_done_callback(lambda _: self._running.pop(url, None))
        return await asyncio.shield(task)

    async def _fetch(self, url: str) -> Fetched | FetchFault:
        reply = await self._ask(url, _Question())
        found = reply if isinstance(reply, FetchFault) else _document(reply, _DOCUMENT)
        told = "" if isinstance(reply, FetchFault) else reply.headers.get("Cache-Control", "")
        self._remembered.keep(url, found, cache_control=told, now=self._reach.steady())
        return found

    async def _ask(self, url: str, question: _Question) -> Reply | FetchFault:
        address = outside_address(url, loopback_allowed=self._reach.loopback_allowed)
        if address is None:
            return FetchFault.NOT_ALLOWED
        try:
            async with asyncio.timeout(self._reach.whole_seconds), self._places:
                return await self._connected(address, question)
        except (TimeoutError, httpx.TimeoutException):
            return FetchFault.TOO_LATE
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError):
            return FetchFault.UNREACHABLE

    async def _connected(self, address: OutsideAddress, question: _Question) -> Reply | FetchFault:
        """From one of the judged addresses; the next is tried only where the first takes no connection at all."""
        judged = await judged_addresses(address, self._reach.look_up, loopback_allowed=self._reach.loopback_allowed)
        if isinstance(judged, FetchFault):
            return judged
        for ip in judged[:MOST_ADDRESSES]:
            try:
                return await reply_to(
                    self._reach.client, self._request(address, ip, question), most_bytes=question.kind.most_bytes
                )
            except (httpx.ConnectError, httpx.ConnectTimeout):
                continue
        return FetchFault.UNREACHABLE

    def _request(self, address: OutsideAddress, ip: str, question: _Question) -> httpx.Request:
        """To the very address that was judged; the name is told in `Host` and checked against the certificate."""
        url = httpx.URL(scheme=address.scheme, host=ip, port=address.port, raw_path=address.target.encode("ascii"))
        is_asked = question.form is None and question.envelope is None
        accepted = {"Accept": question.kind.accept} if question.form is None else {}
        kind = {} if question.envelope is None else _SOAP_HEADERS
        return self._reach.client.build_request(
            "GET" if is_asked else "POST",
            url,
            content=question.envelope,
            data=question.form,
            headers={**_HEADERS, "Host": address.authority, **accepted, **kind},
            extensions={"sni_hostname": address.host},
        )


def _document(reply: Reply, kind: _Kind) -> Fetched | FetchFault:
    """What may be read on: whole, unpacked, of a kind that we read."""
    if reply.status != httpx.codes.OK:
        return FetchFault.REFUSED
    if len(reply.body) > kind.most_bytes:
        return FetchFault.TOO_LONG
    media_type = reply.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    top, _, subtype = media_type.partition("/")
    is_readable = top in kind.tops and subtype.rpartition("+")[2] in kind.suffixes
    if not is_readable or reply.headers.get("Content-Encoding", "identity").lower() != "identity":
        return FetchFault.WRONG_TYPE
    return Fetched(body=reply.body, media_type=media_type)


@asynccontextmanager
async def guarded_outside(*, loopback_allowed: bool) -> AsyncIterator[GuardedOutside]:
    """The outside of one installation; its servers are believed by the certificate authorities of this machine."""
    names = SystemNames()
    client = bounded_client(
        whole_seconds=WHOLE_SECONDS,
        connect_seconds=CONNECT_SECONDS,
        most_connections=MOST_AT_ONCE,
        trust=ssl.create_default_context(),
    )
    async with client:
        outside = GuardedOutside(Reach(client=client, look_up=names.look_up, loopback_allowed=loopback_allowed))
        try:
            yield outside
        finally:
            outside.close()
            names.close()
