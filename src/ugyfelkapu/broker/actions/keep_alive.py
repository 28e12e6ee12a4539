"""Whoever uses services is not idle: the gate's session is told, so that one sign-in lasts as long as it is used."""

import structlog

from ugyfelkapu.broker.domain.session import BrokerSession, is_touch_due
from ugyfelkapu.broker.ports import BrokerWorld
from ugyfelkapu.foundation.database import DatabaseUnavailableError

_log = structlog.get_logger("door")


async def keep_alive(world: BrokerWorld, session: BrokerSession) -> None:
    """Put off the idle end of the gate's session behind a broker session that was just used.

    A gate that cannot be told now takes nothing back from the answer: its session then ends by itself, at most too early.
    """
    if not is_touch_due(session, now=world.clock.now()):
        return
    try:
        await world.identification.keep_alive(session.session_handle)
    except DatabaseUnavailableError as error:
        _log.warning("gate_not_told", reason=str(error))
