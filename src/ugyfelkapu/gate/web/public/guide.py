"""What the guide on the first page of a demo tells a newcomer to open and to type."""

from dataclasses import dataclass

from ugyfelkapu.gate.domain.identity import DocumentReference, NaturalIdentity


@dataclass(frozen=True, slots=True, kw_only=True)
class GuidePerson:
    """A made-up person of the registers without a gate, and the account proposed for them."""

    document: DocumentReference
    identity: NaturalIdentity
    username: str
    email: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GuideService:
    """A service to sign in to."""

    name: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GuideCitizen:
    """A gate that is active already."""

    username: str
    password: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Guide:
    """The whole story with every address and every value in it; for a demo alone, since it shows passwords."""

    counter_url: str
    clerk_username: str
    clerk_password: str
    clerk_code_url: str
    """A page that shows the clerk's one-time code of this moment."""
    mailbox_url: str
    registers_url: str
    people: tuple[GuidePerson, ...]
    """At least one; the first is the one the story registers."""
    new_password: str
    """Proposed for the activation; long enough for `domain.md R7`."""
    services: tuple[GuideService, ...]
    """In the order of the story: the first asks for the password, the others no more."""
    citizens: tuple[GuideCitizen, ...]
