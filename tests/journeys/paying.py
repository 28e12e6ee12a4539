"""How somebody comes to the page of a payment: as any way online leads there, without walking that way."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import httpx
import msgspec

from tests.journeys.people import ANSWER_PATIENCE_SECONDS, Applicant
from tests.town import Town
from ugyfelkapu.app import opened
from ugyfelkapu.foundation.page import Language
from ugyfelkapu.gate.actions.applying.apply_online import Proven, apply_online
from ugyfelkapu.gate.actions.applying.held_application import MustPay
from ugyfelkapu.gate.actions.registration import wish
from ugyfelkapu.gate.actions.registration.wish import Wish
from ugyfelkapu.gate.domain.counter_case import Answer
from ugyfelkapu.gate.domain.identity import DocumentReference, DocumentType, NaturalIdentity
from ugyfelkapu.gate.domain.registration import RegistrationWay
from ugyfelkapu.gate.ports import Found, LookUp
from ugyfelkapu.settings import read_settings

PAY = "form button[value=pay]"
TURN_DOWN = "form button[value=turn_down]"


def payment_address(town: Town, owner: Applicant, *, username: str, language: Language = Language.HU) -> str:
    """Where an owner pays for a further gate with this user name; in a thread, since the browser has the loop here."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, _applied(town, owner, username=username, language=language)).result()


def switch(town: Town, **mischief: object) -> None:
    """Switch the gateway's mischief on; nothing named, all off."""
    url = f"{town.contract['payments']}/control"
    httpx.put(url, json=mischief, timeout=ANSWER_PATIENCE_SECONDS).raise_for_status()


async def _applied(town: Town, owner: Applicant, *, username: str, language: Language) -> str:
    read = wish.read(wish.Typed(username=username, email=f"{username}@posta.example", language=language.value))
    assert isinstance(read, Wish)
    async with opened(read_settings(town.folder / "settings.toml")) as house:
        found = await house.gate.registers.look_up(_question(owner))
        assert isinstance(found, Found), found
        answer = Answer(register=found.register, person=found.person, record=found.record)
        proven = Proven(way=RegistrationWay.EID_CODE, answer=answer)
        async with house.gate.database.transaction() as tx:
            outcome = await apply_online(tx, house.gate, proven, wish=read, now=house.clock.now())
    assert isinstance(outcome, MustPay), outcome
    return outcome.address


def _question(owner: Applicant) -> LookUp:
    document = DocumentReference(
        document_type=DocumentType(owner.entry["document_type"]), document_number=owner.entry["document_number"]
    )
    identity = msgspec.convert(owner.identity, NaturalIdentity)
    return LookUp(document=document, identity=identity, case_reference=uuid4().hex)
