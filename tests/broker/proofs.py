"""A service's key, and the proofs it makes with it (RFC 9449)."""

import json
from base64 import urlsafe_b64encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from hmac import new as keyed
from itertools import count
from typing import ClassVar

import httpx
from joserfc import jws
from joserfc.jwk import ECKey, OKPKey, RSAKey

from tests.broker.town import ISSUER, ServiceAtHand, Town

Key = ECKey | RSAKey | OKPKey


@dataclass
class Prover:
    """Whoever holds a key, and makes good proofs unless a test wants a bad one."""

    town: Town
    key: Key = field(default_factory=lambda: ECKey.generate_key("P-256"))
    algorithm: str = "ES256"
    nonce: str | None = None
    numbers: ClassVar[Iterator[int]] = count()

    @property
    def jkt(self) -> str:
        """The key's thumbprint."""
        return self.key.thumbprint()

    def proof(
        self,
        path: str = "/token",
        *,
        method: str = "POST",
        token: str | None = None,
        header: dict[str, object] | None = None,
        **claims: object,
    ) -> str:
        """A proof for a request; `claims` and `header` change it, and `None` takes a member out."""
        said = {
            "jti": f"proof-{next(self.numbers)}",
            "htm": method,
            "htu": f"{ISSUER}{path}",
            "iat": int(self.town.clock.now().timestamp()),
            "nonce": self.nonce,
            "ath": None if token is None else hash_of(token),
            **claims,
        }
        protected = {"typ": "dpop+jwt", "alg": self.algorithm, "jwk": self.key.as_dict(private=False), **(header or {})}
        return signed(_without(protected), _without(said), self.key)

    def header(self, path: str = "/token", *, token: str | None = None, **changes: object) -> dict[str, str]:
        """The headers of a request with a proof, and with the token where there is one."""
        method = "GET" if token else "POST"
        proof = {"DPoP": self.proof(path, method=method, token=token, header=None, **changes)}
        return proof if token is None else {**proof, "Authorization": f"DPoP {token}"}

    async def redeem(self, browser: httpx.AsyncClient, service: ServiceAtHand, **asked: str | None) -> httpx.Response:
        """Sign on and redeem, proven with the key."""
        code = await self.town.code(browser, service.question(**asked))
        return await browser.post("/token", data=service.redemption(code), headers={**service.basic(), **self.header()})

    async def token(self, browser: httpx.AsyncClient, service: ServiceAtHand) -> str:
        """An access token bound to the key."""
        answer = await self.redeem(browser, service)
        assert answer.status_code == 200, answer.text
        assert answer.json()["token_type"] == "DPoP"
        return str(answer.json()["access_token"])

    async def userinfo(self, browser: httpx.AsyncClient, token: str, **changes: object) -> httpx.Response:
        """Ask with the token and a proof."""
        return await browser.get("/userinfo", headers=self.header("/userinfo", token=token, **changes))


def signed(protected: Mapping[str, object], claims: Mapping[str, object], key: Key | bytes) -> str:
    """Whatever a test wants signed, as no library would: `bytes` are a shared secret (HS256)."""
    message = f"{encoded(json.dumps(protected).encode())}.{encoded(json.dumps(claims).encode())}".encode()
    if isinstance(key, bytes):
        signature = keyed(key, message, sha256).digest()
    else:
        signature = jws.JWSRegistry.algorithms[str(protected["alg"])].sign(message, key)
    return f"{message.decode()}.{encoded(signature)}"


def encoded(octets: bytes) -> str:
    """As a JWS has it (RFC 7515 section 2)."""
    return urlsafe_b64encode(octets).rstrip(b"=").decode()


def as_json(token: str, *, general: bool) -> str:
    """The same signature in the other serialisations (RFC 7515 section 7.2)."""
    protected, payload, signature = token.split(".")
    one = {"protected": protected, "signature": signature}
    return json.dumps({"payload": payload, "signatures": [one]} if general else {"payload": payload, **one})


def hash_of(token: str) -> str:
    """`ath` (RFC 9449 section 4.2)."""
    return encoded(sha256(token.encode()).digest())


def _without(members: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in members.items() if value is not None}
