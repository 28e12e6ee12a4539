"""A service that may renew its tokens, and what it does with them."""

import httpx

from tests.broker.town import ServiceAtHand, Town

GRANTS = ["authorization_code", "refresh_token"]


async def renewing(town: Town, **metadata: object) -> ServiceAtHand:
    """A service with the grant."""
    return await town.service(grant_types=GRANTS, **metadata)


def renewal(refresh_token: str, /, **changes: str) -> dict[str, str]:
    """The form of a good refresh."""
    return {"grant_type": "refresh_token", "refresh_token": refresh_token, **changes}


async def refreshed(
    browser: httpx.AsyncClient, service: ServiceAtHand, refresh_token: str, /, **changes: str
) -> httpx.Response:
    """The answer to a refresh."""
    return await browser.post("/token", data=renewal(refresh_token, **changes), headers=service.basic())
