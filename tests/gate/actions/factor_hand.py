"""The hand of an owner that does to the real actions what a model does to itself."""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from pyotp import TOTP

from tests.gate.counter_world import Counter, a_person
from tests.gate.owner_world import Owner
from tests.gate.passkey_device import Device
from ugyfelkapu.gate.actions.factors.add_factor import Enrolled
from ugyfelkapu.gate.actions.factors.change_factor import remove_factor
from ugyfelkapu.gate.actions.factors.enrol_passkey import enrol_passkey
from ugyfelkapu.gate.actions.factors.offer_totp import NotEnrolled, confirm_totp, offer_totp, offered_totp
from ugyfelkapu.gate.actions.factors.own_factors import own_factor
from ugyfelkapu.gate.actions.factors.passkey_challenges import options_for_second_step, options_to_enrol
from ugyfelkapu.gate.actions.factors.recovery_codes import put_away, renew_codes, shown_codes
from ugyfelkapu.gate.actions.passwords.activate import Activated
from ugyfelkapu.gate.actions.sessions.half_done import wait_for
from ugyfelkapu.gate.actions.sessions.live_session import RunningSession, running_session
from ugyfelkapu.gate.actions.signing_in.mail_sign_in_code import mail_sign_in_code
from ugyfelkapu.gate.actions.signing_in.proofs import Proof
from ugyfelkapu.gate.actions.signing_in.second_factor import Outcome, give_second_factor
from ugyfelkapu.gate.domain.factor import base32
from ugyfelkapu.gate.domain.sign_in import PendingSignIn, Purpose, Step
from ugyfelkapu.gate.domain.way import Way
from ugyfelkapu.gate.ports import GateWorld
from ugyfelkapu.gate.store import factors, sign_ins, strong_factors
from ugyfelkapu.identification import IdentificationMethod


@dataclass(kw_only=True)
class Hand:
    """One owner with one session, whose budgets of tries are never spent: those are tested elsewhere."""

    counter: Counter
    owner: Owner
    running: RunningSession | None = None
    met: int = field(default=0)

    @property
    def world(self) -> GateWorld:
        return self.counter.world

    @property
    def seed(self) -> int:
        """Where the numbers of this owner's devices begin."""
        return int(self.owner.username.removeprefix("gepember")) * 1000

    async def somebody_new(self) -> "Hand":
        """Another owner with a gate, signed in with the password."""
        self.met += 1
        person = a_person(number=f"{self.met:06d}XY", born=date(1950, 1, 1) + timedelta(days=self.met))
        self.counter.clock.advance(milliseconds=1)
        await self.counter.registers_person(person, f"gepember{self.met}")
        owner = Owner(counter=self.counter, username=f"gepember{self.met}")
        activated = await owner.activates(await owner.code())
        assert isinstance(activated, Activated)
        owner.device = activated.device
        await owner.signs_in()
        return Hand(counter=self.counter, owner=owner, running=await running_session(self.world, owner.session))

    async def enrols_app(self) -> tuple[str, str]:
        """Secret and id of a new app."""
        before = await self._ids()
        await offer_totp(self.world, await self._session())
        offer = await offered_totp(self.world, await self._session())
        assert offer
        secret = base32(offer.secret)
        outcome = await self.confirms(TOTP(secret).at(self.owner.clock.now()))
        assert isinstance(outcome, Enrolled), outcome
        [new] = await self._ids() - before
        return secret, new

    async def confirms(self, code: str) -> object:
        """Confirm whatever app waits."""
        await self._open_lanes()
        return await confirm_totp(self.world, await self._session(), code, name="", origin=self.owner.origin())

    async def enrols_key(self, device: Device) -> str:
        """The id of a new passkey."""
        running, before = await self._session(), await self._ids()
        answer = device.makes(await options_to_enrol(self.world, running))
        outcome = await enrol_passkey(self.world, running, answer, name="", origin=self.owner.origin())
        assert not isinstance(outcome, NotEnrolled), outcome
        [new] = await self._ids() - before
        return new

    async def gives(self, proof: Proof) -> Outcome:
        """Show something at a sign-in that waits for it."""
        return await self._gives(await self._waits(), proof)

    async def shows(self, device: Device) -> tuple[Proof, Outcome]:
        """Show a passkey."""
        pending = await self._waits()
        options = await options_for_second_step(self.world, pending)
        assert options
        proof = Proof(way=Way.PASSKEY, given=device.shows(options))
        return proof, await self._gives(pending, proof)

    async def mailed(self, *, after: timedelta) -> tuple[Proof, Outcome]:
        """Ask for a code by mail and type it some time later."""
        pending = await self._waits()
        self.owner.clock.advance(milliseconds=1)
        await self._open_lanes()
        assert await mail_sign_in_code(self.world, pending, origin=self.owner.origin()) is None
        proof = Proof(way=Way.EMAIL_CODE, given=await self.owner.code())
        self.owner.clock.instant += after
        return proof, await self._gives(pending, proof)

    async def renews(self) -> list[str]:
        """New recovery codes."""
        made = await renew_codes(self.world, await self._session(), origin=self.owner.origin())
        return await self.sheet() if made else []

    async def sheet(self) -> list[str]:
        """The codes just made; they are put away at once."""
        codes = await shown_codes(self.world, await self._session())
        await put_away(self.world, await self._session())
        return codes

    async def removes(self, factor_id: str) -> bool:
        """Remove a factor; whether it was there."""
        running = await self._session()
        factor = await own_factor(self.world, running, factor_id)
        return factor is not None and await remove_factor(self.world, running, factor, origin=self.owner.origin()) is not None

    async def held(self) -> tuple[int, int, int]:
        """How many apps, passkeys and codes the gate has."""
        held = await factors.held(self.world.database.reader, await self.owner.gate_id())
        return held.totp, held.passkeys, held.recovery_codes

    async def _ids(self) -> set[str]:
        every = await strong_factors.of_gate(self.world.database.reader, await self.owner.gate_id())
        return {factor.factor_id for factor in every}

    async def _session(self) -> RunningSession:
        """The same session, however much time has passed, with the gate as it is now."""
        assert self.running
        account = await sign_ins.account_of(self.world.database.reader, await self.owner.gate_id(), device=None)
        assert account
        return replace(self.running, account=account)

    async def _waits(self) -> str:
        pending = PendingSignIn(
            gate_id=await self.owner.gate_id(),
            step=Step.SECOND_FACTOR,
            purpose=Purpose.SIGN_IN,
            method=IdentificationMethod.PASSWORD,
            identification_id=None,
            destination=None,
            new_password=None,
            code_digest=None,
            validity_days=None,
            expires_at=self.owner.clock.now() + timedelta(minutes=10),
        )
        async with self.world.database.transaction() as tx:
            return (await wait_for(tx, self.world, pending)).pending

    async def _gives(self, pending: str, proof: Proof) -> Outcome:
        await self._open_lanes()
        origin = replace(self.owner.origin(), session="")  # another browser: the owner's session stays as it is
        return await give_second_factor(self.world, pending, proof, origin=origin)

    async def _open_lanes(self) -> None:
        async with self.world.database.transaction() as tx:
            await tx.execute("DELETE FROM throttle")
