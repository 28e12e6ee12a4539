"""What an auditor may ask of the journal: of somebody or something named, for a reason (`domain.md R17`)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NewType

SearchId = NewType("SearchId", str)


class SearchReason(StrEnum):
    """Why the journal is read. A closed list, so that nothing personal strays into the journal with the reason."""

    COMPLAINT = "complaint"
    AUTHORITY_REQUEST = "authority_request"
    DATA_BREACH = "data_breach"
    REGULAR_CHECK = "regular_check"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A search, with every name in it resolved to an id: what was typed is kept nowhere."""

    reason: SearchReason
    reference: str
    """Of the case in which the auditor acts; it is kept with the reading."""
    subjects: tuple[str, ...] = ()
    """The person and their gates; empty: whomever."""
    actor: str = ""
    organisation: str = ""
    activity: str = ""
    first: date | None = None
    last: date | None = None

    @property
    def is_about_something(self) -> bool:
        """Whether it names anybody or anything: days alone would be browsing."""
        return bool(self.subjects or self.actor or self.organisation or self.activity)
