"""Commands about the broker's signing keys."""

from cyclopts import App

from ugyfelkapu.app import House
from ugyfelkapu.cli.installation import DataFolder, SettingsFile, in_house

app = App(name="keys", help="The broker's signing keys.")


@app.command
def rotate(*, settings: SettingsFile = None, data: DataFolder = None) -> None:
    """Put the next key of each algorithm in force once every client has had time to fetch it, and publish a new next one."""

    async def turn(house: House) -> None:
        for algorithm, instant in house.keys.rotate().items():
            print(f"{algorithm}: the next key signs from {instant.isoformat(timespec='seconds')}")

    in_house(settings, data, turn)
