"""Commands about the keys of both wings."""

from base64 import b64decode
from hashlib import sha256
from pathlib import Path

import msgspec
from cyclopts import App

from ugyfelkapu.adapters.entropy import SystemEntropy
from ugyfelkapu.adapters.secret_box import make_key_file
from ugyfelkapu.app import House
from ugyfelkapu.broker.actions.rotate_keys import renew_saml_keys, rotate_keys, rotate_saml_keys
from ugyfelkapu.broker.domain.saml_service import SamlSignature
from ugyfelkapu.cli.installation import DataFolder, SettingsFile, in_house, settings_file
from ugyfelkapu.settings import read_settings

app = App(name="keys", help="The gate's sealing key, and the broker's keys for tokens and for SAML.")


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


@app.command
def rotate_saml(*, settings: SettingsFile = None, data: DataFolder = None) -> None:
    """Put the next SAML keys in force once every service has had time to read of them, and publish new next ones."""

    async def turn(house: House) -> None:
        for algorithm, instant in (await rotate_saml_keys(house.broker)).items():
            print(f"{algorithm}: the next key signs from {instant.isoformat(timespec='seconds')}")

    in_house(settings, data, turn)


@app.command
def renew_saml(*, settings: SettingsFile = None, data: DataFolder = None) -> None:
    """Replace all SAML keys at once, since they were stolen: services must read our metadata again before they believe us."""
    in_house(settings, data, lambda house: renew_saml_keys(house.broker))
    print("every SAML key is new: tell the services to read the metadata again, and to forget the former certificates")


@app.command
def saml(*, settings: SettingsFile = None, data: DataFolder = None) -> None:
    """List the SAML certificates that services should know, as JSON, one a line: algorithm, fingerprint, whether it signs."""

    async def look(house: House) -> list[dict[str, object]]:
        return [
            {"algorithm": algorithm, "sha256": sha256(b64decode(certificate)).hexdigest(), "is_in_force": place == 0}
            for algorithm in SamlSignature
            for place, certificate in enumerate(house.broker.saml_keys.published(algorithm))
        ]

    for line in in_house(settings, data, look):
        print(msgspec.json.encode(line).decode())
