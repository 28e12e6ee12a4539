"""The client of the Foundation's suite for FAPI 2.0: a key for assertions and requests, another for proofs."""

import json
from dataclasses import dataclass

import httpx

from tests.broker.oidc.signed_requests import KEY, Hand, request_object, signed
from tests.broker.proofs import Prover
from tests.broker.town import ISSUER, ServiceAtHand, Town
from ugyfelkapu.broker.domain.secret import text_of
from ugyfelkapu.broker.oidc.proof.client_authentication import ASSERTION_TYPE


@dataclass
class FapiClient:
    """A registered client with its keys, at its own server."""

    town: Town
    service: ServiceAtHand
    prover: Prover

    @classmethod
    async def of(cls, town: Town, **metadata: object) -> "FapiClient":
        """Registered with `private_key_jwt`, in profile `fapi2`."""
        keys = {"keys": [KEY.as_dict(private=False)]}
        terms = {"client_profile": "fapi2", "token_endpoint_auth_method": "private_key_jwt", "jwks": keys}
        return cls(town, await town.service(**{**terms, **metadata}), Prover(town))

    def proof(self, **changes: object) -> dict[str, str]:
        """A client assertion for the issuer, with some claims changed."""
        now = int(self.town.clock.now().timestamp())
        who = {"iss": self.service.client_id, "sub": self.service.client_id, "aud": ISSUER, "iat": now, "exp": now + 60}
        claims = {**who, "jti": text_of(self.town.world.entropy.bytes(9)), **changes}
        token = signed(json.dumps(claims), Hand(header={"typ": "JWT"}))
        return {"client_assertion_type": ASSERTION_TYPE, "client_assertion": token}

    async def push(self, browser: httpx.AsyncClient, **changes: str | None) -> httpx.Response:
        """Push a request of plain parameters."""
        return await browser.post("/par", data=self.service.question(**changes) | self.proof())

    async def push_signed(self, browser: httpx.AsyncClient, **changes: object) -> httpx.Response:
        """Push a signed request object."""
        signed_request = request_object(self.town, self.service, **changes)
        return await browser.post("/par", data={"request": signed_request, **self.proof()})

    def brought(self, pushed: httpx.Response) -> dict[str, str]:
        """What the browser then brings."""
        assert pushed.status_code == 201, pushed.text
        return {"client_id": self.service.client_id, "request_uri": pushed.json()["request_uri"]}

    async def redeem(self, browser: httpx.AsyncClient, code: str, *, seconds_off: int = 0) -> httpx.Response:
        """Redeem with a proof, after the nonce that the first try is told; `seconds_off`: how wrong the clock is."""
        made_at = int(self.town.clock.now().timestamp()) + seconds_off
        form = self.service.redemption(code) | self.proof()
        answer = await browser.post("/token", data=form, headers=self.prover.header(iat=made_at))
        if self.prover.nonce is None and answer.json().get("error") == "use_dpop_nonce":
            self.prover.nonce = answer.headers["DPoP-Nonce"]
            return await self.redeem(browser, code, seconds_off=seconds_off)
        return answer
