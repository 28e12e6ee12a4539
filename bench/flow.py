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

from bench.connection import Answer, Connection, WrongAnswerError, connected, request

VERIFIED_EVERY = 100
PKCE_PAIRS = 256
OK = 200
SEE_OTHER = 303

_CODE = re.compile(rb"\r\nlocation: [^\r]*[?&]code=([^&\r]+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """An OpenID provider that runs, and how it is driven."""

    name: str
    port: int
    pid: int
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
    """Makes the requests of a provider's sign-ons and looks at the answers."""

    def __init__(self, provider: Provider, keys: KeySet) -> None:
        self._provider = provider
        self._keys = keys
        self._pairs = [_pair() for _ in range(PKCE_PAIRS)]
        self._numbers = count()
        self._authorize = self._authorize_template()
        self._token_head = self._token_template()

    async def step(self, connection: Connection) -> None:
        """One whole sign-on; `WrongAnswerError` when any answer is not what it must be."""
        number = next(self._numbers)
        pair = self._pairs[number % PKCE_PAIRS]
        answer = await connection.ask(self._authorization(number, pair))
        code = _CODE.search(answer.head)
        if answer.status != SEE_OTHER or code is None or f"state=s{number}".encode() not in answer.head:
            raise _wrong(answer)
        answer = await connection.ask(self._redemption(code[1].decode("ascii"), pair))
        if answer.status != OK or b'"id_token":"ey' not in answer.body:
            raise _wrong(answer)
        if number % VERIFIED_EVERY == 0:
            self._verify(json.loads(answer.body)["id_token"], nonce=f"n{number}")

    def authorization(self) -> bytes:
        """The first request of a sign-on, for whoever needs no more."""
        return self._authorization(next(self._numbers), self._pairs[0])

    def _authorization(self, number: int, pair: Pair) -> bytes:
        cookies = self._provider.cookies
        cookie = cookies[number % len(cookies)]
        return (self._authorize % (f"s{number}", f"n{number}", pair.challenge, cookie)).encode("ascii")

    def _redemption(self, code: str, pair: Pair) -> bytes:
        body = (
            f"grant_type=authorization_code&code={code}&code_verifier={pair.verifier}"
            f"&redirect_uri={quote_plus(self._provider.redirect_uri)}"
        )
        return f"{self._token_head}Content-Length: {len(body)}\r\n\r\n{body}".encode("ascii")

    def _authorize_template(self) -> str:
        provider = self._provider
        fixed = {
            "client_id": provider.client_id,
            "redirect_uri": provider.redirect_uri,
            "response_type": "code",
            "scope": "openid profile email",
            "code_challenge_method": "S256",
        }
        query = urlencode(fixed).replace("%", "%%")
        return (
            f"GET {provider.authorize}?{query}&state=%s&nonce=%s&code_challenge=%s HTTP/1.1\r\n"
            f"Host: localhost:{provider.port}\r\nAccept: text/html\r\nCookie: %s\r\n\r\n"
        )

    def _token_template(self) -> str:
        provider = self._provider
        pair = f"{quote_plus(provider.client_id)}:{quote_plus(provider.client_secret)}"
        return (
            f"POST {provider.token} HTTP/1.1\r\nHost: localhost:{provider.port}\r\n"
            f"Authorization: Basic {b64encode(pair.encode()).decode()}\r\n"
            "Content-Type: application/x-www-form-urlencoded\r\n"
        )

    def _verify(self, token: str, *, nonce: str) -> None:
        header = json.loads(urlsafe_b64decode(token.partition(".")[0] + "=="))
        claims = json.loads(deserialize_compact(token, self._keys.get_by_kid(header["kid"]), ["ES256"]).payload)
        issuer, audience = f"http://localhost:{self._provider.port}", self._provider.client_id
        if (claims["iss"], claims["aud"], claims["nonce"]) != (issuer, audience, nonce) or not claims["sub"]:
            message = f"an ID token for another request: {claims}"
            raise WrongAnswerError(message)


async def driver(provider: Provider) -> Driver:
    """A driver that knows the provider's keys."""
    connection = await connected(provider.port)
    answer = await connection.ask(request("GET", provider.jwks, port=provider.port))
    connection.close()
    return Driver(provider, KeySet.import_key_set(json.loads(answer.body)))


def repeated(driving: Driver, connection: Connection) -> Callable[[], Awaitable[None]]:
    """A sign-on on this connection, as a step."""

    async def step() -> None:
        await driving.step(connection)

    return step


def _pair() -> Pair:
    verifier = secrets.token_urlsafe(32)
    challenge = urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    return Pair(verifier=verifier, challenge=challenge)


def _wrong(answer: Answer) -> WrongAnswerError:
    return WrongAnswerError(f"{answer.status} {answer.head[:600]!r} {answer.body[:300]!r}")
