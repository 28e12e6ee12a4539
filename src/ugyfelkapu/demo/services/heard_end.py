"""Somebody signed out elsewhere: what a service believes of that (OpenID Connect Back-Channel Logout 1.0 section 2.6)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry

from ugyfelkapu.demo.services.client_library import ClientLibrary
from ugyfelkapu.demo.services.configuration import Configuration
from ugyfelkapu.demo.services.kind import Manner

EVENT = "http://schemas.openid.net/event/backchannel-logout"
TOKEN_TYPE = "logout+jwt"
OLDEST = timedelta(minutes=5)
LEEWAY = timedelta(seconds=10)
LONGEST_TOKEN = 16 * 1024


class NotBelievedError(Exception):
    """Which rule the token breaks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """Whose sessions are over: those of the session at the provider, or all of the person."""

    sid: str | None
    sub: str | None


@dataclass(frozen=True, slots=True)
class HeardTokens:
    """The tokens of the last minutes, by their `jti`: none counts twice (section 2.6 step 8)."""

    _until: dict[str, datetime] = field(default_factory=dict)

    def is_first(self, jti: str, *, now: datetime) -> bool:
        """Whether it was not heard before; from now on it was."""
        for old in [each for each, until in self._until.items() if until <= now]:
            del self._until[old]
        if jti in self._until:
            return False
        self._until[jti] = now + OLDEST + 2 * LEEWAY
        return True


async def verified_claims(token: str, client: ClientLibrary, manner: Manner) -> Mapping[str, object]:
    """The claims of a token that the provider signed as it signs ID tokens (steps 1 to 3); a new key is asked for."""
    if len(token) > LONGEST_TOKEN:
        raise NotBelievedError("the token is too long")
    try:
        try:
            found = await _decoded(token, client, manner, force=False)
        except InvalidKeyIdError:
            found = await _decoded(token, client, manner, force=True)
    except (JoseError, ValueError, KeyError, TypeError) as error:
        raise NotBelievedError(f"the signature: {type(error).__name__}") from error
    if found.header.get("typ") != TOKEN_TYPE:
        raise NotBelievedError(f"typ must be {TOKEN_TYPE}")
    return dict(found.claims)


async def _decoded(token: str, client: ClientLibrary, manner: Manner, *, force: bool) -> jwt.Token:
    registry = JWSRegistry(algorithms=[manner.id_token_algorithm], strict_check_header=False)
    return jwt.decode(token, KeySet.import_key_set(await client.fetch_jwk_set(force=force)), registry=registry)


def ended_of(claims: Mapping[str, object], configuration: Configuration, *, heard: HeardTokens, now: datetime) -> Ended:
    """Who signed out (steps 4 to 8); raises `NotBelievedError`."""
    if claims.get("iss") != configuration.issuer:
        raise NotBelievedError("iss is another provider")
    audience = claims.get("aud")
    if configuration.client_id not in (audience if isinstance(audience, list) else [audience]):
        raise NotBelievedError("aud is another service")
    _check_times(claims, now=now)
    events = claims.get("events")
    if not isinstance(events, Mapping) or not isinstance(events.get(EVENT), Mapping):
        raise NotBelievedError("events do not say that somebody signed out")
    if "nonce" in claims:
        raise NotBelievedError("a token with a nonce may be an ID token")
    sid, sub = _text(claims, "sid"), _text(claims, "sub")
    if sid is None and sub is None:
        raise NotBelievedError("there is neither sid nor sub")
    jti = _text(claims, "jti")
    if jti is None or not heard.is_first(jti, now=now):
        raise NotBelievedError("jti is missing or was heard before")
    return Ended(sid=sid, sub=sub)


def _check_times(claims: Mapping[str, object], *, now: datetime) -> None:
    at, issued, until = now.timestamp(), claims.get("iat"), claims.get("exp")
    if not isinstance(issued, int) or not at - OLDEST.total_seconds() <= issued <= at + LEEWAY.total_seconds():
        raise NotBelievedError("iat is missing, long ago or in the future")
    if not isinstance(until, int) or until + LEEWAY.total_seconds() <= at:
        raise NotBelievedError("exp is missing or over")


def _text(claims: Mapping[str, object], name: str) -> str | None:
    value = claims.get(name)
    if value is not None and (not isinstance(value, str) or not value):
        raise NotBelievedError(f"{name} must be a text")
    return value
