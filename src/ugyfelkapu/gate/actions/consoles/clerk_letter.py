"""A new clerk's secrets on paper that is folded shut: printed once, by whoever approved the appointment."""

from dataclasses import dataclass
from datetime import datetime

import msgspec

from ugyfelkapu.gate.actions.consoles.decide import letter_context
from ugyfelkapu.gate.actions.journal.console_journal import Activity, ConsoleEvent, note
from ugyfelkapu.gate.domain.duty import Duty, require
from ugyfelkapu.gate.domain.office import Clerk
from ugyfelkapu.gate.domain.proposal import ProposalId
from ugyfelkapu.gate.ports import GateWorld
from ugyfelkapu.gate.store import proposals, staff


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ClerkLetter:
    """What is printed, this once; never printed by a program's own `repr`."""

    clerk: Clerk
    password: str
    totp_secret: str
    made_at: datetime
    site: str
    proposal_id: ProposalId


async def print_letter(world: GateWorld, clerk: Clerk, proposal_id: ProposalId, *, now: datetime) -> ClerkLetter | None:
    """Open the seal for the printer: of any number of callers one gets the secrets, and nobody gets them again."""
    require(clerk, Duty.APPOINT)
    async with world.database.transaction() as tx:
        taken = await proposals.take_letter(tx, proposal_id, printer_id=clerk.clerk_id, now=now)
        appointed = await staff.by_id(tx, taken[0]) if taken else None
        if taken is None or appointed is None:
            return None
        technical = {"proposal": proposal_id}
        event = ConsoleEvent(
            at=now, activity=Activity.PRINT_LETTER, subject=appointed.clerk_id, data_set="credentials", technical=technical
        )
        await note(tx, clerk, event)
    password, totp_secret = msgspec.json.decode(
        world.box.open(taken[1], context=letter_context(proposal_id)), type=tuple[str, str]
    )
    return ClerkLetter(
        clerk=appointed,
        password=password,
        totp_secret=totp_secret,
        made_at=now,
        site=world.public_url,
        proposal_id=proposal_id,
    )
