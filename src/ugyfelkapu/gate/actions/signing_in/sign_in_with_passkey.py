"""A passkey as the only step: it is something one has, behind something one knows or is (`domain.md R7`, R16)."""

from dataclasses import dataclass, replace
from datetime import datetime

from ugyfelkapu.foundation.database import Transaction
from ugyfelkapu.foundation.policy import policy_at
from ugyfelkapu.foundation.throttle import Wait
from ugyfelkapu.gate.actions.factors import passkey_challenges
from ugyfelkapu.gate.actions.journal.owner_journal import Activity, failed_try, note
from ugyfelkapu.gate.actions.registers.refresh_copy import with_young_copy
from ugyfelkapu.gate.actions.sessions.begin_session import Arrival, SignedIn, begin_session
from ugyfelkapu.gate.actions.sessions.half_done import NextStep
from ugyfelkapu.gate.actions.sessions.tries import passkey_tries
from ugyfelkapu.gate.actions.signing_in.proofs import Fault, spend_assertion
from ugyfelkapu.gate.actions.standing.lift_step import tell_of_suspension
from ugyfelkapu.gate.domain.device import Origin
from ugyfelkapu.gate.domain.gate import Standing
from ugyfelkapu.gate.domain.passkey import Assertion, ChallengePurpose, read_assertion
from ugyfelkapu.gate.domain.policy import STANDING
from ugyfelkapu.gate.domain.register_copy import CopyAge, copy_age
from ugyfelkapu.gate.domain.secret import SecretKind, digest_of
from ugyfelkapu.gate.domain.sign_in import Account, Refused, last_step
from ugyfelkapu.gate.domain.username import fold_username
from ugyfelkapu.gate.ports import GateWorld
from ugyfelkapu.gate.store import passkeys, sign_ins
from ugyfelkapu.gate.store.passkeys import Passkey
from ugyfelkapu.identification import IdentificationMethod

METHOD = IdentificationMethod.PASSKEY


@dataclass(frozen=True, slots=True, kw_only=True)
class PasskeyForm:
    """What the page's script sent, from where, and which question led here."""

    answer: str
    browser: bytes
    """The digest of the browser's own cookie, to which the challenge is bound."""
    origin: Origin
    identification_id: str | None


async def sign_in_with_passkey(world: GateWorld, form: PasskeyForm) -> SignedIn | NextStep | Refused | Wait:
    """Who shows a passkey is signed in; whatever is wrong with it, the answer is the same."""
    now = world.clock.now()
    answer = read_assertion(form.answer)
    passkey, account = await _whose(world, answer, form.origin)
    name = fold_username(account.username) if account else None
    known = account is not None and account.device_known
    tries = passkey_tries(name, form.origin, device_known=known, now=now)
    admitted = await tries.take(world.database, now=now)
    if isinstance(admitted, Wait):
        return admitted
    async with world.database.transaction() as tx:
        fault = await _spend(tx, world, form, answer=answer, passkey=passkey)
        policy = await policy_at(tx, STANDING, now=now)
        if account and not fault and account.standing is Standing.SUSPENDED:
            return await tell_of_suspension(tx, world, account.gate_id, now=now)
        refused = account is None or last_step(account, method=METHOD, policy=policy, now=now) is not None
        if account is None or fault or refused:
            await _note_wrong(tx, account, form.origin, fault=fault or Fault.WRONG, now=now)
            return Refused.WRONG
        await tries.forget(tx)
        arrival = Arrival(
            account=account,
            method=METHOD,
            origin=form.origin,
            identification_id=form.identification_id,
            policy=policy,
        )
        if copy_age(account.taken_over_at, policy=policy, now=now) is CopyAge.YOUNG:
            return await begin_session(tx, world, arrival, now=now)
    return await _after_asking(world, arrival, passkey=passkey, now=now)


async def _after_asking(world: GateWorld, arrival: Arrival, *, passkey: Passkey | None, now: datetime) -> SignedIn | Refused:
    """The copy of the person is old: the register is asked again, outside any transaction (`domain.md R10`).

    Meanwhile the owner may have removed the passkey, since it was stolen.
    """
    account = await with_young_copy(world, arrival.account, policy=arrival.policy, now=now)
    if account is None:
        return Refused.WRONG
    async with world.database.transaction() as tx:
        if passkey is None or await passkeys.by_credential(tx, passkey.credential_id) is None:
            return Refused.WRONG
        return await begin_session(tx, world, replace(arrival, account=account), now=now)


async def _whose(world: GateWorld, answer: Assertion | None, origin: Origin) -> tuple[Passkey | None, Account | None]:
    passkey = await passkeys.by_credential(world.database.reader, answer.credential_id) if answer else None
    if passkey is None:
        return None, None
    device = digest_of(SecretKind.DEVICE, origin.device)
    return passkey, await sign_ins.account_of(world.database.reader, passkey.gate_id, device=device)


async def _spend(
    tx: Transaction, world: GateWorld, form: PasskeyForm, *, answer: Assertion | None, passkey: Passkey | None
) -> Fault | None:
    now = world.clock.now()
    if answer is None:
        return Fault.WRONG
    purpose = ChallengePurpose.SIGN_IN
    if not await passkey_challenges.take(tx, answer.challenge, purpose, bound_to=form.browser, now=now):
        return Fault.WRONG
    if answer.user_handle is None:  # a key that was found without a user name says whose it is (section 7.2 step 6)
        return Fault.WRONG
    return await spend_assertion(tx, world, answer, passkey=passkey, now=now)


async def _note_wrong(tx: Transaction, account: Account | None, origin: Origin, *, fault: Fault, now: datetime) -> None:
    gate_id = account.gate_id if account else ""
    event = failed_try(Activity.SIGN_IN, gate_id, outcome=fault, address=origin.address, at=now)
    await note(tx, replace(event, technical={**event.technical, "way": METHOD}))
