"""The steps of the main story, driven from `demo.json` alone."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pyotp

from tests.journeys.people import PASSWORD, STEP_SECONDS, mailed_code
from tests.journeys.plain_client import PlainClient
from tests.town import Town
from ugyfelkapu.foundation.page import Language


@dataclass
class Authenticator:
    """An app that never shows a code twice: the system would refuse it."""

    secret: str
    last_step: int = field(default=0)

    def code(self) -> str:
        """The first code not shown before, waiting for it if need be; a clock may be a step early."""
        self.last_step = max(self.last_step + 1, int(time.time()) // STEP_SECONDS)
        while self.last_step > int(time.time()) // STEP_SECONDS + 1:
            time.sleep(0.2)
        return str(pyotp.TOTP(self.secret).at(self.last_step * STEP_SECONDS))


@dataclass(frozen=True, slots=True, kw_only=True)
class Counter:
    """The town's clerk at a counter, who signs in again after a long pause; no code of theirs is good twice."""

    town: Town
    authenticator: Authenticator
    clerk: PlainClient = field(default_factory=PlainClient)

    def signed_in(self) -> PlainClient:
        """The clerk, in front of the empty desk."""
        if self.clerk.open(f"{self.town.site}/counter") == "counter-sign-in":
            account = self.town.contract["clerk"]
            assert self.clerk.send(username=account["username"], password=account["password"]) == "counter-second-factor"
            assert self.clerk.send(code=self.authenticator.code()) == "counter"
        return self.clerk


def typed(person: Mapping[str, Any]) -> dict[str, str]:
    """What a clerk types of a person of the contract."""
    identity = person["natural_identity"]
    year, month, day = identity["birth_date"].split("-")
    names = {"": "current_name", "birth_": "birth_name", "mothers_": "mothers_birth_name"}
    return {
        "document_type": person["document_type"],
        "document_number": person["document_number"],
        "citizenship": person["citizenship"],
        **{f"{prefix}{part}": identity[name][part] for prefix, name in names.items() for part in ("family_name", "given_name")},
        "birth_place": identity["birth_place"],
        "birth_date_year": year,
        "birth_date_month": month,
        "birth_date_day": day,
    }


def register(
    town: Town, clerk: PlainClient, person: Mapping[str, Any], *, username: str, language: Language = Language.HU
) -> None:
    """The clerk registers a person, who reads this language, up to the receipt."""
    clerk.open(f"{town.site}/counter/register")
    assert clerk.send(**typed(person)) == "counter-case"
    email = f"{username}@posta.example"
    confirmed = {"data_match": "yes", "face_match": "yes", "language": language.value}
    assert clerk.send(username=username, email=email, **confirmed) == "counter-receipt"


def activate(town: Town, username: str) -> PlainClient:
    """Somebody newly registered opens their gate."""
    citizen = PlainClient()
    citizen.open(f"{town.site}/activate")
    code = mailed_code(town, f"{username}@posta.example", "A")
    page = citizen.send(username=username, code=code, new_password=PASSWORD, new_password_again=PASSWORD)
    assert page == "sign-in"
    return citizen


def sign_in_at(citizen: PlainClient, service: dict[str, Any], username: str) -> dict[str, Any]:
    """From a service's first page to what it learned, answering whatever is asked on the way."""
    citizen.open(service["url"])
    page = citizen.open(f"{service['url']}/login")
    steps: dict[str, Callable[[], str]] = {
        "choose-method": lambda: citizen.send(method="gate"),
        "sign-in": lambda: citizen.send(username=username, password=PASSWORD),
        "consent": lambda: citizen.send(decision="allow"),
        "form-post": citizen.send,
    }
    while page != "service-account":
        page = steps[page]()
    learned = citizen.http.get(f"{service['url']}/account", headers={"Accept": "application/json"})
    return dict(learned.json())


def sign_out_at(citizen: PlainClient, service: dict[str, Any]) -> None:
    """From a service's way out to where nothing more is asked."""
    citizen.open(f"{service['url']}/logout")
    citizen.send()
    if citizen.page == "sign-out-where":
        citizen.send(choice="everywhere")


def carried_on(citizen: PlainClient) -> str:
    """The answer's own page takes the visitor on to a service with SAML; the page that comes."""
    assert citizen.page == "form-post", citizen.page
    return citizen.send()
