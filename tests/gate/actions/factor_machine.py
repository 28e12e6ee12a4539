"""What a gate's second factors may do in any order: a model of them beside the real ones, step by step."""

import asyncio
from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, precondition, rule
from pyotp import TOTP

from tests.gate.actions.factor_hand import Hand
from tests.gate.passkey_device import Device
from ugyfelkapu.gate.actions.factors.offer_totp import NotEnrolled
from ugyfelkapu.gate.actions.factors.recovery_codes import CODES
from ugyfelkapu.gate.actions.sessions.begin_session import SignedIn
from ugyfelkapu.gate.actions.signing_in.proofs import Proof
from ugyfelkapu.gate.domain.factor import current_step
from ugyfelkapu.gate.domain.way import Way

PICK = st.integers(0, 99)


class FactorMachine(RuleBasedStateMachine):
    """Enrol, use, replay, renew, lose, recover, remove; the model says what must come of it."""

    runner: asyncio.Runner
    hands: "list[Hand]"

    spent = Bundle("spent")
    """Proofs that were good once."""

    def __init__(self) -> None:
        super().__init__()
        self.apps: dict[str, tuple[str, int]] = {}
        self.keys: dict[str, Device] = {}
        self.codes: list[str] = []
        self.seed = 0

    @initialize()
    def owner(self) -> None:
        self.hand = self.runner.run(self.hands[0].somebody_new())

    @property
    def enrolled(self) -> list[str]:
        return [*self.apps, *self.keys]

    @rule()
    def time_passes(self) -> None:
        self.hand.owner.clock.advance(seconds=30)

    @precondition(lambda self: len(self.apps) < 3)
    @rule()
    def enrol_app(self) -> None:
        secret, factor_id = self.runner.run(self.hand.enrols_app())
        self.apps[factor_id] = (secret, self._step())
        self._codes_after_enrolment()

    @rule(target=spent)
    def enrol_app_with_a_wrong_code(self) -> Proof:
        assert self.runner.run(self.hand.confirms("000000")) in {NotEnrolled.WRONG, NotEnrolled.GONE}
        return Proof(way=Way.TOTP, given="000000")

    @precondition(lambda self: len(self.keys) < 3)
    @rule()
    def enrol_key(self) -> None:
        self.seed += 1
        device = Device(seed=self.hand.seed + self.seed)
        self.keys[self.runner.run(self.hand.enrols_key(device))] = device
        self._codes_after_enrolment()

    @precondition(lambda self: self.apps)
    @rule(target=spent, pick=PICK)
    def use_app(self, pick: int) -> Proof:
        factor_id = sorted(self.apps)[pick % len(self.apps)]
        secret, last = self.apps[factor_id]
        proof = Proof(way=Way.TOTP, given=TOTP(secret).at(self.hand.owner.clock.now()))
        good = isinstance(self.runner.run(self.hand.gives(proof)), SignedIn)
        assert good is (self._step() > last)
        self.apps[factor_id] = (secret, self._step())
        return proof

    @precondition(lambda self: self.keys)
    @rule(target=spent, pick=PICK)
    def use_key(self, pick: int) -> Proof:
        device = self.keys[sorted(self.keys)[pick % len(self.keys)]]
        device.sign_count += 1
        proof, outcome = self.runner.run(self.hand.shows(device))
        assert isinstance(outcome, SignedIn)
        return proof

    @precondition(lambda self: self.codes)
    @rule(target=spent, pick=PICK)
    def use_recovery_code(self, pick: int) -> Proof:
        proof = Proof(way=Way.RECOVERY_CODE, given=self.codes.pop(pick % len(self.codes)))
        assert isinstance(self.runner.run(self.hand.gives(proof)), SignedIn)
        return proof

    @precondition(lambda self: self.enrolled)
    @rule(target=spent, minutes=st.integers(0, 20))
    def use_mailed_code(self, minutes: int) -> Proof:
        proof, outcome = self.runner.run(self.hand.mailed(after=timedelta(minutes=minutes)))
        assert isinstance(outcome, SignedIn) is (minutes < 10)
        return proof

    @precondition(lambda self: self.enrolled)
    @rule(proof=spent)
    def replay(self, proof: Proof) -> None:
        assert not isinstance(self.runner.run(self.hand.gives(proof)), SignedIn)

    @rule()
    def renew_codes(self) -> None:
        new = self.runner.run(self.hand.renews())
        assert bool(new) is bool(self.enrolled)
        assert not set(new) & set(self.codes)
        self.codes = new

    @precondition(lambda self: self.enrolled)
    @rule(pick=PICK)
    def remove(self, pick: int) -> None:
        factor_id = sorted(self.enrolled)[pick % len(self.enrolled)]
        lost = self.keys.pop(factor_id, None)
        self.apps.pop(factor_id, None)
        assert self.runner.run(self.hand.removes(factor_id))
        if lost and self.enrolled:
            _, outcome = self.runner.run(self.hand.shows(lost))
            assert not isinstance(outcome, SignedIn), "a removed key opens nothing"
        if not self.enrolled:
            self.codes = []

    @precondition(lambda self: self.codes)
    @rule()
    def lose_everything_and_recover(self) -> None:
        self.use_recovery_code(0)
        for factor_id in self.enrolled:
            assert self.runner.run(self.hand.removes(factor_id))
        self.apps, self.keys, self.codes = {}, {}, []

    @invariant()
    def the_gate_holds_what_the_model_holds(self) -> None:
        if hasattr(self, "hand"):
            assert self.runner.run(self.hand.held()) == (len(self.apps), len(self.keys), len(self.codes))

    def _codes_after_enrolment(self) -> None:
        """They come with the first factor, and again with the next when none is left."""
        if not self.codes:
            self.codes = self.runner.run(self.hand.sheet())
            assert len(self.codes) == CODES

    def _step(self) -> int:
        return current_step(self.hand.owner.clock.now())
