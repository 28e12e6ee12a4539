"""A mandate: one person lets another act for them, at named services, until a day (`domain.md`, accountants and families)."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from hashlib import sha256
from hmac import new as keyed
from typing import NewType
from zoneinfo import ZoneInfo

from ugyfelkapu.broker.domain.policy import BrokerPolicy
from ugyfelkapu.broker.domain.relying_party import ClientId
from ugyfelkapu.folding import name_key
from ugyfelkapu.identification import SubjectCode

MandateId = NewType("MandateId", str)
"""A mandate's name; says nothing of its parties."""

MOST_WRONG_NAMES = 3
"""So often may people of another name bring the right code: then it got lost, and the offer ends."""

MOST_AT_ONCE = 50
"""How many offers and mandates one person may have given at a time."""

LONGEST_NAME = 250
KEPT_AFTER_END = timedelta(days=365)
"""How long both parties still see a mandate that is over; the journal knows it for ten years."""

CODE_BYTES = 10
CODE_CHARACTERS = 16
CODE_PREFIX = "B"
LONGEST_TYPED_CODE = 64
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LOOK_ALIKES = str.maketrans({"O": "0", "I": "1", "L": "1"})
_GROUP = 4
_CHARACTER_BITS = 5
_LEGAL_TIME = ZoneInfo("Europe/Budapest")


class Ending(StrEnum):
    """By what a mandate ended before its day."""

    GRANTOR = "grantor"
    MANDATARY = "mandatary"
    GATE = "gate"
    """One of the two has no gate any more."""
    WRONG_NAMES = "wrong_names"


class MandateState(StrEnum):
    """Where a mandate stands."""

    OFFERED = "offered"
    LAPSED = "lapsed"
    """Nobody accepted it in time."""
    IN_FORCE = "in_force"
    EXPIRED = "expired"
    ENDED = "ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mandate:
    """A mandate as kept: codes, never names."""

    mandate_id: MandateId
    grantor: SubjectCode
    mandatary: SubjectCode | None
    """`None` until somebody accepted."""
    services: tuple[ClientId, ...]
    offered_at: datetime
    offer_ends_at: datetime
    valid_until: datetime
    """The first instant at which it is over."""
    accepted_at: datetime | None
    ended_at: datetime | None
    ended_by: Ending | None


def state_of(mandate: Mandate, *, now: datetime) -> MandateState:
    """Where it stands at an instant."""
    if mandate.ended_at is not None:
        return MandateState.ENDED
    if now >= mandate.valid_until:
        return MandateState.EXPIRED
    if mandate.accepted_at is not None:
        return MandateState.IN_FORCE
    return MandateState.OFFERED if now < mandate.offer_ends_at else MandateState.LAPSED


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferWish:
    """What the grantor filled in."""

    name: str
    services: tuple[ClientId, ...]
    last_day: date | None
    """`None`: nothing that could be a day."""


class OfferFault(StrEnum):
    """What keeps a wish from becoming an offer."""

    NAME = "name"
    NO_SERVICE = "no_service"
    NO_DAY = "no_day"
    PAST = "past"
    TOO_FAR = "too_far"


def faults_of(wish: OfferWish, *, known: frozenset[ClientId], policy: BrokerPolicy, now: datetime) -> dict[str, OfferFault]:
    """What is wrong, by field."""
    faults: dict[str, OfferFault] = {}
    if not name_key(wish.name) or len(wish.name) > LONGEST_NAME:
        faults["name"] = OfferFault.NAME
    if not wish.services or not set(wish.services) <= known:
        faults["services"] = OfferFault.NO_SERVICE
    if fault := _fault_of_day(wish.last_day, policy=policy, now=now):
        faults["valid_until"] = fault
    return faults


def last_day_at_most(*, policy: BrokerPolicy, now: datetime) -> date:
    """The latest last day an offer may have."""
    return now.astimezone(_LEGAL_TIME).date() + timedelta(days=policy.mandate_longest_days)


def end_of(day: date) -> datetime:
    """The first instant after a day, by the law's clock."""
    return datetime.combine(day + timedelta(days=1), time(), _LEGAL_TIME).astimezone(UTC)


def _fault_of_day(day: date | None, *, policy: BrokerPolicy, now: datetime) -> OfferFault | None:
    if day is None:
        return OfferFault.NO_DAY
    if day < now.astimezone(_LEGAL_TIME).date():
        return OfferFault.PAST
    return OfferFault.TOO_FAR if day > last_day_at_most(policy=policy, now=now) else None


def code_from(chance: bytes) -> str:
    """A one-time code that a person hands over, such as `B-7K3D-9QWX-4MTR-0ZB6`; `chance` is `CODE_BYTES` long."""
    number = int.from_bytes(chance[:CODE_BYTES])
    signs = [_ALPHABET[number >> _CHARACTER_BITS * place & len(_ALPHABET) - 1] for place in range(CODE_CHARACTERS)]
    groups = ["".join(signs[start : start + _GROUP]) for start in range(0, CODE_CHARACTERS, _GROUP)]
    return "-".join([CODE_PREFIX, *groups])


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferDigests:
    """What is kept of a code and of the name it was made out to.

    The name's digest is keyed by the code (80 random bits), so whoever gets hold of the database can try no names.
    """

    code: bytes
    name: bytes


def digests_of(typed_code: str, *, name: str) -> OfferDigests | None:
    """The digests of a typed code and a name; forgives case, spaces, hyphens, O for 0, I and L for 1, a left-out prefix."""
    body = _body_of(typed_code)
    if body is None:
        return None
    code = sha256(f"{CODE_PREFIX}:{body}".encode()).digest()
    return OfferDigests(code=code, name=keyed(body.encode(), name_key(name).encode(), "sha256").digest())


def _body_of(typed: str) -> str | None:
    if len(typed) > LONGEST_TYPED_CODE:
        return None
    plain = "".join(sign for sign in typed.upper() if sign.isascii() and sign.isalnum())
    if len(plain) == CODE_CHARACTERS + len(CODE_PREFIX) and plain.startswith(CODE_PREFIX):
        plain = plain[len(CODE_PREFIX) :]
    plain = plain.translate(_LOOK_ALIKES)
    return plain if len(plain) == CODE_CHARACTERS and set(plain) <= set(_ALPHABET) else None
