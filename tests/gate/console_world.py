"""One of every role, at a body and at the operator."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from tests.gate.counter_world import CLERKS_IDENTITY, Counter, an_appointment
from ugyfelkapu.gate.actions.counter.appoint_clerk import Appointed
from ugyfelkapu.gate.domain.identity import identity_key
from ugyfelkapu.gate.domain.office import BodyKind, Clerk, ClerkRole
from ugyfelkapu.gate.domain.proposal import AppointClerk
from ugyfelkapu.gate.ports import GateWorld


@dataclass(frozen=True, kw_only=True)
class Desks:
    """Who sits where, each a person of their own."""

    counter: Counter
    secrets: dict[str, Appointed]

    @property
    def world(self) -> GateWorld:
        return self.counter.world

    @property
    def now(self) -> datetime:
        return self.counter.now

    @property
    def clerk(self) -> Clerk:
        return self.counter.clerk

    @property
    def supervisor(self) -> Clerk:
        return self.secrets["supervisor"].clerk

    @property
    def administrator(self) -> Clerk:
        return self.secrets["administrator"].clerk

    @property
    def second(self) -> Clerk:
        return self.secrets["second"].clerk

    @property
    def auditor(self) -> Clerk:
        return self.secrets["auditor"].clerk


_PLACES = {
    "supervisor": ("vezeto1", ClerkRole.SUPERVISOR, BodyKind.GOVERNMENT_WINDOW),
    "elsewhere": ("vezeto2", ClerkRole.SUPERVISOR, BodyKind.POST_OFFICE),
    "administrator": ("admin1", ClerkRole.ADMINISTRATOR, BodyKind.OPERATOR),
    "second": ("admin2", ClerkRole.ADMINISTRATOR, BodyKind.OPERATOR),
    "auditor": ("ellenor1", ClerkRole.AUDITOR, BodyKind.OPERATOR),
}


async def desks_of(counter: Counter) -> Desks:
    """Everybody beside the counter's own clerk."""
    secrets = {"clerk": counter.secrets}
    for number, (name, (username, role, kind)) in enumerate(_PLACES.items(), start=1):
        identity = replace(CLERKS_IDENTITY, birth_date=date(1970, 1, number))
        secrets[name] = await an_appointment(counter.world, username, role=role, kind=kind, identity=identity)
    return Desks(counter=counter, secrets=secrets)


def a_newcomer(desks: Desks, username: str) -> AppointClerk:
    """Somebody to be a clerk at the counter's body."""
    identity = replace(CLERKS_IDENTITY, birth_date=date(1990, 5, 5))
    return AppointClerk(
        body_id=desks.clerk.body.body_id,
        role=ClerkRole.CLERK,
        username=username,
        family_name=identity.current_name.family_name,
        given_name=identity.current_name.given_name,
        identity_key=identity_key(identity).hex(),
    )
