"""Proposals as those see them who may decide such things."""

from dataclasses import dataclass
from datetime import datetime

from ugyfelkapu.gate.domain.duty import Duty, may, require, scope_of
from ugyfelkapu.gate.domain.office import Clerk
from ugyfelkapu.gate.domain.proposal import Proposal, ProposalId, may_decide, may_handle
from ugyfelkapu.gate.ports import GateWorld
from ugyfelkapu.gate.store import proposals

MOST_SHOWN = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenProposal:
    """A proposal, and what this clerk may do with it."""

    proposal: Proposal
    waits: bool
    may_decide: bool
    may_withdraw: bool
    has_letter: bool


async def proposals_for(world: GateWorld, clerk: Clerk) -> list[Proposal]:
    """The newest that are the clerk's concern."""
    require(clerk, Duty.APPOINT)
    found = await proposals.newest(world.database.reader, body_id=scope_of(clerk), many=MOST_SHOWN)
    return [proposal for proposal in found if may_handle(clerk, proposal.content)]


async def proposal_for(world: GateWorld, clerk: Clerk, proposal_id: ProposalId, *, now: datetime) -> SeenProposal | None:
    """One of those."""
    if not may(clerk, Duty.APPOINT):
        return None
    reader = world.database.reader
    proposal = await proposals.find(reader, proposal_id)
    if proposal is None or not may_handle(clerk, proposal.content):
        return None
    waits = proposal.waits(now=now)
    return SeenProposal(
        proposal=proposal,
        waits=waits,
        may_decide=waits and may_decide(clerk, proposal),
        may_withdraw=waits and proposal.asked_by.clerk_id == clerk.clerk_id,
        has_letter=await proposals.letter_waits(reader, proposal_id, printer_id=clerk.clerk_id, now=now),
    )
