"""How a SAML service and the broker learn of one another: by metadata, as any operator and any developer would."""

from pathlib import Path

import httpx

from tests.journeys.people import ANSWER_PATIENCE_SECONDS
from tests.town import Town
from ugyfelkapu.cli import services


def our_metadata(town: Town) -> bytes:
    """What the broker publishes."""
    address = town.contract["saml_metadata"] or f"{town.contract['issuer']}/saml/metadata"
    return httpx.get(address, timeout=ANSWER_PATIENCE_SECONDS).raise_for_status().content


def join(town: Town, document: bytes, folder: Path) -> None:
    """The operator takes in a service that wants its assertions encrypted (`relying-party add FILE --encrypted`)."""
    file = folder / "service.xml"
    file.write_bytes(document)
    services.add(file, encrypted=True, data=town.folder)
