"""An organisation with its administrator and somebody to act for it."""

from dataclasses import dataclass
from datetime import date

from tests.gate.counter_world import Counter
from tests.gate.owner_world import Owner, an_owner
from ugyfelkapu.gate.actions.office.authorise import Asked, NotAdministrator, WishRefused, authorise
from ugyfelkapu.gate.actions.office.end_authorisation import Ended, accept_authorisation, end_authorisation
from ugyfelkapu.gate.actions.office.register_organisation import register_organisation
from ugyfelkapu.gate.actions.sessions.identify import GateIdentification
from ugyfelkapu.gate.actions.sessions.live_session import RunningSession, running_session
from ugyfelkapu.gate.domain.organisation import (
    Area,
    Authorisation,
    AuthorisationId,
    AuthorisationWish,
    Organisation,
    OrganisationFault,
    OrganisationId,
    OrganisationKind,
    Role,
)
from ugyfelkapu.identification import Representation, SessionHandle

MILL = Organisation(
    organisation_id=OrganisationId("mill"),
    kind=OrganisationKind.COMPANY_GATE,
    short_name="MALOM",
    krid="123456789",
    name="Tiszai Malom Kft.",
    seal_identifier="VATHU-12345678",
)
LAST_DAY = date(2027, 11, 22)


async def name_of(owner: Owner) -> str:
    """The name of the owner, as the register spells it."""
    row = await owner.world.database.reader.one(
        "SELECT family_name, given_name FROM person JOIN gate ON gate.person_id = person.person_id WHERE username = :name",
        name=owner.username,
    )
    return f"{row.text('family_name')} {row.text('given_name')}"


@dataclass(frozen=True, slots=True)
class Office:
    """The organisation and its two people."""

    counter: Counter
    administrator: Owner
    clerk: Owner

    @classmethod
    async def of(cls, counter: Counter) -> "Office":
        administrator = await an_owner(counter, "vezeto")
        clerk = await an_owner(counter, "ugyintezo", number="654321CD")
        for owner in (administrator, clerk):
            await owner.signs_in()
        office = cls(counter, administrator, clerk)
        wish = await office.wish(administrator, role=Role.ADMINISTRATOR, scope=())
        registered = await register_organisation(counter.world, MILL, wish)
        assert not isinstance(registered, OrganisationFault), registered
        (waiting,) = await office.rights()
        assert await accept_authorisation(counter.world, await office.running(administrator), waiting)
        return office

    async def wish(
        self, owner: Owner, *, role: Role = Role.REPRESENTATIVE, scope: tuple[Area, ...] = (Area.TAX,), name: str = ""
    ) -> AuthorisationWish:
        return AuthorisationWish(
            username=owner.username, name=name or await name_of(owner), role=role, scope=scope, last_day=LAST_DAY
        )

    async def running(self, owner: Owner) -> RunningSession:
        found = await running_session(self.counter.world, owner.session)
        assert found
        return found

    async def rights(self) -> list[AuthorisationId]:
        rows = await self.counter.world.database.reader.all("SELECT authorisation_id FROM authorisation ORDER BY asked_at")
        return [AuthorisationId(row.text("authorisation_id")) for row in rows]

    async def asks(self, wish: AuthorisationWish | None = None, *, by: Owner | None = None) -> Authorisation:
        outcome = await authorise(
            self.counter.world,
            await self.running(by or self.administrator),
            MILL.organisation_id,
            wish=wish or await self.wish(self.clerk),
        )
        assert isinstance(outcome, Asked), outcome
        return outcome.authorisation

    async def authorised(self) -> AuthorisationId:
        asked = await self.asks()
        assert await accept_authorisation(self.counter.world, await self.running(self.clerk), asked.authorisation_id)
        return asked.authorisation_id

    async def ends(self, owner: Owner, right: AuthorisationId) -> Ended:
        return await end_authorisation(self.counter.world, await self.running(owner), right)

    async def represents(self, owner: Owner) -> tuple[Representation, ...]:
        """What the broker is told for the owner's session."""
        running = await self.running(owner)
        return await GateIdentification(self.counter.world).representations(SessionHandle(running.session.session_id))

    async def refused(self, owner: Owner, wish: AuthorisationWish) -> WishRefused | NotAdministrator:
        outcome = await authorise(self.counter.world, await self.running(owner), MILL.organisation_id, wish=wish)
        assert isinstance(outcome, WishRefused | NotAdministrator), outcome
        return outcome
