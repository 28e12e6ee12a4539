"""A counter beside a payment gateway that pays, loses, doubles, delays and forges as a test says; all in one process."""

import asyncio
from dataclasses import dataclass, replace

import httpx
import msgspec
from starlette.applications import Starlette

from tests.gate.counter_world import Counter, a_person, record_of
from ugyfelkapu.adapters.entropy import SystemEntropy
from ugyfelkapu.adapters.payment_signature import signed_request, time_of
from ugyfelkapu.adapters.payments import HttpPaymentGateway
from ugyfelkapu.demo.payment_gateway.calling import Caller
from ugyfelkapu.demo.payment_gateway.ledger import Entry, Ledger
from ugyfelkapu.demo.payment_gateway.mischief import Mischief
from ugyfelkapu.demo.payment_gateway.service import GatewayService
from ugyfelkapu.foundation.database import Row
from ugyfelkapu.foundation.page import Pages
from ugyfelkapu.gate.actions.applying.apply_online import OnlineRefused, Proven, apply_online
from ugyfelkapu.gate.actions.applying.begin_payment import NotBegun, PayAt, begin_payment
from ugyfelkapu.gate.actions.applying.held_application import PAYMENT_PAGE, MustPay
from ugyfelkapu.gate.actions.applying.look_after_payments import ask_due, let_go
from ugyfelkapu.gate.actions.applying.view_payment import Known, view_payment
from ugyfelkapu.gate.actions.registration import wish
from ugyfelkapu.gate.actions.registration.open_gate import Opened
from ugyfelkapu.gate.actions.registration.wish import Wish, WishFaults
from ugyfelkapu.gate.domain.counter_case import Answer
from ugyfelkapu.gate.domain.gateway import Callback
from ugyfelkapu.gate.domain.identity import Register, RegisteredPerson
from ugyfelkapu.gate.domain.registration import RegistrationWay
from ugyfelkapu.gate.web.payment import routes as payment
from ugyfelkapu.gate.web.payment.room import PaymentRoom

CALLBACK = "/payments/callback"
KEY = b"a key of the gate and its gateway" * 2
GATEWAY = "http://gateway.example"
Asked = Opened | MustPay | WishFaults | OnlineRefused


@dataclass(frozen=True, kw_only=True)
class PayingTown:
    """Everything a payment passes through."""

    counter: Counter
    service: GatewayService
    payer: httpx.AsyncClient
    """The payer's browser at the gateway."""

    def switch(self, **mischief: object) -> None:
        """Switch the gateway's mischief on; whatever is not named is off."""
        self.service.mischief = msgspec.convert(mischief, Mischief)

    async def asks(self, username: str = "masodik80", person: RegisteredPerson | None = None) -> Asked:
        """Somebody proved online who they are, and wishes for a gate."""
        somebody = person or a_person()
        read = wish.read(wish.Typed(username=username, email="eva2@example.hu", language="hu"))
        assert isinstance(read, Wish)
        answer = Answer(register=Register.SZL, person=somebody, record=record_of(somebody))
        proven = Proven(way=RegistrationWay.EID_CODE, answer=answer)
        async with self.counter.world.database.transaction() as tx:
            return await apply_online(tx, self.counter.world, proven, wish=read, now=self.counter.now)

    async def must_pay(self, username: str = "masodik80") -> str:
        """Somebody with a gate applies for a further one: the key in the address of the payment."""
        if not await self.counter.rows("gate"):
            await self.counter.registers_person(a_person())
        self.counter.clock.advance(milliseconds=1)
        outcome = await self.asks(username)
        assert isinstance(outcome, MustPay), outcome
        return outcome.address.removeprefix(f"{PAYMENT_PAGE}/")

    async def begins(self, key: str) -> PayAt | NotBegun:
        """The applicant presses the button."""
        return await begin_payment(self.counter.world, key, language="hu", now=self.counter.now)

    async def page(self, key: str) -> str:
        """The applicant goes to the gateway's page; its path."""
        outcome = await self.begins(key)
        assert isinstance(outcome, PayAt), outcome
        return outcome.url

    async def decides(self, key: str, decision: str = "pay") -> None:
        """The applicant pays or turns down, and every call the gateway makes has arrived."""
        answer = await self.payer.post(await self.page(key), data={"decision": decision})
        assert answer.status_code == 303
        await self.calls_arrive()

    async def calls_arrive(self) -> None:
        """Wait for the gateway's calls that are under way."""
        await asyncio.gather(*self.service.caller.running)

    async def works(self, **later: float) -> None:
        """The worker has its turn, so much later."""
        if later:
            self.counter.clock.advance(**later)
        while await ask_due(self.counter.world) + await let_go(self.counter.world):
            pass

    async def known(self, key: str) -> Known | None:
        """What the payer's page says."""
        view = await view_payment(self.counter.world, key, now=self.counter.now)
        return view.known if view else None

    @property
    def entry(self) -> Entry:
        """The newest order in the gateway's books."""
        return list(self.service.ledger.entries.values())[-1]

    async def payment(self) -> Row:
        """The newest payment here."""
        return (await self.counter.world.database.reader.all("SELECT * FROM payment ORDER BY payment_id DESC"))[0]

    async def gates(self) -> int:
        """How many gates there are."""
        return len(await self.counter.rows("gate"))


def a_paying_town(counter: Counter) -> PayingTown:
    """The same counter, with a gateway that calls back over its real route."""
    caller = Caller(key=KEY, now=counter.clock.now)
    service = GatewayService(key=KEY, public_url=GATEWAY, ledger=Ledger(), caller=caller, now=counter.clock.now)
    at_gateway = httpx.ASGITransport(app=service.application())
    gateway = HttpPaymentGateway(
        base_url=GATEWAY,
        key=KEY,
        client=httpx.AsyncClient(transport=at_gateway),
        clock=counter.clock,
        public_url=counter.world.public_url,
    )
    world = replace(counter.world, payments=gateway)
    pages = Pages.of(["ugyfelkapu.gate.web.payment"], public_url=world.public_url, entropy=SystemEntropy())
    site = Starlette(routes=payment.routes(PaymentRoom(world=world, pages=pages)))
    caller.client = lambda: httpx.AsyncClient(transport=httpx.ASGITransport(app=site))
    payer = httpx.AsyncClient(transport=at_gateway, base_url=GATEWAY)
    return PayingTown(counter=replace(counter, world=world), service=service, payer=payer)


async def subjects(town: PayingTown) -> list[str]:
    """What the mails in the outbox are about."""
    return [row.text("subject") for row in await town.counter.rows("outbox")]


def signed(town: PayingTown, payment_id: str) -> Callback:
    """A call as the gateway itself would make it."""
    body = msgspec.json.encode({"order": payment_id, "reference": "MF-1", "state": "paid"})
    time = time_of(town.counter.now)
    signature = signed_request(town.service.key, "POST", CALLBACK, time=time, body=body)
    return Callback(path=CALLBACK, time=time, signature=signature, body=body)
