"""One sign-on with a live session, as a browser and a service do it: /authorize, 303, /token, ID token.

The same code drives our server and the peer; they differ in addresses and cookies alone (RFC 6749 section 4.1, RFC 7636).
"""

import json
import re
import secrets
from base64 import b64encode, urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from hashlib import sha256
from itertools import count
from urllib.parse import quote_plus, urlencode

from joserfc.jwk import KeySet
from joserfc.jws import deserialize_compact

from bench.connection import Answer, Connection, Line, WrongAnswerError, request

VERIFIED_EVERY = 100
PKCE_PAIRS = 256
OK = 200
CREATED = 201
ONWARD = (302, 303)
ONE_SCOPE = "openid profile email"

_ID_TOKEN = re.compile(rb'"id_token" ?: ?"(ey[^"]+)"')
_CODE = re.compile(rb"\r\nlocation: [^\r]*[?&]code=([^&\r]+)", re.IGNORECASE)


Asked = Connection | Line


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """An OpenID provider that runs, and how it is driven."""

    name: str
    port: int
    pid: int
    issuer: str
    algorithm: str
    """With what it signs ID tokens."""
    authorize: str
    token: str
    jwks: str
    client_id: str
    client_secret: str
    redirect_uri: str
    cookies: list[str]
    """The whole `Cookie` header of each browser that has a session."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A PKCE verifier with its challenge, made before anything is measured."""

    verifier: str
    challenge: str


class Driver:
    """Makes the requests of a provider's sign-ons and looks at the answers; `pushed`: where each is handed over before."""

    def __init__(self, provider: Provider, keys: KeySet, *, pushed: str = "") -> None:
        self._provider = provider
        self._keys = keys
        self._pairs = [_pair() for _ in range(PKCE_PAIRS)]
        self._numbers = count()
        self._parameters = self._parameters_template()
        self._token_head = self._posted_to(provider.token)
        self._pushed_head = self._posted_to(pushed) if pushed else ""

    async def step(self, connection: Asked) -> Answer:
        """One whole sign-on, and the tokens it brought; `WrongAnswerError` when any answer is not what it must be."""
        number = next(self._numbers)
        pair = self._pairs[number % PKCE_PAIRS]
        parameters = self._parameters % (f"s{number}", f"n{number}", pair.challenge)
        if self._pushed_head:
            parameters = await self._push(connection, parameters)
        answer = await connection.ask(self._authorization(number, parameters))
        code = _CODE.search(answer.head)
        if answer.status not in ONWARD or code is None or f"state=s{number}".encode() not in answer.head:
            raise wrong(answer)
        answer = await connection.ask(self._redemption(code[1].decode("ascii"), pair))
        token = _ID_TOKEN.search(answer.body)
        if answer.status != OK or token is None:
            raise wrong(answer)
        if number % VERIFIED_EVERY == 0:
            self._verify(token[1].decode("ascii"), nonce=f"n{number}")
        return answer

    async def _push(self, connection: Asked, parameters: str) -> str:
        """Hand the request over; what is left for the browser to bring (RFC 9126)."""
        answer = await connection.ask(posted(self._pushed_head, parameters))
        if answer.status != CREATED:
            raise wrong(answer)
        named = {"client_id": self._provider.client_id, "request_uri": json.loads(answer.body)["request_uri"]}
        return urlencode(named)

    def _authorization(self, number: int, parameters: str) -> bytes:
        provider = self._provider
        cookie = provider.cookies[number % len(provider.cookies)]
        return (
            f"GET {provider.authorize}{'&' if '?' in provider.authorize else '?'}{parameters} HTTP/1.1\r\n"
            f"Host: localhost:{provider.port}\r\nAccept: text/html\r\nCookie: {cookie}\r\n\r\n"
        ).encode("ascii")

    def _redemption(self, code: str, pair: Pair) -> bytes:
        body = (
            f"grant_type=authorization_code&code={code}&code_verifier={pair.verifier}"
            f"&redirect_uri={quote_plus(self._provider.redirect_uri)}"
        )
        return posted(self._token_head, body)

    def _parameters_template(self) -> str:
        provider = self._provider
        fixed = {
            "client_id": provider.client_id,
            "redirect_uri": provider.redirect_uri,
            "response_type": "code",
            "scope": ONE_SCOPE,
            "code_challenge_method": "S256",
        }
        return urlencode(fixed).replace("%", "%%") + "&state=%s&nonce=%s&code_challenge=%s"

    def _posted_to(self, path: str) -> str:
        return authenticated_head(path, self._provider)

    def _verify(self, token: str, *, nonce: str) -> None:
        header = json.loads(urlsafe_b64decode(token.partition(".")[0] + "=="))
        key = self._keys.get_by_kid(header.get("kid"))
        claims = json.loads(deserialize_compact(token, key, [self._provider.algorithm]).payload)
        told = (claims["iss"], claims["nonce"])
        audience = claims["aud"] if isinstance(claims["aud"], list) else [claims["aud"]]
        if told != (self._provider.issuer, nonce) or self._provider.client_id not in audience or not claims["sub"]:
            message = f"an ID token for another request: {claims}"
            raise WrongAnswerError(message)


def authenticated_head(path: str, client: Provider) -> str:
    """The head of a form that the service posts and proves itself with (RFC 6749 section 2.3.1), but for its length."""
    pair = f"{quote_plus(client.client_id)}:{quote_plus(client.client_secret)}"
    return (
        f"POST {path} HTTP/1.1\r\nHost: localhost:{client.port}\r\n"
        f"Authorization: Basic {b64encode(pair.encode()).decode()}\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\n"
    )


async def driver(provider: Provider, *, pushed: str = "") -> Driver:
    """A driver that knows the provider's keys."""
    connection = Line(provider.port)
    answer = await connection.ask(request("GET", provider.jwks, port=provider.port))
    connection.close()
    return Driver(provider, KeySet.import_key_set(json.loads(answer.body)), pushed=pushed)


def repeated(driving: Driver, connection: Asked) -> Callable[[], Awaitable[None]]:
    """A sign-on on this connection, as a step."""

    async def step() -> None:
        await driving.step(connection)

    return step


def _pair() -> Pair:
    verifier = secrets.token_urlsafe(32)
    challenge = urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    return Pair(verifier=verifier, challenge=challenge)


def posted(head: str, body: str) -> bytes:
    """A whole request of such a head and this form."""
    return f"{head}Content-Length: {len(body)}\r\n\r\n{body}".encode("ascii")


def wrong(answer: Answer) -> WrongAnswerError:
    """What came instead."""
    return WrongAnswerError(f"{answer.status} {answer.head[:600]!r} {answer.body[:300]!r}")
