"""A provisional gate becomes its owner's at a counter: the row it stands in is kept, with its name (`domain.md R2`).

The password chosen at home counts only where the address is still the one to which the code went: whoever read that mail
chose it. Otherwise the gate waits for a new code like any other.
"""

from dataclasses import replace

from ugyfelkapu.foundation.database import Transaction
from ugyfelkapu.gate.domain.gate import Gate, GateId, Standing
from ugyfelkapu.gate.domain.registration import Registrar
from ugyfelkapu.gate.domain.username import fold_username
from ugyfelkapu.gate.store import gate_endings, provisional_gates


async def in_place_of(tx: Transaction, gate: Gate, held_id: GateId | None) -> Gate | None:
    """The gate wished for, in the place of the provisional one; `None`: there is none, or it holds another name."""
    held = await provisional_gates.held_name(tx, held_id) if held_id else None
    if held is None or fold_username(held.username) != fold_username(gate.username):
        return None
    is_ready = held.is_activated and held.email.casefold() == gate.email.casefold()
    return replace(gate, gate_id=held.gate_id, standing=Standing.ACTIVE if is_ready else Standing.REGISTERED)


async def confirm(tx: Transaction, gate: Gate, registrar: Registrar) -> bool:
    """Give the provisional gate to the person; a password that may be somebody else's goes."""
    if not await provisional_gates.confirm(tx, gate, registrar):
        return False
    await gate_endings.end_half_done(tx, gate.gate_id)
    if gate.standing is not Standing.ACTIVE:
        await gate_endings.delete_credentials(tx, gate.gate_id)
    return True
