"""Commands about services that people sign in to."""

from pathlib import Path
from typing import Annotated

import msgspec
from cyclopts import App, Parameter

from ugyfelkapu.app import House
from ugyfelkapu.broker.actions.register_relying_party import Registered, register_relying_party
from ugyfelkapu.broker.domain.metadata import MetadataFault
from ugyfelkapu.broker.domain.registering.registration import Registrar
from ugyfelkapu.broker.domain.relying_party import ClientId, RelyingParty
from ugyfelkapu.broker.store import logout_notices, relying_parties
from ugyfelkapu.cli.installation import DataFolder, SettingsFile, in_house
from ugyfelkapu.cli.refusals import CommandRefusedError

MOST_DOCUMENT_BYTES = 256 * 1024

app = App(name="relying-party", help="Services that people sign in to.")


@app.command
def add(
    file: Annotated[Path, Parameter(help="Client metadata as JSON (RFC 7591 section 2).")],
    *,
    settings: SettingsFile = None,
    data: DataFolder = None,
) -> None:
    """Register a service; prints its client id and, where there is one, its secret, as JSON."""
    document = _document(file)

    async def register(house: House) -> Registered | MetadataFault:
        return await register_relying_party(house.broker, document, registrar=Registrar.OPERATOR, actor="operator")

    outcome = in_house(settings, data, register)
    if isinstance(outcome, MetadataFault):
        message = f"{file}: {outcome.code}: {outcome.description}"
        raise CommandRefusedError(message)
    answer: dict[str, str] = {"client_id": outcome.party.client_id}
    if outcome.client_secret:
        answer["client_secret"] = outcome.client_secret
    print(msgspec.json.encode(answer).decode())


def _document(file: Path) -> dict[str, object]:
    try:
        with file.open("rb") as opened:
            return msgspec.json.decode(opened.read(MOST_DOCUMENT_BYTES), type=dict[str, object])
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        message = f"{file}: is no JSON object: {error}"
        raise CommandRefusedError(message) from error


@app.command(name="list")
def list_all(*, settings: SettingsFile = None, data: DataFolder = None) -> None:
    """List the registered services, oldest first, as JSON, one a line: client id, name, body, sector and scopes."""

    async def look(house: House) -> list[RelyingParty]:
        return await relying_parties.find_all(house.broker.database.reader)

    for party in in_house(settings, data, look):
        told = {
            "client_id": party.client_id,
            "name": party.name.hu,
            "organisation": party.organisation.hu,
            "sector": party.sector,
            "scopes": party.scopes,
        }
        print(msgspec.json.encode(told).decode())


@app.command
def unheard(
    *,
    again: Annotated[str | None, Parameter(help="A client id: tell this service again what it never confirmed.")] = None,
    settings: SettingsFile = None,
    data: DataFolder = None,
) -> None:
    """List the services that never confirmed that people signed out, as JSON, one a line: how many, the last, and why."""

    async def look(house: House) -> list[dict[str, object]]:
        if again is not None:
            async with house.broker.database.transaction() as tx:
                await logout_notices.retry(tx, ClientId(again), now=house.clock.now())
        return [
            {
                "client_id": row.text("client_id"),
                "sign_outs": row.number("many"),
                "last_at": row.instant("last_at"),
                "fault": row.text_or_none("fault"),
            }
            for row in await logout_notices.given_up(house.broker.database.reader)
        ]

    for service in in_house(settings, data, look):
        print(msgspec.json.encode(service).decode())
