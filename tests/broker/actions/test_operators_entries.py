"""What the operator does to the broker is in its journal (`domain.md R17`)."""

from datetime import timedelta
from pathlib import Path

import msgspec

from tests.broker.town import Town, broker_pages
from tests.world import HandClock
from ugyfelkapu.adapters.keys import FileKeyRing
from ugyfelkapu.broker.actions.register_relying_party import issue_registration_token
from ugyfelkapu.broker.actions.rotate_keys import rotate_keys
from ugyfelkapu.foundation.database import Database, Row


async def entries(town: Town, activity: str) -> list[Row]:
    return await town.world.database.reader.all(
        "SELECT * FROM journal WHERE activity = :activity ORDER BY at, outcome", activity=activity
    )


async def test_an_issued_registration_token_is_written_down_without_the_token(town: Town) -> None:
    token = await issue_registration_token(town.world, purpose="city of Szeged", lifetime=timedelta(days=1))
    (entry,) = await entries(town, "issue_registration_token")
    assert (entry.text("actor"), entry.text("reason")) == ("operator", "given to city of Szeged")
    assert entry.text("legal_basis")
    assert entry.text("data_set") == "registration_token"
    assert token.removeprefix("rt_") not in entry.text("technical")
    assert msgspec.json.decode(entry.text("technical"))["expires_at"].startswith("2026-11-23")


async def test_a_registration_says_which_data_the_service_may_ask_for_and_why(town: Town) -> None:
    await town.service()
    await town.council()
    registered = await entries(town, "register_relying_party")
    tax, council = sorted(registered, key=lambda entry: len(entry.text("data_set")))
    assert tax.text("data_set") == "connection_code family_name given_name email"
    assert tax.text("legal_basis") == "Dáptv. 44. §"
    assert council.text("data_set").endswith("birthdate nationalities")
    assert council.text("legal_basis") == "Mötv. 8. § (1)"


async def test_rotated_keys_are_written_down_before_and_after(database: Database, clock: HandClock, tmp_path: Path) -> None:
    town = Town(database, FileKeyRing(tmp_path / "keys", clock), clock, pages=broker_pages())
    before = {key["kid"] for key in town.world.keys.published()}
    rotated = await rotate_keys(town.world)
    assert {key["kid"] for key in town.world.keys.published()} > before
    begun, done = await entries(town, "rotate_signing_keys")
    assert (begun.text("outcome"), done.text("outcome")) == ("begun", "done")
    told = msgspec.json.decode(done.text("technical"))
    assert told == {algorithm: instant.isoformat() for algorithm, instant in rotated.items()}
    assert set(told) == {"ES256", "RS256", "PS256", "EdDSA"}
