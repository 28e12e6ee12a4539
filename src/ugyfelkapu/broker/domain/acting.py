"""On whose behalf a person signs on; never mixed with who they are (`domain.md R13`)."""

from dataclasses import dataclass
from enum import StrEnum

from ugyfelkapu.broker.domain.connection_code import ConnectionCode
from ugyfelkapu.broker.domain.session import SessionId


class ActingKind(StrEnum):
    """For whom."""

    SELF = "self"
    PERSON = "person"
    """By a mandate."""
    ORGANISATION = "organisation"
    """By an organisation's administrator."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Acting:
    """A choice: the mandate or the representation it stands on; for oneself it stands on none."""

    kind: ActingKind
    reference: str


MYSELF = Acting(kind=ActingKind.SELF, reference="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """A choice made for one waiting request; another session has to choose for itself."""

    acting: Acting
    session_id: SessionId


@dataclass(frozen=True, slots=True, kw_only=True)
class OnBehalf:
    """What a code and its tokens carry: looked up anew at each use, so that it ends with its ground."""

    acting: Acting
    connection_code: ConnectionCode | None
    """What this body knows the principal by; an organisation has none."""


def acting_of(written: str) -> Acting | None:
    """The choice a form sends back, `kind` or `kind:reference`; `None` when it is none of ours."""
    kind, _, reference = written.partition(":")
    if kind not in list(ActingKind) or bool(reference) is (kind == ActingKind.SELF):
        return None
    return Acting(kind=ActingKind(kind), reference=reference)


def written_as(acting: Acting) -> str:
    """The choice as a form sends it."""
    return f"{acting.kind}:{acting.reference}" if acting.reference else acting.kind.value
