"""The process is killed anywhere: each transaction whole or absent, and what was answered stands (`security.md`, faults)."""

import asyncio
import json
from base64 import b64encode
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx

from tests.failures.installation import PATIENCE_SECONDS, Installation
from tests.failures.people import (
    ClerkAtDesk,
    Service,
    browser,
    clerk_at_desk,
    email_of,
    newcomers,
    signs_in,
    signs_on,
    tax_account,
)
from ugyfelkapu.app import database
from ugyfelkapu.broker.domain.refresh import RETRY_SECONDS
from ugyfelkapu.demo.contract import Citizen, Unregistered
from ugyfelkapu.foundation.database import Reader

KILLED_AFTER = (1, 5, 2)
"""How many answered registrations bring the next kill: others are then in the middle of theirs."""

AT_ONCE = 4
RENEWED_AT = "https://renewing.example.test/cb"
_WHOLE = """
    SELECT registration_receipt.number, count(outbox.mail_id) AS mails
      FROM gate
      JOIN registration_receipt ON registration_receipt.gate_id = gate.gate_id
      LEFT JOIN outbox ON outbox.recipient = gate.email
     WHERE gate.username = :username
     GROUP BY registration_receipt.number
"""


async def test_what_was_answered_before_a_kill_is_whole_and_the_rest_is_whole_or_absent(town: Installation) -> None:
    receipts: dict[str, str | None] = {}
    people = iter(newcomers(town))
    async with browser(town.site, patience_seconds=PATIENCE_SECONDS) as client:
        clerk = await clerk_at_desk(town, client)
        for answers in KILLED_AFTER:
            await _killed_amid_registrations(town, clerk, people, receipts=receipts, answers=answers)
    await town.require_whole()
    async with town.gate_database() as database:
        for username, receipt in receipts.items():
            await _require_whole_or_absent(database.reader, username, receipt)


async def test_who_was_signed_in_before_a_kill_is_signed_in_after_it(town: Installation) -> None:
    citizens = [citizen for citizen in town.accounts.citizens if citizen.totp_secret is None]
    answered: list[httpx.Cookies] = []
    for kill_after in (1, 4):
        ringing = asyncio.Event()
        coming = [asyncio.create_task(_signing_in(town, citizen, answered, ringing)) for citizen in citizens]
        ringing.clear()
        seen = len(answered)
        while len(answered) < seen + kill_after:
            await asyncio.wait_for(ringing.wait(), PATIENCE_SECONDS)
            ringing.clear()
        town.kill("site")
        await asyncio.gather(*coming)
        await asyncio.to_thread(town.start, "site")
    await town.require_whole()
    for cookies in answered:
        async with browser(town.site, patience_seconds=PATIENCE_SECONDS) as client:
            client.cookies = cookies
            assert 'data-page="own"' in (await client.get("/own")).text


async def test_what_was_used_before_a_kill_stays_used_after_it_and_the_honest_retry_is_answered(
    town: Installation, tmp_path: Path
) -> None:
    service, renewing, citizen = tax_account(town), _registered(town, tmp_path), town.accounts.citizens[0]
    async with browser(town.site, patience_seconds=PATIENCE_SECONDS) as client:
        code = await signs_on(client, citizen, service)
        tokens = (await service.redeems(client, code)).json()
        answer = await renewing.redeems(client, await signs_on(client, citizen, renewing))
        used = answer.json()["refresh_token"]
        lost = (await _refreshes(client, renewing, used)).json()["refresh_token"]
        town.kill("site")
        await asyncio.to_thread(town.start, "site")
        bearer = {"Authorization": f"Bearer {tokens['access_token']}"}
        assert (await client.get("/userinfo", headers=bearer)).status_code == 200
        again = await service.redeems(client, code)
        assert (again.status_code, again.json()["error"]) == (400, "invalid_grant")
        assert (await client.get("/userinfo", headers=bearer)).status_code == 401
        await _used(town, ago=timedelta())
        assert (await _refreshes(client, renewing, used)).json()["refresh_token"] == lost
        await _used(town, ago=timedelta(seconds=RETRY_SECONDS))
        assert (await _refreshes(client, renewing, used)).json()["error"] == "invalid_grant"
        assert (await _refreshes(client, renewing, lost)).json()["error"] == "invalid_grant"
    await town.require_whole()


async def _killed_amid_registrations(
    town: Installation, clerk: ClerkAtDesk, people: Iterator[Unregistered], *, receipts: dict[str, str | None], answers: int
) -> None:
    enough = asyncio.Event()
    wanted = sum(receipt is not None for receipt in receipts.values()) + answers

    async def works() -> None:
        for person in people:
            username = f"polgar{person.document_number.lower()}"
            receipts[username] = None
            receipts[username] = await clerk.registers(person, username)
            if receipts[username] is None:
                return
            if sum(receipt is not None for receipt in receipts.values()) >= wanted:
                enough.set()

    desks = [asyncio.create_task(works()) for _ in range(AT_ONCE)]
    await asyncio.wait_for(enough.wait(), PATIENCE_SECONDS)
    town.kill("site")
    await asyncio.gather(*desks)
    await asyncio.to_thread(town.start, "site")


async def _signing_in(town: Installation, citizen: Citizen, answered: list[httpx.Cookies], ringing: asyncio.Event) -> None:
    """Sign in again and again with the same browser's device cookie, until the server goes away."""
    device = ""
    while True:
        async with browser(town.site, patience_seconds=PATIENCE_SECONDS) as client:
            if device:
                client.cookies.set("device", device, domain="localhost.local")
            try:
                outcome = await signs_in(client, citizen)
            except httpx.TransportError:
                return
            assert outcome.headers.get("Location") == "/own", outcome.text
            device = client.cookies["device"]
            answered.append(client.cookies)
            ringing.set()


async def _require_whole_or_absent(reader: Reader, username: str, receipt: str | None) -> None:
    kept = await reader.one_or_none(_WHOLE, username=username)
    if kept is None:
        assert receipt is None, f"{username}: the receipt {receipt} was answered and is not there"
        return
    assert kept.number("mails") == 1, f"{email_of(username)}: one mail for one registration"
    assert receipt in {None, kept.text("number")}


def _registered(town: Installation, folder: Path) -> Service:
    document = {"redirect_uris": [RENEWED_AT], "grant_types": ["authorization_code", "refresh_token"]}
    file = folder / "service.json"
    file.write_text(json.dumps(document), encoding="utf-8")
    told = json.loads(town.command("relying-party", "add", str(file)).stdout)
    return Service(client_id=told["client_id"], client_secret=told["client_secret"], redirect_uri=RENEWED_AT)


async def _refreshes(client: httpx.AsyncClient, service: Service, token: str) -> httpx.Response:
    pair = b64encode(f"{service.client_id}:{service.client_secret}".encode()).decode()
    form = {"grant_type": "refresh_token", "refresh_token": token}
    return await client.post("/token", data=form, headers={"Authorization": f"Basic {pair}"})


async def _used(town: Installation, *, ago: timedelta) -> None:
    """The used token was used so long ago, however long the start took on this machine."""
    broker = database(town.settings.broker_database)
    async with broker.transaction() as tx:
        await tx.execute("UPDATE refresh_token SET used_at = :at WHERE used_at IS NOT NULL", at=datetime.now(UTC) - ago)
    await broker.close()
