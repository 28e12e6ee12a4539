"""SAML services on PyPI's python3-saml and pysaml2 and npm's node-saml and samlify: signed requests, encrypted assertions."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.journeys.clients.conversation import Callback, callback_server, posted, walked
from tests.journeys.clients.saml.joining import join
from tests.journeys.clients.saml.keys import key_files
from tests.journeys.clients.saml.library import ANYHOW, LOW, SUBSTANTIAL, Asked, Learned, Library, NotLearned, Place
from tests.journeys.clients.saml.node_library import node_library
from tests.journeys.clients.saml.onelogin_library import OneLoginLibrary
from tests.journeys.clients.saml.pysaml2_library import Pysaml2Library
from tests.journeys.people import Applicant
from tests.journeys.plain_client import PlainClient
from tests.town import Town


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """A service that has joined, and where browsers come back to it."""

    library: Library
    callback: Callback

    def sign_in(self, visitor: PlainClient, person: Applicant, asked: Asked = ANYHOW) -> Learned | NotLearned:
        """From the service's button to what it believes."""
        came = walked(visitor, self.callback, self.library.begin(asked), username=person.username)
        return self.library.finish(came)

    def learned(self, visitor: PlainClient, person: Applicant, asked: Asked = ANYHOW) -> Learned:
        """The same, where it has to succeed."""
        found = self.sign_in(visitor, person, asked)
        assert isinstance(found, Learned), found
        return found


def _library(name: str, place: Place, folder: Path) -> AbstractContextManager[Library]:
    match name:
        case "python3-saml":
            return nullcontext(OneLoginLibrary(place))
        case "pysaml2":
            return nullcontext(Pysaml2Library(place))
        case _:
            return node_library(name, place, folder)


@pytest.fixture(scope="module", params=["python3-saml", "pysaml2", "node-saml", "samlify"])
def service(
    request: pytest.FixtureRequest, town: Town, metadata: bytes, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Service]:
    folder = tmp_path_factory.mktemp(request.param)
    with callback_server() as callback:
        place = Place(url=callback.url, files=key_files(folder), our_metadata=metadata)
        with _library(request.param, place, folder) as library:
            join(town, library.metadata(), folder)
            yield Service(library=library, callback=callback)


def test_somebody_signs_in_once_and_is_known_again_in_silence(service: Service, citizen: Applicant) -> None:
    visitor = PlainClient()
    first = service.learned(visitor, citizen)
    assert first.email == citizen.email
    assert len(first.name_id) >= 22
    assert service.learned(visitor, citizen, Asked(is_passive=True)) == first


@pytest.mark.parametrize("service", ["pysaml2", "node-saml", "samlify"], indirect=True)  # python3-saml asks by address alone
def test_a_request_by_form_is_answered(service: Service, citizen: Applicant) -> None:
    came = posted(PlainClient(), service.callback, service.library.begin_by_form(), username=citizen.username)
    learned = service.library.finish(came)
    assert isinstance(learned, Learned), learned
    assert learned.email == citizen.email


def test_force_authn_asks_for_the_password_again(service: Service, citizen: Applicant) -> None:
    visitor = PlainClient()
    before = service.learned(visitor, citizen)
    visitor.open(service.library.begin(Asked(is_forced=True)))
    assert visitor.page == "choose-method"
    again = service.learned(visitor, citizen, Asked(is_forced=True))
    assert again.name_id == before.name_id


@pytest.mark.parametrize(
    ("asked", "reason"),
    [(Asked(is_passive=True), "NoPassive"), (Asked(context="urn:unheard-of", comparison="exact"), "NoAuthnContext")],
)
def test_a_refusal_is_told(service: Service, citizen: Applicant, asked: Asked, reason: str) -> None:
    found = service.sign_in(PlainClient(), citizen, asked)
    assert isinstance(found, NotLearned)
    sentences = {"NoPassive": "IsPassive forbids", "NoAuthnContext": "contexts can be reached"}
    assert reason in found.reason or sentences[reason] in found.reason


@pytest.mark.parametrize(("comparison", "context"), [("minimum", SUBSTANTIAL), ("exact", SUBSTANTIAL), ("maximum", LOW)])
def test_the_level_asked_for_is_told(
    service: Service, sure: PlainClient, citizen: Applicant, comparison: str, context: str
) -> None:
    learned = service.learned(sure, citizen, Asked(context=context, comparison=comparison))
    assert learned.context == context


def test_a_sign_out_at_the_service_ends_everything(service: Service, town: Town, citizen: Applicant) -> None:
    visitor = PlainClient()
    learned = service.learned(visitor, citizen)
    service.callback.came = {}
    visitor.open(service.library.leave(learned))
    assert visitor.page == "sign-out-where"
    if visitor.send(choice="everywhere") == "form-post":
        visitor.send()
    assert service.library.left(service.callback.came)
    visitor.open(f"{town.site}/own")
    assert visitor.page == "sign-in"


def test_a_sign_out_elsewhere_is_heard_and_confirmed(service: Service, town: Town, citizen: Applicant) -> None:
    visitor = PlainClient()
    service.learned(visitor, citizen)
    service.callback.came = {}
    visitor.open(f"{town.contract['issuer']}/end-session")
    visitor.send()
    if visitor.open(next(link for link in visitor.links if "/saml/slo/onward/" in link)) == "form-post":
        visitor.send()
    visitor.open(service.library.hear(service.callback.came))
    assert visitor.page == "signed-out"
    assert 'data-outcome="confirmed"' in visitor.answer.text
