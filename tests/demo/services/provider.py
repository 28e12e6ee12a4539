"""A small OpenID provider for the tests: real HTTP, real signatures, strict with its clients, and able to misbehave."""

import time
from base64 import b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from urllib.parse import parse_qsl, urlencode

from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

CLIENT_ID = "service"
CLIENT_SECRET = "secret"
SUB = "cc_8f3a"
PERSON = {
    "name": "Kovács-Szabó Anna Mária",
    "family_name": "Kovács-Szabó",
    "given_name": "Anna Mária",
    "email": "anna@example.hu",
    "email_verified": True,
}
IDENTITY = {"birthdate": "1956-04-01", "place_of_birth": {"locality": "Hódmezővásárhely"}, "mothers_birth_name": "Tóth Éva"}


@cache
def keys(generation: int = 0) -> dict[str, ECKey | RSAKey]:
    """The provider's keys; another generation is another set. Made once, since RSA keys take their time."""
    return {
        "ES256": ECKey.generate_key("P-256", parameters={"alg": "ES256", "kid": f"ec-{generation}"}),
        "RS256": RSAKey.generate_key(2048, parameters={"alg": "RS256", "kid": f"rsa-{generation}"}),
    }


@dataclass
class Misbehaviour:
    """What the provider does wrong."""

    error: str = ""
    answer: dict[str, str] = field(default_factory=dict)
    """Parameters of the answer to a sign-in, changed."""
    claims: dict[str, object] = field(default_factory=dict)
    """Claims of the ID token, changed."""
    userinfo: dict[str, object] = field(default_factory=dict)
    algorithm: str = ""
    forged: bool = False
    without_id_token: bool = False
    broken: dict[str, Response] = field(default_factory=dict)
    """Paths that give another answer."""


@dataclass
class TestProvider:
    """Everything asked is kept for the test to look at."""

    __test__ = False

    algorithm: str
    url: str = ""
    keys: dict[str, ECKey | RSAKey] = field(default_factory=keys)
    wrong: Misbehaviour = field(default_factory=Misbehaviour)
    asked: dict[str, str] = field(default_factory=dict)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def application(self) -> Starlette:
        paths = {
            "/.well-known/openid-configuration": self.discovery,
            "/authorize": self.authorize,
            "/userinfo": self.userinfo,
            "/jwks": self.jwks,
        }
        routes = [Route(path, endpoint) for path, endpoint in paths.items()]
        return Starlette(routes=[*routes, Route("/token", self.token, methods=["POST"])])

    async def discovery(self, request: Request) -> Response:
        document = {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "userinfo_endpoint": f"{self.url}/userinfo",
            "jwks_uri": f"{self.url}/jwks",
            "end_session_endpoint": f"{self.url}/end-session",
            "id_token_signing_alg_values_supported": ["ES256", "RS256"],
            "authorization_response_iss_parameter_supported": True,
        }
        return self.wrong.broken.get(request.url.path) or JSONResponse(document)

    async def authorize(self, request: Request) -> Response:
        self.asked = dict(request.query_params)
        code = f"code-{len(self.codes)}"
        self.codes[code] = self.asked
        answer = {"error": self.wrong.error} if self.wrong.error else {"code": code}
        answer |= {"state": self.asked["state"], "iss": self.url} | self.wrong.answer
        return RedirectResponse(f"{self.asked['redirect_uri']}?{urlencode(answer)}", 303)

    async def token(self, request: Request) -> Response:
        sent = dict(parse_qsl((await request.body()).decode(), strict_parsing=True))
        if broken := self.wrong.broken.get(request.url.path):
            return broken
        asked = self.codes.pop(sent["code"], None)
        if not _is_the_client(request):
            return JSONResponse({"error": "invalid_client"}, 401)
        if asked is None or asked["redirect_uri"] != sent["redirect_uri"] or _s256(sent) != asked["code_challenge"]:
            return JSONResponse({"error": "invalid_grant"}, 400)
        answer = {"access_token": "at", "token_type": "Bearer", "expires_in": 300}
        if not self.wrong.without_id_token:
            answer["id_token"] = self.id_token(asked["nonce"])
        return JSONResponse(answer)

    async def userinfo(self, request: Request) -> Response:
        assert request.headers["authorization"] == "Bearer at"
        claims = {"sub": SUB} | PERSON | (IDENTITY if "identity" in self.asked["scope"] else {})
        return self.wrong.broken.get(request.url.path) or JSONResponse(claims | self.wrong.userinfo)

    async def jwks(self, request: Request) -> Response:
        public = [key.as_dict(private=False) for key in self.keys.values()]
        return self.wrong.broken.get(request.url.path) or JSONResponse({"keys": public})

    def id_token(self, nonce: str) -> str:
        now = int(time.time())
        algorithm = self.wrong.algorithm or self.algorithm
        claims: dict[str, object] = {
            "iss": self.url,
            "sub": SUB,
            "aud": CLIENT_ID,
            "iat": now,
            "exp": now + 300,
            "nonce": nonce,
            "auth_time": now,
            "acr": "http://eidas.europa.eu/LoA/low",
            "amr": ["pwd"],
            "sid": "s1",
        }
        header = {"alg": algorithm, "kid": self.keys[algorithm].kid}
        key = keys(generation=2)[algorithm] if self.wrong.forged else self.keys[algorithm]
        return jwt.encode(header, claims | self.wrong.claims, key, algorithms=[algorithm])


def _is_the_client(request: Request) -> bool:
    """Basic with the secret (RFC 6749 section 2.3.1)."""
    scheme, _, credentials = request.headers.get("authorization", "").partition(" ")
    return scheme == "Basic" and b64decode(credentials).decode() == f"{CLIENT_ID}:{CLIENT_SECRET}"


def _s256(sent: dict[str, str]) -> str:
    return urlsafe_b64encode(sha256(sent["code_verifier"].encode()).digest()).decode().rstrip("=")
