"""An ID token of ours that comes back: whom it was made for, and about whom (OpenID Connect Core section 3.1.2.1)."""

from ugyfelkapu.broker.oidc.jose import ALGORITHMS, OwnClaims, Verification, own_claims, verified_payload
from ugyfelkapu.broker.ports import BrokerWorld


def own_id_token(world: BrokerWorld, token: str) -> OwnClaims | None:
    """What it says, also after its time; `None` if it is not ours."""
    allowed = Verification(keys=world.keys.published(), algorithms=ALGORITHMS, token_type="JWT")  # noqa: S106 - a media type
    payload = verified_payload(token, allowed)
    if payload is None:
        return None
    try:
        claims = own_claims.decode(payload)
    except (ValueError, RecursionError):  # another token of ours, such as signed userinfo
        return None
    return claims if claims.iss == world.issuer else None
