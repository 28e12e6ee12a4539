"""Who goes through the town: applicants from its registers, clerks of their own, and the mail they get."""

import json
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

import httpx
import msgspec
import pyotp

from tests.town import Town
from ugyfelkapu.app import House
from ugyfelkapu.cli.installation import in_house
from ugyfelkapu.demo import people
from ugyfelkapu.demo.contract import unregistered
from ugyfelkapu.foundation.page import Language
from ugyfelkapu.foundation.policy import LEGAL_TIME
from ugyfelkapu.gate.actions.counter.appoint_clerk import Appointed, Appointment, NotAppointed, appoint_clerk
from ugyfelkapu.gate.domain.identity import NaturalIdentity, PersonName, Register
from ugyfelkapu.gate.domain.office import BodyKind, ClerkRole
from ugyfelkapu.gate.domain.username import LONGEST, UsernameFault

PASSWORD = "Kilenc liba a parton 9"
REGISTERS = ("szl", "3nyt", "iszl")
MAIL_PATIENCE_SECONDS = 60.0
"""A mail that the mailbox did not take at once is tried again after ten seconds."""

ANSWER_PATIENCE_SECONDS = 40.0
"""As patient as the other visitors: the machine may be busy with other tests."""

STEP_SECONDS = 30
SIGNERS = 7
CARD_FILE = re.compile(r"/cards/(\w+)\.p12")

BODY = "Próba kormányablak"
OFFICERS_IDENTITY = NaturalIdentity(
    current_name=PersonName(family_name="Próba", given_name="Piroska"),
    birth_name=PersonName(family_name="Próba", given_name="Piroska"),
    mothers_birth_name=PersonName(family_name="Minta", given_name="Borbála"),
    birth_place="Mintaváros",
    birth_date=date(1988, 8, 8),
)
COMMANDS_IDENTITY = (
    *("--family-name", "Próba", "--given-name", "Piroska"),
    *("--mothers-family-name", "Minta", "--mothers-given-name", "Borbála"),
    *("--birth-place", "Mintaváros", "--birth-date", "1988-08-08"),
)

Name = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Applicant:
    """Somebody who wants a gate: what the register holds, and what they choose."""

    entry: Mapping[str, Any]
    username: str

    @property
    def email(self) -> str:
        return f"{self.username}@posta.example"

    @property
    def identity(self) -> Mapping[str, Any]:
        return dict(self.entry["natural_identity"])

    def name(self, language: Language) -> str:
        return in_order(self.identity["current_name"], language)


@dataclass(frozen=True, slots=True, kw_only=True)
class Officer:
    """A clerk or an administrator with a password and an app for codes."""

    username: str
    password: str
    totp_secret: str

    def code(self) -> str:
        return pyotp.TOTP(self.totp_secret).now()


@dataclass(kw_only=True)
class Office:
    """The clerks of a town's own: whose code was used in this half minute rests, and another comes."""

    town: Town
    last_met: dict[Officer, int] = field(default_factory=dict)

    def clerk(self) -> Officer:
        """Whoever may sign in now; somebody new if nobody does."""
        now = int(time.time()) // STEP_SECONDS
        rested = [officer for officer, step in self.last_met.items() if step + 1 < now]
        found = rested[0] if rested else new_officer(self.town, f"pult{len(self.last_met)}")
        self.last_met[found] = now
        return found


@dataclass
class Crowd:
    """Those of the town who have no gate yet; nobody is met twice."""

    left: list[Mapping[str, Any]]
    with_cards: list[Mapping[str, Any]]
    """The few whose card can be put into a reader; nobody meets them by chance."""

    signers: list[Mapping[str, Any]]
    """As many of those whom the town's trust service certifies as there are journeys of theirs; they wait for them, too."""

    met: int = 0

    @classmethod
    def of(cls, town: Town) -> "Crowd":
        """Whom the contract lists, and then everybody else, since there are more journeys than people on the list."""
        cards = CARD_FILE.findall(
            httpx.get(town.contract["card_authority"], timeout=ANSWER_PATIENCE_SECONDS).raise_for_status().text
        )
        listed = [entry for entry in town.contract["unregistered"] if entry["document_number"] not in cards]
        signers = [entry for entry in listed if entry["document_type"] == "id_card"][-SIGNERS:]
        return cls(
            left=[*(entry for entry in listed if entry not in signers), *_unlisted()],
            with_cards=[entry for entry in town.contract["unregistered"] if entry["document_number"] in cards],
            signers=signers,
        )

    def somebody(self, register: str | None = None) -> Applicant:
        """The next of a register; without one, each from another than the last. Whoever has kept a code is kept for that."""
        wanted = register or REGISTERS[self.met % len(REGISTERS)]
        found = (entry for entry in self.left if entry["register"] == wanted and not entry["registration_code"])
        return self._meet(next(found))

    def signer(self) -> Applicant:
        """Somebody with an identity card whom the town's trust service certifies."""
        self.left.append(self.signers.pop())
        return self._meet(self.left[-1])

    def with_code(self) -> Applicant:
        """Somebody who has kept the code of their eID card."""
        return self._meet(next(entry for entry in self.left if entry["registration_code"]))

    def with_card(self) -> Applicant:
        """Somebody who holds a card of the town's card authority."""
        self.left.append(self.with_cards.pop())
        return self._meet(self.left[-1])

    def long_named(self) -> Applicant:
        """Whoever's names take most room, with a user name as long as allowed."""
        applicant = self._meet(max(self.left, key=_room_of_names))
        number = str(self.met)
        return replace(applicant, username=("Wolframmagnezium" * 4)[: LONGEST - len(number)] + number)

    def _meet(self, entry: Mapping[str, Any]) -> Applicant:
        self.left.remove(entry)
        self.met += 1
        return Applicant(entry=entry, username=f"utazo{self.met}")


def citizen(town: Town, username: str) -> dict[str, str]:
    """One of the town's first citizens."""
    return next(dict(each) for each in town.contract["citizens"] if each["username"] == username)


def new_officer(town: Town, username: str, *, role: str = "clerk") -> Officer:
    """Appointed as by the command, but without its start, which takes longer than most journeys; no code is used up yet."""
    appointment = Appointment(
        body_name=BODY,
        body_kind=BodyKind.GOVERNMENT_WINDOW,
        role=ClerkRole(role),
        username=username,
        identity=OFFICERS_IDENTITY,
    )

    async def appoint(house: House) -> Appointed | NotAppointed | UsernameFault:
        return await appoint_clerk(house.gate, appointment, by="operator", now=house.clock.now())

    with ThreadPoolExecutor(1) as aside:  # in this thread the browser's event loop may be running
        appointed = aside.submit(in_house, None, town.folder, appoint).result()
    assert isinstance(appointed, Appointed), appointed
    return Officer(username=username, password=appointed.password, totp_secret=appointed.totp_secret)


def officer_by_command(town: Town, username: str, *, role: str = "clerk") -> Officer:
    """Appointed on the command line, as an operator does."""
    arguments = ["clerk", "add", username, "--body", BODY, *COMMANDS_IDENTITY]
    command = [sys.executable, "-m", "ugyfelkapu.cli", *arguments, "--role", role, "--data", str(town.folder)]
    return Officer(**json.loads(subprocess.run(command, check=True, capture_output=True).stdout))


def in_order(name: Name, language: Language) -> str:
    """A name in the order of the page's language."""
    parts = [name["family_name"], name["given_name"]]
    return " ".join(parts if language is Language.HU else reversed(parts))


def mails_to(town: Town, email: str) -> list[dict[str, str]]:
    """All mails to an address, newest first."""
    found = httpx.get(town.contract["mailbox"], params={"to": email}, timeout=ANSWER_PATIENCE_SECONDS)
    return list(found.raise_for_status().json())


def wait_for_mail(town: Town, email: str, words: str) -> None:
    """Until a mail with these words in its subject is in somebody's box."""
    deadline = time.monotonic() + MAIL_PATIENCE_SECONDS
    while not any(words in mail["subject"] for mail in mails_to(town, email)):
        if time.monotonic() > deadline:
            message = f"no mail with {words!r} came to {email}"
            raise AssertionError(message)
        time.sleep(0.1)


def mailed_code(town: Town, email: str, kind: str) -> str:
    """The newest code of this kind (A to activate, R to renew) in somebody's mail, as soon as it is there."""
    deadline = time.monotonic() + MAIL_PATIENCE_SECONDS
    while time.monotonic() < deadline:
        for mail in mails_to(town, email):
            if found := re.search(rf"\b{kind}(?:-[0-9A-Z]{{4}})+\b", mail["text"]):
                return found[0]
        time.sleep(0.1)
    message = f"no code came to {email}"
    raise AssertionError(message)


def _unlisted() -> Iterator[Mapping[str, Any]]:
    """Those of the demo's people who could be registered and are not in the contract, as it would tell of them."""
    today = datetime.now(LEGAL_TIME).date()
    shown = people.cast(today=today)
    met = {resident.number for resident in (*shown.unregistered, *(resident for _, resident in shown.citizens))}
    for register in Register:
        for resident in people._ordinary(register, today):
            if resident.number not in met:
                yield dict(msgspec.to_builtins(unregistered(resident)))


def _room_of_names(entry: Mapping[str, Any]) -> int:
    return max(len(" ".join(name.values())) for name in entry["natural_identity"].values() if isinstance(name, dict))
