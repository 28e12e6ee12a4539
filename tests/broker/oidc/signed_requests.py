"""A service that signs its requests, as its own server would."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from joserfc import jws
from joserfc.jwk import ECKey, OctKey

from tests.broker.town import ISSUER, ServiceAtHand, Town

KEY = ECKey.generate_key("P-256", {"kid": "k1"})
OTHER = ECKey.generate_key("P-256", {"kid": "k1"})
TYPE = "oauth-authz-req+jwt"


async def signing_service(town: Town, **metadata: object) -> ServiceAtHand:
    """A service whose key is registered."""
    return await town.service(jwks={"keys": [KEY.as_dict(private=False)]}, **metadata)


@dataclass(frozen=True)
class Hand:
    """With which key a token is signed, and under what header; a member of `None` is left out."""

    key: ECKey | OctKey = field(default_factory=lambda: KEY)
    header: Mapping[str, object] = field(default_factory=dict)


def request_object(town: Town, service: ServiceAtHand, hand: Hand = Hand(), /, **changes: object) -> str:
    """A good request object, with some members changed or left out (`None`)."""
    now = int(town.clock.now().timestamp())
    about = {"iss": service.client_id, "aud": ISSUER, "iat": now, "nbf": now, "exp": now + 60}
    members = {name: value for name, value in {**about, **service.question(), **changes}.items() if value is not None}
    return signed(json.dumps(members), hand)


def signed(payload: str, hand: Hand = Hand()) -> str:
    """Any payload, signed."""
    header = {name: value for name, value in {"alg": "ES256", "typ": TYPE, **hand.header}.items() if value is not None}
    registry = jws.JWSRegistry(algorithms=["ES256", "HS256", "none"], strict_check_header=False)
    return jws.serialize_compact(header, payload, hand.key, registry=registry)
