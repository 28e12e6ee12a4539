"""Which role may do what: the one table that rooms and actions ask (`docs/security.md` 12, decision 0022)."""

from enum import StrEnum

from ugyfelkapu.gate.domain.office import BodyId, BodyKind, Clerk, ClerkRole, may_register


class Duty(StrEnum):
    """What somebody may be trusted with."""

    REGISTER_PEOPLE = "register_people"
    SEE_STAFF = "see_staff"
    SEE_WORK = "see_work"
    CLOSE_ALERTS = "close_alerts"
    APPOINT = "appoint"
    """Propose and decide who works at a body."""
    RULE = "rule"
    """Propose and decide dated policy, new bodies and organisations."""
    SEE_MONEY = "see_money"
    SEE_STATISTICS = "see_statistics"
    SEARCH_JOURNAL = "search_journal"


DUTIES: dict[ClerkRole, frozenset[Duty]] = {
    ClerkRole.CLERK: frozenset({Duty.REGISTER_PEOPLE}),
    ClerkRole.SUPERVISOR: frozenset({Duty.SEE_STAFF, Duty.SEE_WORK, Duty.CLOSE_ALERTS, Duty.APPOINT}),
    ClerkRole.ADMINISTRATOR: frozenset(
        {
            *(Duty.SEE_STAFF, Duty.SEE_WORK, Duty.CLOSE_ALERTS, Duty.APPOINT),
            *(Duty.RULE, Duty.SEE_STATISTICS, Duty.SEE_MONEY),
        }
    ),
    ClerkRole.AUDITOR: frozenset({Duty.SEARCH_JOURNAL}),
}
"""What is not here is refused. No role both registers people and watches over it, or runs the system and reads its journal."""


class NotGrantedError(Exception):
    """An action was reached by somebody whose role does not grant it; the room lets nobody through."""


def may(clerk: Clerk, duty: Duty) -> bool:
    """Whether the role grants the duty; registering people asks for a body that does so, too."""
    if duty is Duty.REGISTER_PEOPLE:
        return may_register(clerk)
    return duty in DUTIES[clerk.role]


def may_at(clerk: Clerk, duty: Duty, body_id: BodyId | None) -> bool:
    """Whether the duty reaches this body: a supervisor's ends at their own, and `None` (everywhere) is the operator's."""
    return may(clerk, duty) and (clerk.role is not ClerkRole.SUPERVISOR or clerk.body.body_id == body_id)


def require(clerk: Clerk, duty: Duty) -> None:
    """Stop whoever lacks the duty."""
    if not may(clerk, duty):
        raise NotGrantedError(clerk.clerk_id, duty)


def scope_of(clerk: Clerk) -> BodyId | None:
    """Which body somebody's duties are about; `None`: all of them."""
    return clerk.body.body_id if clerk.role is ClerkRole.SUPERVISOR else None


def fits(role: ClerkRole, kind: BodyKind) -> bool:
    """Whether a body of this kind has such a role: those who register or lead, where people are registered."""
    return (role in {ClerkRole.CLERK, ClerkRole.SUPERVISOR}) is (kind is not BodyKind.OPERATOR)


def roles_given_by(clerk: Clerk) -> tuple[ClerkRole, ...]:
    """Which roles somebody may propose to give: a supervisor none above their own."""
    if clerk.role is ClerkRole.SUPERVISOR:
        return (ClerkRole.CLERK, ClerkRole.SUPERVISOR)
    return tuple(ClerkRole)
