"""Commands about the keys of both wings."""

from pathlib import Path

from cyclopts import App

from ugyfelkapu.adapters.entropy import SystemEntropy
from ugyfelkapu.adapters.secret_box import make_key_file
from ugyfelkapu.app import House
from ugyfelkapu.broker.actions.rotate_keys import rotate_keys
from ugyfelkapu.cli.installation import DataFolder, SettingsFile, in_house, settings_file
from ugyfelkapu.settings import read_settings

app = App(name="keys", help="The gate's sealing key and the broker's signing keys.")


@app.command
def create(*, settings: SettingsFile = None, data: DataFolder = None) -> None:
    """Make the key that seals second factors; never over an existing one, whose secrets would be lost."""
    file = Path(read_settings(settings_file(settings, data)).gate_key_file)
    make_key_file(file, SystemEntropy())
    print(f"{file}: keep it apart from the database, and keep a copy")


@app.command
def rotate(*, settings: SettingsFile = None, data: DataFolder = None) -> None:
    """Put the next key of each algorithm in force once every client has had time to fetch it, and publish a new next one."""

    async def turn(house: House) -> None:
        for algorithm, instant in (await rotate_keys(house.broker)).items():
            print(f"{algorithm}: the next key signs from {instant.isoformat(timespec='seconds')}")

    in_house(settings, data, turn)
