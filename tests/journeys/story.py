"""The steps of the main story, driven from `demo.json` alone."""

import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx
import pyotp

from tests.journeys.plain_client import PlainClient
from tests.town import Town

PASSWORD = "Kilenc liba a parton"
STEP_SECONDS = 30
CODE = re.compile(r"\b[AR](?:-[0-9A-Z]{4})+\b")


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


def clerk_at_the_counter(town: Town, authenticator: Authenticator) -> PlainClient:
    """A clerk who has signed in."""
    clerk = PlainClient()
    assert clerk.open(f"{town.site}/counter") == "counter-sign-in"
    account = town.contract["clerk"]
    assert clerk.send(username=account["username"], password=account["password"]) == "counter-second-factor"
    assert clerk.send(code=authenticator.code()) == "counter"
    return clerk


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


def register(town: Town, clerk: PlainClient, person: Mapping[str, Any], *, username: str) -> None:
    """The clerk registers a person, up to the receipt."""
    clerk.open(f"{town.site}/counter/register")
    assert clerk.send(**typed(person)) == "counter-case"
    email = f"{username}@posta.example"
    assert clerk.send(username=username, email=email, data_match="yes", face_match="yes") == "counter-receipt"


def mailed_code(town: Town, email: str) -> str:
    """The newest code in somebody's mail."""
    found = waited_for(lambda: CODE.search(str(_newest(town, email))))
    return found[0]


def activate(town: Town, username: str) -> PlainClient:
    """Somebody newly registered opens their gate."""
    citizen = PlainClient()
    citizen.open(f"{town.site}/activate")
    code = mailed_code(town, f"{username}@posta.example")
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
    }
    while page != "service-account":
        page = steps[page]()
    learned = citizen.http.get(f"{service['url']}/account", headers={"Accept": "application/json"})
    return dict(learned.json())


def _newest(town: Town, email: str) -> str:
    mails = httpx.get(town.contract["mailbox"], params={"to": email}).json()
    return str(mails[0]["text"]) if mails else ""


def waited_for(look: Callable[[], re.Match[str] | None], *, seconds: float = 15.0) -> re.Match[str]:
    """What comes within so many seconds, through the worker."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if found := look():
            return found
        time.sleep(0.1)
    message = "nothing came"
    raise TimeoutError(message)
