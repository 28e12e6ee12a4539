"""People for the SAML services: somebody with a password, and somebody who is signed in with a second factor."""

import pytest

from tests.journeys.clients.saml.joining import our_metadata
from tests.journeys.people import Applicant, Crowd
from tests.journeys.plain_client import PlainClient
from tests.journeys.story import Authenticator, Counter, activate, register
from tests.town import Town


@pytest.fixture(scope="session")
def metadata(town: Town) -> bytes:
    """Ours."""
    return our_metadata(town)


@pytest.fixture(scope="session")
def citizen(town: Town, counter: Counter, crowd: Crowd) -> Applicant:
    """Somebody with a gate, for all of these services."""
    person = crowd.somebody()
    register(town, counter.signed_in(), person.entry, username=person.username)
    activate(town, person.username)
    return person


@pytest.fixture(scope="session")
def sure(town: Town) -> PlainClient:
    """The browser of somebody who is signed in at level substantial; one sign-in for all, since no code is good twice."""
    account = next(each for each in town.contract["citizens"] if each["totp_secret"])
    authenticator, visitor = Authenticator(account["totp_secret"]), PlainClient()
    visitor.open(f"{town.contract['services'][0]['url']}/login?level=substantial")
    visitor.send(method="gate")
    visitor.send(username=account["username"], password=account["password"])
    while visitor.page == "second-factor":  # another test may have shown this code
        visitor.send(code=authenticator.code())
    if visitor.page == "consent":
        visitor.send(decision="allow")
    assert visitor.page == "service-account", visitor.answer.text
    return visitor
