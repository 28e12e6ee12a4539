"""What may be shown beside the password, each spent in one statement: a code, a passkey, a recovery code, a mailed code."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import assert_never

from ugyfelkapu.foundation.database import Reader, Transaction
from ugyfelkapu.gate.actions.factors import passkey_challenges
from ugyfelkapu.gate.actions.factors.recovery_codes import recovery_digest
from ugyfelkapu.gate.actions.journal.owner_journal import Activity
from ugyfelkapu.gate.actions.mail.letter import Occasion
from ugyfelkapu.gate.actions.mail.tell_change import Change, note_and_tell
from ugyfelkapu.gate.actions.sessions.half_done import HalfDone
from ugyfelkapu.gate.actions.sessions.tries import Factor
from ugyfelkapu.gate.domain.factor import FactorId, TotpClock, drift_of, totp_step
from ugyfelkapu.gate.domain.gate import GateId
from ugyfelkapu.gate.domain.passkey import Assertion, ChallengePurpose, read_assertion, shown_key, site_of, user_handle
from ugyfelkapu.gate.domain.secret import SecretKind, code_digest
from ugyfelkapu.gate.domain.way import Way
from ugyfelkapu.gate.ports import GateWorld
from ugyfelkapu.gate.store import factor_steps, factors, passkeys, recovery_codes
from ugyfelkapu.gate.store.factor_steps import MailedCode
from ugyfelkapu.gate.store.passkeys import Passkey


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What was typed, or sent by the page's script, for one of the ways."""

    way: Way
    given: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """An authenticator whose code was typed, and its clock by that code."""

    factor_id: FactorId
    clock: TotpClock


class Fault(StrEnum):
    """Why a proof counts for nothing; told to nobody but the journal."""

    WRONG = "wrong"
    COPIED = "sign_count_went_back"
    """The passkey's count did not rise: a second copy of it is about (Web Authentication Level 3, section 6.1.1)."""


BUDGETS = {
    Way.TOTP: Factor.TOTP,
    Way.PASSKEY: Factor.PASSKEY,
    Way.RECOVERY_CODE: Factor.RECOVERY_CODE,
    Way.EMAIL_CODE: Factor.SIGN_IN_CODE,
}


async def spend(tx: Transaction, world: GateWorld, found: HalfDone, *, proof: Proof, now: datetime) -> Fault | None:
    """Use the proof up for this sign-in; `None`: it is good."""
    gate_id = found.account.gate_id
    match proof.way:
        case Way.TOTP:
            shown = await fitting(tx, world, gate_id, code=proof.given, now=now)
            spent = shown is not None and await factors.use_step(tx, shown.factor_id, shown.clock, now=now)
        case Way.PASSKEY:
            return await _spend_passkey(tx, world, found, answer=proof.given, now=now)
        case Way.RECOVERY_CODE:
            spent = await _spend_recovery_code(tx, world, found, typed=proof.given, now=now)
        case Way.EMAIL_CODE:
            digest = code_digest(SecretKind.SIGN_IN_CODE, proof.given, gate_id=gate_id)
            code = MailedCode(digest=digest, pending=found.digest, gate_id=gate_id) if digest else None
            spent = code is not None and await factor_steps.take_code(tx, code, now=now)
        case _:
            assert_never(proof.way)
    return None if spent else Fault.WRONG


async def fitting(reader: Reader, world: GateWorld, gate_id: GateId, *, code: str, now: datetime) -> Shown | None:
    """The gate's authenticator that showed this code; only the use of its step in a transaction counts."""
    for authenticator in await factors.of_gate(reader, gate_id):
        secret = world.box.open(authenticator.sealed_secret, context=gate_id)
        step = totp_step(secret, code, clock=authenticator.clock, now=now)
        if step is not None:
            clock = TotpClock(drift_steps=drift_of(step, now=now), last_step=step)
            return Shown(factor_id=authenticator.factor_id, clock=clock)
    return None


async def spend_assertion(
    tx: Transaction, world: GateWorld, answer: Assertion, *, passkey: Passkey | None, now: datetime
) -> Fault | None:
    """Check an answer whose challenge was used up, and remember its count; `None`: it is good."""
    if passkey is None:
        return Fault.WRONG
    if answer.user_handle not in (None, user_handle(passkey.gate_id)):
        return Fault.WRONG
    site = site_of(world.public_url)
    shown = shown_key(answer, public_key=passkey.public_key, challenge=answer.challenge, site=site)
    if shown is None:
        return Fault.WRONG
    return None if await passkeys.use(tx, passkey.credential_id, shown, now=now) else Fault.COPIED


async def _spend_passkey(tx: Transaction, world: GateWorld, found: HalfDone, *, answer: str, now: datetime) -> Fault | None:
    read = read_assertion(answer)
    if read is None:
        return Fault.WRONG
    purpose = ChallengePurpose.SECOND_FACTOR
    if not await passkey_challenges.take(tx, read.challenge, purpose, bound_to=found.digest, now=now):
        return Fault.WRONG
    passkey = await passkeys.by_credential(tx, read.credential_id)
    if passkey and passkey.gate_id != found.account.gate_id:
        return Fault.WRONG
    return await spend_assertion(tx, world, read, passkey=passkey, now=now)


async def _spend_recovery_code(tx: Transaction, world: GateWorld, found: HalfDone, *, typed: str, now: datetime) -> bool:
    gate_id = found.account.gate_id
    digest = recovery_digest(typed, gate_id=gate_id)
    if digest is None or not await recovery_codes.use(tx, digest, gate_id=gate_id):
        return False
    change = Change(
        activity=Activity.USE_RECOVERY_CODE,
        occasion=Occasion.RECOVERY_CODE_USED,
        origin=found.origin,
        left=await recovery_codes.left(tx, gate_id),
    )
    await note_and_tell(tx, world, found.account, change=change, now=now)
    return True
