"""An office gate whose organisation certifies that somebody needs a further gate, and its seal."""

import asyncio
from dataclasses import dataclass, field, replace
from datetime import date

from tests.gate.counter_world import EVERYTHING, Counter, a_person
from tests.gate.office_world import MILL, Office
from tests.signing_world import JudgedHere, TrustService, a_document
from ugyfelkapu.demo.signing.certificates import Credential, Subject
from ugyfelkapu.demo.signing.signing import signed
from ugyfelkapu.foundation.throttle import Wait
from ugyfelkapu.gate.actions.counter.confirm_case import Confirmed, confirm_case
from ugyfelkapu.gate.actions.counter.register_at_counter import Application, Outcome, register_at_counter
from ugyfelkapu.gate.actions.office.authorise import NotAdministrator
from ugyfelkapu.gate.actions.office.draw_certificate import Draft, TypedHolder, draft, keep
from ugyfelkapu.gate.actions.office.hand_in_certificate import Accepted, HandedIn, hand_in
from ugyfelkapu.gate.domain.counter_case import CaseId
from ugyfelkapu.gate.domain.fee_certificate import DrawFault
from ugyfelkapu.gate.domain.organisation import OrganisationKind
from ugyfelkapu.gate.domain.payment import CounterPayment

OFFICE = replace(MILL, kind=OrganisationKind.OFFICE_GATE)
SEAL = Subject(common_name="Malom bélyegző", organisation_name=MILL.name, organisation_identifier=MILL.seal_identifier)
EMAIL = "agota@malom.example"
NETWORK = "192.0.2.0/24"
EVA = a_person("Kovács-Szűcsné", number="999999XY", born=date(1975, 7, 7))
HOLDER = TypedHolder(family_name="Kovács-Szűcsné", given_name="Éva Anna", birth_date=date(1975, 7, 7), email=EMAIL)


@dataclass(kw_only=True)
class CertifyingOffice:
    """The organisation's administrator, and the trust service that certified the seal."""

    office: Office
    counter: Counter
    trust: TrustService = field(default_factory=TrustService)
    pdf: bytes = b""

    @classmethod
    async def of(cls, counter: Counter) -> "CertifyingOffice":
        trust = TrustService()
        trusting = replace(counter, world=replace(counter.world, signed_documents=JudgedHere(trust=trust)))
        office = await Office.of(trusting)
        async with counter.world.database.transaction() as tx:
            await tx.execute("UPDATE organisation SET kind = 'office_gate'")
            await tx.execute(
                "INSERT INTO organisation_domain (organisation_id, domain, proven_at) VALUES ('mill', 'malom.example', :now)",
                now=counter.now,
            )
        return cls(office=office, counter=trusting, trust=trust)

    async def drafts(self, typed: TypedHolder = HOLDER) -> Draft | dict[str, DrawFault] | NotAdministrator | Wait:
        """What a certificate will say."""
        running = await self.office.running(self.office.administrator)
        return await draft(self.counter.world, running, OFFICE.organisation_id, typed=typed)

    async def draws(self, typed: TypedHolder = HOLDER) -> str:
        """A certificate that waits for its seal; its number."""
        drafted = await self.drafts(typed)
        assert isinstance(drafted, Draft), drafted
        self.pdf = a_document(drafted.number)
        running = await self.office.running(self.office.administrator)
        assert await keep(self.counter.world, running, drafted, pdf=self.pdf, language="hu")
        return drafted.number

    async def seals(self, credential: Credential | None = None, pdf: bytes | None = None) -> bytes:
        """The certificate, sealed."""
        return await asyncio.to_thread(signed, pdf or self.pdf, credential or self.trust.certified(SEAL))

    async def hands_in(self, number: str, pdf: bytes) -> HandedIn:
        """Upload."""
        return await hand_in(self.counter.world, number, pdf, network=NETWORK)

    async def certifies(self, typed: TypedHolder = HOLDER) -> str:
        """A certificate that was accepted; its number."""
        number = await self.draws(typed)
        outcome = await self.hands_in(number, await self.seals())
        assert isinstance(outcome, Accepted), outcome
        return number

    async def case(self) -> CaseId:
        """Éva, who has a gate, stands at the counter, and the clerk knows who it is."""
        if len(await self.counter.rows("gate")) == 2:
            await self.counter.registers_person(EVA, "eva1975")
        case_id = await self.counter.opens(EVA)
        confirmed = await confirm_case(
            self.counter.world, self.counter.clerk, case_id, confirmed=EVERYTHING, now=self.counter.now
        )
        assert isinstance(confirmed, Confirmed)
        return case_id

    async def asks(
        self,
        case_id: CaseId,
        number: str,
        *,
        username: str = "malomkapu",
        email: str = EMAIL,
        payment: CounterPayment | None = None,
    ) -> Outcome:
        """The clerk sends the case with the certificate's number."""
        application = Application(
            case_id=case_id,
            confirmed=frozenset(),
            username=username,
            email=email,
            language="hu",
            payment=payment,
            certificate=number,
        )
        return await register_at_counter(self.counter.world, self.counter.clerk, application, now=self.counter.now)
