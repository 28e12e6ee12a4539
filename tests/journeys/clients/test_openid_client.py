"""npm's openid-client as a service, with every feature of it that the broker has."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.journeys.clients.conversation import Callback, callback_server, converse, prepare_node_service
from tests.journeys.people import Applicant, Crowd
from tests.journeys.plain_client import PlainClient
from tests.journeys.story import Counter, activate, register
from tests.town import Town


@pytest.fixture(scope="module")
def callback() -> Iterator[Callback]:
    prepare_node_service()
    with callback_server() as listening:
        yield listening


@pytest.fixture(scope="module")
def citizen(town: Town, counter: Counter, crowd: Crowd) -> Applicant:
    """Somebody with a gate, for all of these services."""
    person = crowd.somebody()
    register(town, counter.signed_in(), person.entry, username=person.username)
    activate(town, person.username)
    return person


@dataclass(frozen=True, slots=True)
class Player:
    """The citizen with a browser, which stays signed in from one service to the next."""

    town: Town
    callback: Callback
    citizen: Applicant
    visitor: PlainClient = field(default_factory=PlainClient)

    def plays(self, scenario: str) -> dict[str, Any]:
        return converse(self.town, self.callback, scenario, self.visitor, username=self.citizen.username)


@pytest.fixture(scope="module")
def player(town: Town, callback: Callback, citizen: Applicant) -> Player:
    return Player(town, callback, citizen)


@pytest.mark.parametrize(
    "scenario",
    [
        "secret_basic",
        "secret_post",
        "public_client",
        "pushed",
        "form_post",
        "signed_answers",
        "signed_request",
        "signed_userinfo_and_encrypted_id_token",
        "on_a_device",
    ],
)
def test_it_signs_people_in(player: Player, scenario: str) -> None:
    assert player.plays(scenario) == {"email": player.citizen.email}


@pytest.mark.parametrize(
    ("scenario", "found"),
    [
        ("private_key", {"ES256": "email", "PS256": "email", "EdDSA": "email"}),
        ("bound_to_a_key", {"email": "email", "type": "dpop"}),
        ("fapi2_with_signed_messages", {"email": "email", "type": "dpop"}),
        ("looked_at_and_revoked", {"before": True, "after": False}),
        ("renewal", {"email": "email", "rotated": True}),
        ("sign_out", {"returned": True}),
    ],
)
def test_it_finds(player: Player, scenario: str, found: dict[str, Any]) -> None:
    expected = {name: player.citizen.email if value == "email" else value for name, value in found.items()}
    assert player.plays(scenario) == expected


def test_a_refusal_is_told(town: Town, callback: Callback, citizen: Applicant) -> None:
    assert Player(town, callback, citizen).plays("refused") == {"error": "login_required"}
