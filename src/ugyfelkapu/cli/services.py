"""Commands about services that people sign in to."""

from pathlib import Path
from typing import Annotated

import msgspec
from cyclopts import App, Parameter

from ugyfelkapu.app import House
from ugyfelkapu.broker.actions.register_relying_party import Registered, register_relying_party
from ugyfelkapu.broker.domain.metadata import MetadataFault
from ugyfelkapu.broker.domain.registration import Registrar
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
