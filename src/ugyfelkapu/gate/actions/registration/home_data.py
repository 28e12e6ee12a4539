"""What an applicant typed at home, sealed and read back; and how it leaves the database (`domain.md` R2, R4)."""

import msgspec

from ugyfelkapu.foundation.database import Transaction
from ugyfelkapu.gate.domain.counter_case import ApplicationId
from ugyfelkapu.gate.domain.home_application import HomeApplication, HomeData
from ugyfelkapu.gate.ports import GateWorld
from ugyfelkapu.gate.store import home_applications, provisional_gates


def sealed(world: GateWorld, data: HomeData, application_id: ApplicationId) -> bytes:
    """The data so that a stolen database alone does not tell them."""
    return world.box.seal(msgspec.json.encode(data), context=application_id)


def opened(world: GateWorld, application: HomeApplication) -> HomeData:
    """The data again."""
    return msgspec.json.decode(world.box.open(application.sealed, context=application.application_id), type=HomeData)


async def forget(tx: Transaction, application: HomeApplication) -> bool:
    """Delete the application, and its provisional gate unless that was confirmed; `False` when it was gone."""
    gone = await home_applications.delete(tx, application.application_id)
    if gone and application.gate_id:
        await provisional_gates.delete(tx, application.gate_id)
    return gone
