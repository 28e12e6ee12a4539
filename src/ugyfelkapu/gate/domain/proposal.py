"""What one proposes and another decides: four eyes (decision 0022)."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NewType, assert_never

from ugyfelkapu.gate.domain.duty import Duty, may_at
from ugyfelkapu.gate.domain.gate import GateId
from ugyfelkapu.gate.domain.office import BodyId, BodyKind, Clerk, ClerkId, ClerkRole
from ugyfelkapu.gate.domain.organisation import OrganisationId, OrganisationKind

ProposalId = NewType("ProposalId", str)


class ProposalKind(StrEnum):
    """What is proposed."""

    APPOINT = "appoint"
    DISMISS = "dismiss"
    GIVE_ROLE = "give_role"
    CHANGE_POLICY = "change_policy"
    FOUND_BODY = "found_body"
    REGISTER_ORGANISATION = "register_organisation"
    ASK_ADMINISTRATOR = "ask_administrator"
    END_ORGANISATION = "end_organisation"


@dataclass(frozen=True, slots=True, kw_only=True)
class AppointClerk:
    """Somebody new; of who they are as a person only the name and the key are kept."""

    body_id: BodyId
    role: ClerkRole
    username: str
    family_name: str
    given_name: str
    identity_key: str
    """Hexadecimal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DismissClerk:
    """Somebody leaves."""

    body_id: BodyId
    clerk_id: ClerkId


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveRole:
    """Somebody gets another role at the same body."""

    body_id: BodyId
    clerk_id: ClerkId
    role: ClerkRole


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangePolicy:
    """A value of the dated policy, from a day on."""

    name: str
    value: int
    effective_on: date
    source: str
    """The law or decision behind it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundBody:
    """A body that registers people, or another of the operator's."""

    kind: BodyKind
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterOrganisation:
    """An organisation that is to have an office gate or a company gate (`domain.md R13`)."""

    kind: OrganisationKind
    short_name: str
    krid: str
    name: str
    seal_identifier: str
    """Empty: it has no seal."""
    administrator: GateId
    """Whose gate the first administrator has; of the person nothing else is kept here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskAdministrator:
    """One more administrator of an organisation, where all others have gone."""

    organisation_id: OrganisationId
    administrator: GateId


@dataclass(frozen=True, slots=True, kw_only=True)
class EndOrganisation:
    """Nobody acts for an organisation any more."""

    organisation_id: OrganisationId


Content = (
    AppointClerk
    | DismissClerk
    | GiveRole
    | ChangePolicy
    | FoundBody
    | RegisterOrganisation
    | AskAdministrator
    | EndOrganisation
)
OfOrganisations = RegisterOrganisation | AskAdministrator | EndOrganisation

CONTENTS: dict[ProposalKind, type[Content]] = {
    ProposalKind.APPOINT: AppointClerk,
    ProposalKind.DISMISS: DismissClerk,
    ProposalKind.GIVE_ROLE: GiveRole,
    ProposalKind.CHANGE_POLICY: ChangePolicy,
    ProposalKind.FOUND_BODY: FoundBody,
    ProposalKind.REGISTER_ORGANISATION: RegisterOrganisation,
    ProposalKind.ASK_ADMINISTRATOR: AskAdministrator,
    ProposalKind.END_ORGANISATION: EndOrganisation,
}


class ProposalStanding(StrEnum):
    """How far a proposal has come; that it expired is seen from its time."""

    WAITING = "waiting"
    APPROVED = "approved"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """Who proposed, as the page shows them and as the rule compares them."""

    clerk_id: ClerkId
    username: str
    identity_key: bytes | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """One proposal."""

    proposal_id: ProposalId
    kind: ProposalKind
    content: Content
    asked_by: Asker
    asked_at: datetime
    expires_at: datetime
    standing: ProposalStanding
    decided_by: str | None
    """The user name of who decided."""
    decided_at: datetime | None

    def waits(self, *, now: datetime) -> bool:
        """Whether it can still be decided."""
        return self.standing is ProposalStanding.WAITING and now < self.expires_at


def kind_of(content: Content) -> ProposalKind:
    """Which kind of proposal this is."""
    return next(kind for kind, content_type in CONTENTS.items() if isinstance(content, content_type))


def body_of(content: Content) -> BodyId | None:
    """Whose concern it is; `None`: the whole installation's."""
    match content:
        case AppointClerk(body_id=body_id) | DismissClerk(body_id=body_id) | GiveRole(body_id=body_id):
            return body_id
        case ChangePolicy() | FoundBody() | RegisterOrganisation() | AskAdministrator() | EndOrganisation():
            return None
        case _:
            assert_never(content)


def duty_for(content: Content) -> Duty:
    """The right that both pairs of eyes must have."""
    return Duty.APPOINT if isinstance(content, AppointClerk | DismissClerk | GiveRole) else Duty.RULE


def may_handle(clerk: Clerk, content: Content) -> bool:
    """Whether somebody may see, propose and decide such a thing, others' eyes aside."""
    return may_at(clerk, duty_for(content), body_of(content))


def may_decide(clerk: Clerk, proposal: Proposal) -> bool:
    """Whether the second pair of eyes is another's: not the asker's, under whatever account, nor the one concerned."""
    concerned = getattr(proposal.content, "clerk_id", None)
    is_asker = clerk.clerk_id == proposal.asked_by.clerk_id
    same_person = clerk.identity_key is None or clerk.identity_key == proposal.asked_by.identity_key
    return may_handle(clerk, proposal.content) and not (is_asker or same_person or clerk.clerk_id == concerned)
