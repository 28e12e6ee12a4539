"""A service that signs, what it says, and that nothing came of a forgery."""

import httpx
from joserfc.jwk import RSAKey

from tests.broker.town import ISSUER, ServiceAtHand, Town
from ugyfelkapu.broker.oidc.proof.client_authentication import ASSERTION_TYPE

KEY = RSAKey.generate_key(2048, {"kid": "k1"})
PUBLIC = KEY.as_dict(private=False)
MANY = 20


async def signing(town: Town, **metadata: object) -> ServiceAtHand:
    """A service that signs with an RSA key, the kind that can be confused with a shared secret."""
    public = {"keys": [PUBLIC]}
    return await town.service(token_endpoint_auth_method="private_key_jwt", jwks=public, **metadata)


def said(town: Town, client_id: str, **changes: object) -> dict[str, object]:
    """What a good assertion says, with some of it changed."""
    now = int(town.clock.now().timestamp())
    return {"iss": client_id, "sub": client_id, "aud": ISSUER, "jti": "j", "iat": now, "exp": now + 60, **changes}


async def push(browser: httpx.AsyncClient, service: ServiceAtHand, assertion: str, **form: str) -> httpx.Response:
    """Prove the service where a proof alone is needed."""
    proof = {"client_assertion_type": ASSERTION_TYPE, "client_assertion": assertion}
    return await browser.post("/par", data={**service.question(), **proof, **form})


async def refused(town: Town, answer: httpx.Response, *, error: str = "invalid_client", how: str = "") -> str:
    """That nothing came of it; what the answer says."""
    assert answer.status_code in (400, 401), (how, answer.text)
    assert answer.json()["error"] == error, (how, answer.text)
    for table in ("pushed_request", "family"):
        assert not await town.world.database.reader.all(f"SELECT * FROM {table}")  # noqa: S608 - names of this test
    description: str = answer.json()["error_description"]
    return description
