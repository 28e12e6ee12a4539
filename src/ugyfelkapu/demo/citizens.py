"""The town's first citizens, registered and activated as anybody is: at a counter, then with the code from the mail."""

import re
from pathlib import Path

import httpx

from ugyfelkapu.app import House
from ugyfelkapu.demo.contract import Citizen
from ugyfelkapu.demo.people import CitizenPlan
from ugyfelkapu.demo.registers.residents import Resident
from ugyfelkapu.foundation.outbox import send_one
from ugyfelkapu.gate.actions.counter.open_case import CaseOpened, open_case
from ugyfelkapu.gate.actions.counter.register_at_counter import Application, Confirmation, Registered, register_at_counter
from ugyfelkapu.gate.actions.factors.enrol_totp import enrol_totp
from ugyfelkapu.gate.actions.passwords.activate import Activated, activate
from ugyfelkapu.gate.actions.passwords.redeem_code import CodeForm
from ugyfelkapu.gate.domain.counter_case import Typed
from ugyfelkapu.gate.domain.device import Origin
from ugyfelkapu.gate.domain.office import Clerk
from ugyfelkapu.gate.domain.username import fold_username
from ugyfelkapu.gate.store import gates

WORDS = Path(__file__).with_name("words.txt").read_text(encoding="utf-8").split()
WORDS_OF_A_PASSWORD = 4
MAIL_DOMAIN = "posta.example"
CODE = re.compile(r"\bA(?:-[0-9A-Z]{4})+\b")
HERE = Origin(address="127.0.0.1", network="127.0.0.0/24", description="", device="", session="")


class NotRegisteredError(Exception):
    """Somebody of the town could not be made a citizen; the demo cannot go on."""


async def make_citizen(house: House, clerk: Clerk, plan: CitizenPlan, *, resident: Resident, mailbox: str) -> Citizen:
    """Register a resident, activate the gate, and give it its second factor where it has one."""
    email = f"{plan.username}@{MAIL_DOMAIN}"
    await _register(house, clerk, plan.username, resident=resident, email=email)
    while await send_one(house.gate.database, house.mailer, house.clock):
        pass
    password = _password(house)
    await _activate(house, plan.username, code=await _code(mailbox, email), password=password)
    document = resident.documents[0].reference
    return Citizen(
        username=plan.username,
        password=password,
        email=email,
        totp_secret=await _second_factor(house, plan.username) if plan.second_factor else None,
        register=resident.register.value,
        document_type=document.document_type.value,
        document_number=document.document_number,
        natural_identity=resident.identity,
    )


async def _register(house: House, clerk: Clerk, username: str, *, resident: Resident, email: str) -> None:
    typed = Typed(document=resident.documents[0].reference, identity=resident.identity, citizenship=resident.citizenship)
    case = await open_case(house.gate, clerk, typed, now=house.clock.now())
    if not isinstance(case, CaseOpened):
        raise NotRegisteredError(username, case.reason)
    application = Application(
        case_id=case.case_id, confirmed=frozenset(Confirmation), username=username, email=email, language="hu"
    )
    outcome = await register_at_counter(house.gate, clerk, application, now=house.clock.now())
    if not isinstance(outcome, Registered):
        raise NotRegisteredError(username, outcome)


async def _activate(house: House, username: str, *, code: str, password: str) -> None:
    form = CodeForm(
        username=username,
        code=code,
        new_password=password,
        new_password_again=password,
        wished_days=None,
        origin=HERE,
    )
    outcome = await activate(house.gate, form)
    if not isinstance(outcome, Activated):
        raise NotRegisteredError(username, outcome)


async def _code(mailbox: str, email: str) -> str:
    async with httpx.AsyncClient() as client:
        mails = (await client.get(mailbox, params={"to": email})).raise_for_status().json()
    found = CODE.search(mails[0]["text"]) if mails else None
    if found is None:
        raise NotRegisteredError(email, "no code came")
    return found[0]


async def _second_factor(house: House, username: str) -> str:
    gate = await gates.by_username(house.gate.database.reader, fold_username(username))
    secret = await enrol_totp(house.gate, gate.gate_id) if gate else None
    if secret is None:
        raise NotRegisteredError(username, "no second factor")
    return secret


def _password(house: House) -> str:
    """Four words: easy to type from the guide, and of this demo alone."""
    chance = house.gate.entropy.bytes(2 * WORDS_OF_A_PASSWORD)
    numbers = [int.from_bytes(chance[place : place + 2], "big") for place in range(0, len(chance), 2)]
    return "-".join(WORDS[number % len(WORDS)] for number in numbers)
