"""An applicant at home, with a mailbox, and the counter that finishes what they began."""

from dataclasses import dataclass

from tests.gate.counter_world import Counter, a_person, typed_from
from tests.gate.owner_world import EMAIL, USERNAME, Owner, an_origin
from ugyfelkapu.gate.actions.applying.begin_at_home import Begun, begin_at_home
from ugyfelkapu.gate.actions.applying.open_provisional import open_provisional
from ugyfelkapu.gate.actions.counter.home_application import FromHome, find_by_reference
from ugyfelkapu.gate.actions.counter.open_case import CaseOpened, open_case
from ugyfelkapu.gate.domain.counter_case import CaseId
from ugyfelkapu.gate.domain.home_application import HomeData, HomeKind
from ugyfelkapu.gate.domain.identity import RegisteredPerson
from ugyfelkapu.gate.domain.office import Clerk


@dataclass(kw_only=True)
class Applicant(Owner):
    """Somebody whom nobody knows yet."""

    person: RegisteredPerson

    @property
    def data(self) -> HomeData:
        """What they type at home."""
        return HomeData(typed=typed_from(self.person), username=self.username, email=EMAIL, language="hu")

    async def begins(self, kind: HomeKind) -> str:
        """Fill the form in; the reference."""
        self.clock.advance(milliseconds=1)
        outcome = await begin_at_home(self.world, kind, self.data, origin=an_origin(), now=self.clock.now())
        assert isinstance(outcome, Begun), outcome
        self.clock.advance(milliseconds=1)
        while await open_provisional(self.world):
            self.clock.advance(milliseconds=1)
        return outcome.reference

    async def shows(self, reference: str, *, clerk: Clerk | None = None) -> CaseId:
        """Go to a counter with the reference; the case that comes of it."""
        self.counter.registers.know(self.person)
        clerk = clerk or self.counter.clerk
        found = await find_by_reference(self.world, clerk, reference, now=self.clock.now())
        assert isinstance(found, FromHome), found
        outcome = await open_case(
            self.world, clerk, found.data.typed, application_id=found.application_id, now=self.clock.now()
        )
        assert isinstance(outcome, CaseOpened), outcome
        return outcome.case_id


def an_applicant(counter: Counter, username: str = USERNAME, *, number: str = "123456AB") -> Applicant:
    """Somebody at home."""
    born = a_person().identity.birth_date.replace(year=1950 + int(number[:2]), day=1)
    return Applicant(counter=counter, username=username, person=a_person(number=number, born=born))
