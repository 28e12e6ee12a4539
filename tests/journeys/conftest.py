"""Every journey of one test process goes through one town."""

from collections.abc import Iterator

import pytest

from tests.journeys.story import Authenticator
from tests.town import Town, running_demo


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """A running demo, started from an empty folder."""
    with running_demo(tmp_path_factory.mktemp("town") / "demo-data") as demo:
        yield demo


@pytest.fixture(scope="session")
def authenticator(town: Town) -> Authenticator:
    """The clerk's app; one for the town, since no code is good twice."""
    return Authenticator(town.contract["clerk"]["totp_secret"])
