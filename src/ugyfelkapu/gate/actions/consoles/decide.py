"""Another pair of eyes decides; what is approved is done in the same transaction, exactly once (decision 0022)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import assert_never

import msgspec

from ugyfelkapu.foundation.database import Transaction
from ugyfelkapu.foundation.identifiers import identifier
from ugyfelkapu.gate.actions.consoles import organisation_deeds
from ugyfelkapu.gate.actions.consoles.organisation_deeds import is_about
from ugyfelkapu.gate.actions.consoles.propose import Flaw, flaw_from, flaw_of
from ugyfelkapu.gate.actions.counter.appoint_clerk import (
    Appointed,
    NewSecrets,
    NotAppointed,
    keep_appointed,
    new_secrets,
)
from ugyfelkapu.gate.actions.journal.console_journal import Activity, ConsoleEvent, note
from ugyfelkapu.gate.domain.identity import PersonName
from ugyfelkapu.gate.domain.office import BodyId, Clerk, ClerkId, RegistrationBody
from ugyfelkapu.gate.domain.proposal import (
    AppointClerk,
    AskAdministrator,
    ChangePolicy,
    DismissClerk,
    EndOrganisation,
    FoundBody,
    GiveRole,
    Proposal,
    ProposalId,
    ProposalStanding,
    RegisterOrganisation,
    may_decide,
    may_handle,
)
from ugyfelkapu.gate.ports import GateWorld
from ugyfelkapu.gate.store import offices, proposals, staff
from ugyfelkapu.gate.store.proposals import SealedLetter

LETTER_HOURS = 72
"""A paper nobody printed by then is gone; its clerk is dismissed and appointed anew."""


class Decision(StrEnum):
    """What becomes of a proposal."""

    DONE = "done"
    OVER = "over"
    """It was decided before, or is too old."""
    NOT_YOURS = "not_yours"
    """One's own, or about oneself: another decides."""
    IMPOSSIBLE = "impossible"
    """It cannot be carried out any more, and is rejected with that."""
    BUSY = "busy"
    UNKNOWN = "unknown"
    """There is no such proposal for this clerk."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Deed:
    """What is carried out, by whom."""

    world: GateWorld
    proposal: Proposal
    clerk: Clerk
    secrets: NewSecrets | None
    now: datetime


async def approve(world: GateWorld, clerk: Clerk, proposal_id: ProposalId, *, now: datetime) -> Decision:
    """Approve and carry out."""
    proposal = await proposals.find(world.database.reader, proposal_id)
    if refusal := _refusal(clerk, proposal, now=now):
        return refusal
    if proposal is None:
        return Decision.UNKNOWN
    if await is_about(world.database.reader, proposal.content, clerk):
        return Decision.NOT_YOURS
    secrets = await new_secrets(world) if isinstance(proposal.content, AppointClerk) else None
    if isinstance(secrets, NotAppointed):
        return Decision.BUSY
    deed = _Deed(world=world, proposal=proposal, clerk=clerk, secrets=secrets, now=now)
    async with world.database.transaction() as tx:
        return await _approve(tx, deed)


async def reject(world: GateWorld, clerk: Clerk, proposal_id: ProposalId, *, now: datetime) -> Decision:
    """Say no."""
    proposal = await proposals.find(world.database.reader, proposal_id)
    if refusal := _refusal(clerk, proposal, now=now):
        return refusal
    return await _close(world, clerk, proposal_id, standing=ProposalStanding.REJECTED, now=now)


async def withdraw(world: GateWorld, clerk: Clerk, proposal_id: ProposalId, *, now: datetime) -> Decision:
    """Take one's own proposal back."""
    proposal = await proposals.find(world.database.reader, proposal_id)
    if proposal is None or not may_handle(clerk, proposal.content):
        return Decision.UNKNOWN
    if proposal.asked_by.clerk_id != clerk.clerk_id:
        return Decision.NOT_YOURS
    return await _close(world, clerk, proposal_id, standing=ProposalStanding.WITHDRAWN, now=now)


def _refusal(clerk: Clerk, proposal: Proposal | None, *, now: datetime) -> Decision | None:
    if proposal is None or not may_handle(clerk, proposal.content):
        return Decision.UNKNOWN
    if not may_decide(clerk, proposal):
        return Decision.NOT_YOURS
    return None if proposal.waits(now=now) else Decision.OVER


async def _approve(tx: Transaction, deed: _Deed) -> Decision:
    """The row is decided first, so that of many callers one carries it out."""
    proposal, clerk, now = deed.proposal, deed.clerk, deed.now
    won = await proposals.decide(tx, proposal.proposal_id, ProposalStanding.APPROVED, clerk_id=clerk.clerk_id, now=now)
    if not won:
        return Decision.OVER
    asker = await staff.by_id(tx, proposal.asked_by.clerk_id)
    flaw: Flaw | None = Flaw.NOT_THERE  # whoever asked has left, or lost the right
    if asker and may_handle(asker, proposal.content):
        flaw = await flaw_of(tx, asker, proposal.content, now=now) or await _carry_out(tx, deed)
    if flaw:
        await proposals.reject_after_all(tx, proposal.proposal_id)
    await note(tx, clerk, _event(Activity.APPROVE, proposal.proposal_id, outcome=flaw or "done", now=now))
    return Decision.IMPOSSIBLE if flaw else Decision.DONE


async def _carry_out(tx: Transaction, deed: _Deed) -> Flaw | None:
    content, now = deed.proposal.content, deed.now
    match content:
        case AppointClerk():
            return await _appoint(tx, deed, content)
        case DismissClerk():
            return None if await staff.dismiss(tx, content.clerk_id, now=now) else Flaw.NOT_THERE
        case GiveRole():
            return None if await staff.give_role(tx, content.clerk_id, content.role) else Flaw.NOT_THERE
        case ChangePolicy():
            await staff.set_policy(tx, content.name, content.value, effective_on=content.effective_on, source=content.source)
            return None
        case FoundBody():
            body = RegistrationBody(body_id=BodyId(identifier(now)), kind=content.kind, name=content.name)
            await offices.found_body(tx, body)
            return None
        case RegisterOrganisation() | AskAdministrator() | EndOrganisation():
            return flaw_from(await organisation_deeds.carry_out(tx, deed.world, content, clerk=deed.clerk))
        case _:
            assert_never(content)


async def _appoint(tx: Transaction, deed: _Deed, content: AppointClerk) -> Flaw | None:
    body = await staff.body(tx, content.body_id)
    if body is None or deed.secrets is None:
        return Flaw.NOT_THERE
    clerk = Clerk(
        clerk_id=ClerkId(identifier(deed.now)),
        username=content.username,
        name=PersonName(family_name=content.family_name, given_name=content.given_name),
        role=content.role,
        body=body,
        identity_key=bytes.fromhex(content.identity_key),
    )
    appointed = await keep_appointed(tx, deed.world, clerk, secrets=deed.secrets, by=deed.clerk.clerk_id)
    if not isinstance(appointed, Appointed):
        return Flaw.USERNAME_TAKEN
    await _keep_letter(tx, deed, appointed)
    return None


async def _keep_letter(tx: Transaction, deed: _Deed, appointed: Appointed) -> None:
    proposal_id = deed.proposal.proposal_id
    secrets = msgspec.json.encode([appointed.password, appointed.totp_secret])
    letter = SealedLetter(
        proposal_id=proposal_id,
        clerk_id=appointed.clerk.clerk_id,
        printer_id=deed.clerk.clerk_id,
        sealed=deed.world.box.seal(secrets, context=letter_context(proposal_id)),
        expires_at=deed.now + timedelta(hours=LETTER_HOURS),
    )
    await proposals.keep_letter(tx, letter)


async def _close(
    world: GateWorld, clerk: Clerk, proposal_id: ProposalId, *, standing: ProposalStanding, now: datetime
) -> Decision:
    activity = Activity.REJECT if standing is ProposalStanding.REJECTED else Activity.WITHDRAW
    async with world.database.transaction() as tx:
        if not await proposals.decide(tx, proposal_id, standing, clerk_id=clerk.clerk_id, now=now):
            return Decision.OVER
        await note(tx, clerk, _event(activity, proposal_id, now=now))
    return Decision.DONE


def _event(activity: Activity, proposal_id: ProposalId, *, outcome: str = "done", now: datetime) -> ConsoleEvent:
    return ConsoleEvent(at=now, activity=activity, outcome=outcome, technical={"proposal": proposal_id})


def letter_context(proposal_id: ProposalId) -> str:
    """What a sealed paper is bound to."""
    return f"clerk_letter/{proposal_id}"
