"""An application with an eID card, from the proof to the gate; a row of it lives for minutes (`domain.md R2`)."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NewType

from ugyfelkapu.gate.domain.registration import RegistrationWay

CardApplicationId = NewType("CardApplicationId", str)
"""An application; random, told to the register as the reference of what is asked for it."""

LIFETIME_MINUTES = 30
CODE_USED_DAYS = 60
"""So long the holder of a used code may still choose a user name: as long as a registration waits for its activation."""


class ApplicationStanding(StrEnum):
    """How far it has come."""

    BEGUN = "begun"
    """It waits for the card to be shown."""
    SHOWN = "shown"
    """The card was shown; the browser that began it has to come back with the ticket."""
    PROVEN = "proven"
    """The applicant chooses user name and e-mail address."""
    SETTLING = "settling"
    """The wish is written down; the code is being used up, and the gate opened. Nobody but the register ends this."""
    CODE_USED = "code_used"
    """The code is used up for this application, but the user name was taken meanwhile: the applicant chooses another."""
    PAYING = "paying"
    """The code is used up, and the gate opens when its fee is paid; if it is not, the code is its holder's again."""


CHOOSING = frozenset({ApplicationStanding.PROVEN, ApplicationStanding.CODE_USED})
"""In which the applicant chooses a user name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CardApplication:
    """An application as kept; what is personal in it is sealed."""

    application_id: CardApplicationId
    way: RegistrationWay
    standing: ApplicationStanding
    sealed_answer: bytes | None
    """What the register answered."""
    sealed_wish: bytes | None
