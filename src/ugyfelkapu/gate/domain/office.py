"""The bodies that register people, and those who work there (`domain.md R2`, R4)."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NewType

from ugyfelkapu.gate.domain.identity import PersonName

BodyId = NewType("BodyId", str)
"""A registration body."""

ClerkId = NewType("ClerkId", str)
"""A clerk or an administrator; what the journal names as the actor."""


class BodyKind(StrEnum):
    """Where one registers in person (`domain.md R2`), and who runs the register."""

    GOVERNMENT_WINDOW = "government_window"
    DOCUMENT_OFFICE = "document_office"
    TAX_AUTHORITY = "tax_authority"
    CONSULATE = "consulate"
    POST_OFFICE = "post_office"
    OPERATOR = "operator"


class ClerkRole(StrEnum):
    """What somebody is appointed as; what each may do is in `duty.py`."""

    CLERK = "clerk"
    """Registers people and serves them at the counter."""
    SUPERVISOR = "supervisor"
    """Leads a registration body: its clerks, their work, what is unusual in it."""
    ADMINISTRATOR = "administrator"
    """The operator's own: bodies, dated policy, statistics; nobody's data."""
    AUDITOR = "auditor"
    """Reads the journal, for a reason that is kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistrationBody:
    """A body whose clerks register people; the operator's own body registers nobody."""

    body_id: BodyId
    kind: BodyKind
    name: str

    @property
    def registers_people(self) -> bool:
        """Whether `domain.md R2` lists it among the places to register."""
        return self.kind is not BodyKind.OPERATOR


@dataclass(frozen=True, slots=True, kw_only=True)
class Clerk:
    """Somebody appointed to a body."""

    clerk_id: ClerkId
    username: str
    name: PersonName
    role: ClerkRole
    body: RegistrationBody
    identity_key: bytes | None
    """Who the clerk is as a person (`identity.identity_key`); `None`: nobody wrote it down, so they open no case."""


def may_register(clerk: Clerk) -> bool:
    """Only a clerk of a body that registers people; an administrator sees the lists and nobody's data."""
    return clerk.role is ClerkRole.CLERK and clerk.body.registers_people


class NotARegistrarError(Exception):
    """An action of the counter was reached by somebody who may not register people; the room lets nobody through."""


def require_registrar(clerk: Clerk) -> None:
    """Stop whoever may not register people."""
    if not may_register(clerk):
        raise NotARegistrarError(clerk.clerk_id)
