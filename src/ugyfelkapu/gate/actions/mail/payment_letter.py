"""Letters about money: the receipt of a fee paid online, and the word that it goes back (`domain.md R11`)."""

from dataclasses import dataclass
from datetime import datetime

from ugyfelkapu.foundation.database import Reader, Transaction
from ugyfelkapu.foundation.outbox import post
from ugyfelkapu.gate.actions.mail.letter import Facts, Occasion, letter
from ugyfelkapu.gate.domain.activation_code import Recipient
from ugyfelkapu.gate.domain.fee import Forints
from ugyfelkapu.gate.domain.gate import GateId
from ugyfelkapu.gate.domain.identity import PersonName
from ugyfelkapu.gate.domain.person import PersonId
from ugyfelkapu.gate.ports import GateWorld
from ugyfelkapu.gate.store import gates, people

NO_GATE = GateId("")
"""There is none to freeze: it has just been opened, or was not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Payer:
    """Whom the letter is for."""

    email: str
    username: str
    language: str
    name: PersonName


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentLetter:
    """A letter about to be written: what was paid, and under which number."""

    occasion: Occasion
    payer: Payer
    amount: Forints
    number: str


async def owner_as_payer(reader: Reader, person_id: PersonId) -> Payer | None:
    """A person at the address of the gate that they have had longest; `None`: all have ended."""
    person = await people.by_id(reader, person_id)
    held = await gates.of_person(reader, person_id)
    if person is None or not held:
        return None
    first = held[0]
    name = person.registered.identity.current_name
    return Payer(email=first.email, username=first.username, language=first.language, name=name)


async def tell_payer(tx: Transaction, world: GateWorld, about: PaymentLetter, *, now: datetime) -> None:
    """Post the letter."""
    payer = about.payer
    recipient = Recipient(gate_id=NO_GATE, username=payer.username, email=payer.email, language=payer.language, name=payer.name)
    facts = Facts(at=now, forints=about.amount, payment_number=about.number)
    await post(tx, letter(world.public_url, about.occasion, recipient, facts=facts), now=now)
