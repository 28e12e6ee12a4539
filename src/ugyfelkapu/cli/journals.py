"""Commands about the journals of both wings."""

from cyclopts import App

from ugyfelkapu.app import House
from ugyfelkapu.cli.installation import DataFolder, SettingsFile, in_house
from ugyfelkapu.cli.refusals import CommandRefusedError
from ugyfelkapu.foundation.journal_seal import Broken, Seal, verify

app = App(name="journal", help="The journals of both wings.")


@app.command(name="verify")
def verify_seals(*, settings: SettingsFile = None, data: DataFolder = None) -> None:
    """Reckon every seal again and print the last: publish it, and a later run shows whether anything before it changed."""

    async def reckon(house: House) -> dict[str, Seal | Broken]:
        return {"gate": await verify(house.gate.database.reader), "broker": await verify(house.broker.database.reader)}

    for wing, outcome in in_house(settings, data, reckon).items():
        if isinstance(outcome, Broken):
            message = f"the {wing}'s journal does not fit its seal {outcome.number}"
            raise CommandRefusedError(message)
        print(f"{wing}: seal {outcome.number} {outcome.digest.hex()}")
