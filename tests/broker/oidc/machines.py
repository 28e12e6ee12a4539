"""What machines of services ask: tokens for themselves, what tokens are worth, their end."""

import httpx

from tests.broker.town import ServiceAtHand, Town

MACHINE = ["authorization_code", "client_credentials"]
EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange"
ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token"


async def machine_token(browser: httpx.AsyncClient, service: ServiceAtHand, **form: str) -> httpx.Response:
    """A token for the service itself."""
    asked = {"grant_type": "client_credentials", **form}
    return await browser.post("/token", data=asked, headers=service.basic())


async def introspected(browser: httpx.AsyncClient, service: ServiceAtHand, token: str) -> dict[str, object]:
    """What a token is worth, told to a service."""
    answer = await browser.post("/introspect", data={"token": token}, headers=service.basic())
    assert answer.status_code == 200, answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    told: dict[str, object] = answer.json()
    return told


async def revoked(browser: httpx.AsyncClient, service: ServiceAtHand, token: str, **form: str) -> httpx.Response:
    """A token given up."""
    return await browser.post("/revoke", data={"token": token, **form}, headers=service.basic())


async def exchanged(
    browser: httpx.AsyncClient, service: ServiceAtHand, subject_token: str, /, **changes: str | None
) -> httpx.Response:
    """A token made of another service's."""
    form: dict[str, str | None] = {
        "grant_type": EXCHANGE,
        "subject_token": subject_token,
        "subject_token_type": ACCESS_TOKEN,
        **changes,
    }
    sent = {name: value for name, value in form.items() if value is not None}
    return await browser.post("/token", data=sent, headers=service.basic())


async def backend(town: Town, **metadata: object) -> ServiceAtHand:
    """A second service of the tax office, which acts on with its tokens."""
    return await town.service(client_name="Adóügyi háttér", grant_types=["authorization_code", EXCHANGE], **metadata)
