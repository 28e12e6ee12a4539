"""A victim whose session answers at once, so that whatever slips through earns a code; and what must stay as it was."""

import httpx

from tests.broker.oidc.signed_requests import signing_service
from tests.broker.town import ServiceAtHand, Town

LEAVES = ("code", "family", "pushed_request", "pending_request")


async def kept(town: Town) -> dict[str, int]:
    """What an attack must leave as it was."""
    reader = town.world.database.reader
    rows = {table: await reader.one(f"SELECT count(*) AS many FROM {table}") for table in LEAVES}  # noqa: S608 - a list of this file
    return {table: row.number("many") for table, row in rows.items()}


async def signed_in(town: Town, browser: httpx.AsyncClient) -> ServiceAtHand:
    """The victim's browser, with a session that answers at once, and the service under attack."""
    tax = await signing_service(town)
    await town.code(browser, tax.question())
    return tax


def earned(answer: httpx.Response) -> bool:
    """Whether anything in the answer is worth stealing."""
    return "ac_" in answer.text + answer.headers.get("Location", "") + answer.headers.get("Refresh", "")
