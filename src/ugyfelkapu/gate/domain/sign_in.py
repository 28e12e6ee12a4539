"""May this gate sign in now, and what comes next (`domain.md R7`, R16)? Decided once, for every way in."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from ugyfelkapu.gate.domain.activation_code import Recipient
from ugyfelkapu.gate.domain.destination import Destination
from ugyfelkapu.gate.domain.factor import FactorKind
from ugyfelkapu.gate.domain.gate import GateId, Standing
from ugyfelkapu.gate.domain.identity import PersonName
from ugyfelkapu.gate.domain.password import PasswordAge, age_of
from ugyfelkapu.gate.domain.person import PersonId
from ugyfelkapu.gate.domain.policy import GatePolicy
from ugyfelkapu.identification import AssuranceLevel, IdentificationMethod

SECOND_FACTOR_MINUTES = 10
NEW_PASSWORD_MINUTES = 30
_WITH_PASSKEY = frozenset({IdentificationMethod.PASSKEY, IdentificationMethod.PASSWORD_PASSKEY})
"""How long a half-done sign-in waits for its next step."""


class Step(StrEnum):
    """What stands between a proven password and a session."""

    SECOND_FACTOR = "second_factor"
    NEW_PASSWORD = "new_password"  # noqa: S105 - the name of a step, no secret
    SUSPENDED = "suspended"
    """The gate is suspended: its owner, who knows the password, is told, and how to get back."""
    LIFT = "lift"
    """A strong factor was shown at a suspended gate: a new password lifts the suspension."""


class Purpose(StrEnum):
    """What a half-done sign-in is for."""

    SIGN_IN = "sign_in"
    PASSWORD_RESET = "password_reset"  # noqa: S105 - the name of a purpose, no secret
    STEP_UP = "step_up"
    """A running session is asked for the second factor alone, since a service asks for more than it has."""
    LIFT_SUSPENSION = "lift_suspension"


class Refused(StrEnum):
    """Why not; only `LAPSED` and `PROVISIONAL` are ever told apart, and only to somebody who knew the password."""

    WRONG = "wrong"
    LAPSED = "lapsed"
    """The password expired longer ago than the grace: renewed in person only."""
    PROVISIONAL = "provisional"
    """The gate was begun at home and waits for its counter; only who knew the password is told (`domain.md R2`)."""
    BUSY = "busy"
    """Too much hashing waits: in a moment again."""
    GONE = "gone"
    """The half-done sign-in is over: from the beginning again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What a sign-in needs to know of a gate."""

    gate_id: GateId
    username: str
    email: str
    language: str
    name: PersonName
    standing: Standing
    registered_level: AssuranceLevel
    registered_at: datetime
    encoded: str | None
    """The password's hash; `None` before activation."""
    password_set_at: datetime | None
    password_expires_at: datetime | None
    factors: frozenset[FactorKind]
    """Of which kinds the gate has second factors."""
    device_known: bool
    person_id: PersonId
    taken_over_at: datetime
    """How old the copy of the register's data is (`domain.md R10`)."""

    @property
    def recipient(self) -> Recipient:
        """Whom mails go to."""
        return Recipient(gate_id=self.gate_id, username=self.username, email=self.email, language=self.language, name=self.name)

    @property
    def second_factor(self) -> bool:
        """Whether anything is asked beside the password."""
        return bool(self.factors)


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingSignIn:
    """A half-done sign-in, kept on the server and bound to the browser by a secret of its own."""

    gate_id: GateId
    step: Step
    purpose: Purpose
    method: IdentificationMethod
    """What was shown so far."""
    identification_id: str | None
    destination: Destination | None
    new_password: str | None
    """The hash of a password to be set once the second factor is shown (`domain.md R8`)."""
    code_digest: bytes | None
    validity_days: int | None
    expires_at: datetime


def first_step(account: Account, *, policy: GatePolicy, now: datetime) -> Step | Refused | None:
    """What comes after the right password; `None`: the person is signed in."""
    if account.standing is Standing.SUSPENDED:
        return Step.SUSPENDED  # only who knows the password is ever told
    if account.standing is Standing.PROVISIONAL:
        return Refused.PROVISIONAL
    if account.standing is not Standing.ACTIVE or account.password_expires_at is None:
        return Refused.WRONG
    if account.second_factor:
        return Step.SECOND_FACTOR  # before anything is said of expiry: every other factor is still asked (domain.md R7)
    return last_step(account, method=IdentificationMethod.PASSWORD, policy=policy, now=now)


def is_complete(method: IdentificationMethod, account: Account) -> bool:
    """Whether everything this gate has was shown; a factor may have been added on the way."""
    return method is not IdentificationMethod.PASSWORD or not account.second_factor


def last_step(account: Account, *, method: IdentificationMethod, policy: GatePolicy, now: datetime) -> Step | Refused | None:
    """What comes after every factor was shown; `None`: the person is signed in.

    A passkey with user verification is enough by itself, so no password, however old, stands in its way (`domain.md R7`).
    """
    if account.standing is not Standing.ACTIVE or account.password_expires_at is None:
        return Refused.WRONG
    if method in _WITH_PASSKEY:
        return None
    match age_of(account.password_expires_at, policy=policy, now=now):
        case PasswordAge.GOOD | PasswordAge.ENDING:
            return None
        case PasswordAge.EXPIRED:
            return Step.NEW_PASSWORD
        case PasswordAge.LAPSED:
            return Refused.LAPSED
