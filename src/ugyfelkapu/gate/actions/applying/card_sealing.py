"""What an application with a card holds, sealed in the database and read back: the register's answer, and the wish."""

import msgspec

from ugyfelkapu.gate.actions.registration.wish import Wish
from ugyfelkapu.gate.domain.card_application import CardApplication, CardApplicationId
from ugyfelkapu.gate.domain.counter_case import Answer
from ugyfelkapu.gate.domain.eid import CardHolder
from ugyfelkapu.gate.ports import GateWorld


class IncompleteApplicationError(Exception):
    """An application stands further than what it holds: the database was changed by another hand."""


def sealed_answer(world: GateWorld, application_id: CardApplicationId, holder: CardHolder) -> bytes:
    """What the register answered, for the database."""
    answer = Answer(register=holder.register, person=holder.person, record=holder.record)
    return world.box.seal(msgspec.json.encode(answer), context=application_id)


def answer_of(world: GateWorld, application: CardApplication) -> Answer:
    """What the register answered."""
    if application.sealed_answer is None:
        raise IncompleteApplicationError(application.application_id)
    opened = world.box.open(application.sealed_answer, context=application.application_id)
    return msgspec.json.decode(opened, type=Answer)


def sealed_wish(world: GateWorld, application_id: CardApplicationId, wish: Wish) -> bytes:
    """The wish, for the database."""
    return world.box.seal(msgspec.json.encode(wish), context=application_id)


def wish_of(world: GateWorld, application: CardApplication) -> Wish:
    """The wish."""
    if application.sealed_wish is None:
        raise IncompleteApplicationError(application.application_id)
    opened = world.box.open(application.sealed_wish, context=application.application_id)
    return msgspec.json.decode(opened, type=Wish)
