"""One proposes; nothing changes until another approves (decision 0022)."""

from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from enum import StrEnum

from ugyfelkapu.foundation.database import Reader
from ugyfelkapu.foundation.identifiers import identifier
from ugyfelkapu.foundation.policy import LEGAL_TIME, policy_at
from ugyfelkapu.gate.actions.consoles.organisation_deeds import GONE, fault_in
from ugyfelkapu.gate.actions.journal.console_journal import Activity, ConsoleEvent, note
from ugyfelkapu.gate.domain.duty import NotGrantedError, fits, roles_given_by
from ugyfelkapu.gate.domain.office import Clerk
from ugyfelkapu.gate.domain.policy import STANDING
from ugyfelkapu.gate.domain.proposal import (
    AppointClerk,
    AskAdministrator,
    Asker,
    ChangePolicy,
    Content,
    DismissClerk,
    EndOrganisation,
    FoundBody,
    GiveRole,
    Proposal,
    ProposalId,
    ProposalStanding,
    RegisterOrganisation,
    kind_of,
    may_handle,
)
from ugyfelkapu.gate.domain.username import UsernameFault, username_of
from ugyfelkapu.gate.ports import GateWorld
from ugyfelkapu.gate.store import proposals, staff

MOST_POLICY_VALUE = 1_000_000


class Flaw(StrEnum):
    """Why this cannot be proposed, or can no longer be carried out."""

    BAD_USERNAME = "bad_username"
    USERNAME_TAKEN = "username_taken"
    ROLE_UNFIT = "role_unfit"
    NOT_THERE = "not_there"
    """The clerk or the body is not there any more."""
    BAD_VALUE = "bad_value"
    DAY_TOO_EARLY = "day_too_early"
    """A rule counts from tomorrow at the earliest: what was decided today stands."""
    ORGANISATION_SHORT_NAME = "organisation_short_name"
    ORGANISATION_KRID = "organisation_krid"
    ORGANISATION_NAME = "organisation_name"
    ORGANISATION_SEAL = "organisation_seal"
    ORGANISATION_TAKEN = "organisation_taken"
    ORGANISATION_NO_SUCH_PERSON = "organisation_no_such_person"
    """As `OrganisationFault` says it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed:
    """It waits for another."""

    proposal_id: ProposalId


async def propose(world: GateWorld, clerk: Clerk, content: Content, *, now: datetime) -> Proposed | Flaw:
    """Keep what somebody proposes; raises `NotGrantedError` for whoever may not."""
    if not may_handle(clerk, content):
        raise NotGrantedError(clerk.clerk_id, kind_of(content))
    async with world.database.transaction() as tx:
        if flaw := await flaw_of(tx, clerk, content, now=now):
            return flaw
        policy = await policy_at(tx, STANDING, now=now)
        proposal = Proposal(
            proposal_id=ProposalId(identifier(now)),
            kind=kind_of(content),
            content=content,
            asked_by=Asker(clerk_id=clerk.clerk_id, username=clerk.username, identity_key=clerk.identity_key),
            asked_at=now,
            expires_at=now + timedelta(days=policy.proposal_days),
            standing=ProposalStanding.WAITING,
            decided_by=None,
            decided_at=None,
        )
        await proposals.ask(tx, proposal)
        technical = {"proposal": proposal.proposal_id, "kind": proposal.kind}
        subject = getattr(content, "clerk_id", "") or getattr(content, "administrator", "")
        await note(tx, clerk, ConsoleEvent(at=now, activity=Activity.PROPOSE, subject=subject, technical=technical))
    return Proposed(proposal_id=proposal.proposal_id)


async def flaw_of(reader: Reader, asker: Clerk, content: Content, *, now: datetime) -> Flaw | None:
    """What stands against it now, if anything; asked when it is proposed and again when it is carried out."""
    match content:
        case AppointClerk():
            return await _flaw_of_appointment(reader, asker, content)
        case DismissClerk() | GiveRole():
            return await _flaw_of_staff(reader, asker, content)
        case ChangePolicy():
            return _flaw_of_policy(content, now=now)
        case FoundBody():
            return None if content.name.strip() else Flaw.BAD_VALUE
        case RegisterOrganisation() | AskAdministrator() | EndOrganisation():
            return flaw_from(await fault_in(reader, content))


def flaw_from(fault: str | None) -> Flaw | None:
    """What is wrong about an organisation, as a flaw of its proposal."""
    if fault is None:
        return None
    return Flaw.NOT_THERE if fault == GONE else Flaw(f"organisation_{fault}")


async def _flaw_of_appointment(reader: Reader, asker: Clerk, content: AppointClerk) -> Flaw | None:
    body = await staff.body(reader, content.body_id)
    if body is None:
        return Flaw.NOT_THERE
    if isinstance(username_of(content.username), UsernameFault):
        return Flaw.BAD_USERNAME
    if await staff.id_of_username(reader, content.username):
        return Flaw.USERNAME_TAKEN
    return None if content.role in roles_given_by(asker) and fits(content.role, body.kind) else Flaw.ROLE_UNFIT


async def _flaw_of_staff(reader: Reader, asker: Clerk, content: DismissClerk | GiveRole) -> Flaw | None:
    concerned = await staff.by_id(reader, content.clerk_id)
    if concerned is None or concerned.body.body_id != content.body_id:
        return Flaw.NOT_THERE
    if concerned.role not in roles_given_by(asker):
        return Flaw.ROLE_UNFIT
    if isinstance(content, DismissClerk):
        return None
    fit = content.role in roles_given_by(asker) and fits(content.role, concerned.body.kind)
    return None if fit and content.role is not concerned.role else Flaw.ROLE_UNFIT


def _flaw_of_policy(content: ChangePolicy, *, now: datetime) -> Flaw | None:
    if content.name not in policy_names() or not 0 <= content.value <= MOST_POLICY_VALUE or not content.source.strip():
        return Flaw.BAD_VALUE
    return None if content.effective_on > now.astimezone(LEGAL_TIME).date() else Flaw.DAY_TOO_EARLY


def policy_names() -> tuple[str, ...]:
    """The values that a console may change: the whole numbers of the policy."""
    return tuple(field.name for field in fields(STANDING) if type(getattr(STANDING, field.name)) is int)
