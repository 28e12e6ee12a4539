"""An owner to test with: registered at a real counter, reading real mails out of the outbox."""

import re
from dataclasses import dataclass, field
from datetime import date

from tests.gate.counter_world import Counter, a_person
from tests.world import HandClock
from ugyfelkapu.foundation.database import Row
from ugyfelkapu.foundation.throttle import Wait
from ugyfelkapu.gate.actions.factors.enrol_totp import enrol_totp
from ugyfelkapu.gate.actions.passwords.activate import Activated, activate
from ugyfelkapu.gate.actions.passwords.change_password import Changed, PasswordForm, change_password
from ugyfelkapu.gate.actions.passwords.redeem_code import CodeForm
from ugyfelkapu.gate.actions.passwords.request_password_reset import answer_password_wish, request_password_reset
from ugyfelkapu.gate.actions.passwords.reset_password import Outcome as ResetOutcome
from ugyfelkapu.gate.actions.passwords.reset_password import reset_password
from ugyfelkapu.gate.actions.sessions.begin_session import SignedIn
from ugyfelkapu.gate.actions.sessions.half_done import NextStep
from ugyfelkapu.gate.actions.signing_in.proofs import Proof
from ugyfelkapu.gate.actions.signing_in.sign_in import Credentials, sign_in
from ugyfelkapu.gate.domain.device import Origin
from ugyfelkapu.gate.domain.gate import GateId
from ugyfelkapu.gate.domain.password import Weakness
from ugyfelkapu.gate.domain.sign_in import Refused
from ugyfelkapu.gate.domain.way import Way
from ugyfelkapu.gate.ports import GateWorld

PASSWORD = "szarvasok az esőben"
OTHER_PASSWORD = "kék bicikli a padláson"
USERNAME = "kovacseva80"
EMAIL = "eva@example.hu"
CODE = re.compile(r"\b[ARM]-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}\b")


def an_origin(network: str = "192.0.2.0/24", *, device: str = "", session: str = "") -> Origin:
    """A browser somewhere."""
    return Origin(address="192.0.2.7", network=network, description="Firefox, Linux", device=device, session=session)


def by_app(code: str) -> Proof:
    """A code typed from an authenticator app."""
    return Proof(way=Way.TOTP, given=code)


@dataclass(kw_only=True)
class Owner:
    """Somebody with a gate, and what their browser keeps."""

    counter: Counter
    username: str = USERNAME
    password: str = PASSWORD
    device: str = field(default="")
    session: str = field(default="")

    @property
    def world(self) -> GateWorld:
        """The gate's world."""
        return self.counter.world

    @property
    def clock(self) -> HandClock:
        """The hand clock."""
        return self.counter.clock

    def origin(self) -> Origin:
        """The owner's own browser."""
        return an_origin(device=self.device, session=self.session)

    async def mails(self) -> list[Row]:
        """The mails in the outbox, newest first."""
        return await self.world.database.reader.all(
            "SELECT recipient, subject, text_body, html_body FROM outbox ORDER BY mail_id DESC"
        )

    async def subjects(self) -> list[str]:
        """The mails' subjects, oldest first."""
        return [mail.text("subject") for mail in reversed(await self.mails())]

    async def codes(self) -> list[str]:
        """The codes that were mailed, oldest first."""
        found = [CODE.search(mail.text("text_body")) for mail in reversed(await self.mails())]
        return [match.group() for match in found if match]

    async def code(self) -> str:
        """The newest code that was mailed."""
        return (await self.codes())[-1]

    async def gate_id(self) -> GateId:
        """The gate's id, as the database has it."""
        row = await self.world.database.reader.one("SELECT gate_id FROM gate WHERE username = :name", name=self.username)
        return GateId(row.text("gate_id"))

    async def activates(
        self, code: str, *, password: str = PASSWORD, username: str | None = None, network: str = "192.0.2.0/24"
    ) -> Activated | Weakness | Refused | Wait:
        """Send the activation page."""
        return await activate(self.world, self.code_form(code, password, username=username, network=network))

    async def resets(self, code: str, *, password: str = OTHER_PASSWORD, network: str = "192.0.2.0/24") -> ResetOutcome:
        """Send the page for a new password."""
        return await reset_password(self.world, self.code_form(code, password, network=network))

    def code_form(self, code: str, password: str, *, username: str | None = None, network: str = "192.0.2.0/24") -> CodeForm:
        """What a page with a code sends."""
        return CodeForm(
            username=username or self.username,
            code=code,
            new_password=password,
            new_password_again=password,
            wished_days=None,
            origin=an_origin(network, device=self.device),
        )

    async def forgets(self, *, email: str = EMAIL, username: str | None = None) -> Wait | None:
        """Ask for a new password, and let the worker answer."""
        self.clock.advance(milliseconds=1)  # mails are told apart by when they were written
        origin = an_origin(device=self.device)
        wait = await request_password_reset(self.world, username=username or self.username, email=email, origin=origin)
        await answer_password_wish(self.world)
        return wait

    async def tries(
        self, password: str | None = None, *, origin: Origin | None = None, identification_id: str | None = None
    ) -> SignedIn | NextStep | Refused | Wait:
        """Send the sign-in page."""
        credentials = Credentials(
            username=self.username,
            password=self.password if password is None else password,
            origin=origin or self.origin(),
            identification_id=identification_id,
            destination=None,
        )
        return await sign_in(self.world, credentials)

    async def signs_in(self) -> SignedIn:
        """Sign in with the password alone, and keep the cookies."""
        outcome = await self.tries()
        assert isinstance(outcome, SignedIn), outcome
        self.device, self.session = outcome.device, outcome.session
        return outcome

    async def changes(
        self, password: str, *, current: str | None = None, wished_days: int | None = None
    ) -> Changed | Weakness | Refused | Wait:
        """Send the page that changes the password; a change that counts is remembered."""
        form = PasswordForm(
            password=self.password if current is None else current,
            new_password=password,
            new_password_again=password,
            wished_days=wished_days,
            origin=self.origin(),
        )
        outcome = await change_password(self.world, form)
        if isinstance(outcome, Changed):
            self.password = password
        return outcome

    async def enrols(self) -> str:
        """Get a second factor; its secret in base 32."""
        secret = await enrol_totp(self.world, await self.gate_id())
        assert secret
        return secret


async def a_registered_owner(counter: Counter, username: str = USERNAME, *, number: str = "123456AB") -> Owner:
    """Somebody who has just left the counter."""
    born = date(1980, 2, 29) if number == "123456AB" else date(1975, 3, int(number[:2]) % 28 + 1)
    counter.clock.advance(milliseconds=1)  # mails are told apart by when they were written
    await counter.registers_person(a_person(number=number, born=born), username)
    return Owner(counter=counter, username=username)


async def an_owner(counter: Counter, username: str = USERNAME, *, number: str = "123456AB") -> Owner:
    """Somebody with an active gate."""
    owner = await a_registered_owner(counter, username, number=number)
    activated = await owner.activates(await owner.code())
    assert isinstance(activated, Activated), activated
    owner.device = activated.device
    owner.clock.advance(milliseconds=1)
    return owner
