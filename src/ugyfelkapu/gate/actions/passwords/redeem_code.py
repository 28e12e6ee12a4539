"""A mailed code is typed, with a new password: the try is counted and the code looked at before anything else is done."""

from dataclasses import dataclass
from datetime import datetime

from ugyfelkapu.foundation.throttle import Wait
from ugyfelkapu.gate.actions.journal.owner_journal import Activity
from ugyfelkapu.gate.actions.sessions.password_check import refused
from ugyfelkapu.gate.actions.sessions.tries import Factor, Tries, tries_of
from ugyfelkapu.gate.domain.device import Origin
from ugyfelkapu.gate.domain.gate import GateId
from ugyfelkapu.gate.domain.secret import Digest, SecretKind, code_digest, digest_of
from ugyfelkapu.gate.domain.sign_in import Account, Refused
from ugyfelkapu.gate.domain.username import fold_username
from ugyfelkapu.gate.ports import GateWorld
from ugyfelkapu.gate.store import codes, sign_ins

NOBODY = GateId("")

_ACTIVITIES = {
    SecretKind.ACTIVATION_CODE: Activity.ACTIVATE,
    SecretKind.PASSWORD_RESET_CODE: Activity.RESET_PASSWORD,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeForm:
    """What was typed beside a mailed code, and from where."""

    username: str
    code: str
    new_password: str
    new_password_again: str
    wished_days: int | None
    origin: Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class GoodCode:
    """A code that could be redeemed a moment ago; only its redemption in a transaction counts."""

    account: Account
    digest: Digest
    tries: Tries


async def look_at_code(world: GateWorld, form: CodeForm, kind: SecretKind, *, now: datetime) -> GoodCode | Refused | Wait:
    """Whether the code is good for this user name; unknown names take the same way (`docs/security.md`)."""
    name = fold_username(form.username)
    device = digest_of(SecretKind.DEVICE, form.origin.device)
    account = await sign_ins.find_account(world.database.reader, name, device=device)
    known = account is not None and account.device_known
    tries = tries_of(Factor.CODE, name, form.origin, device_known=known, now=now)
    admitted = await tries.take(world.database, now=now)
    if isinstance(admitted, Wait):
        return admitted
    gate_id = account.gate_id if account else NOBODY
    digest = code_digest(kind, form.code, gate_id=gate_id) or Digest(b"")
    table = codes.ACTIVATION if kind is SecretKind.ACTIVATION_CODE else codes.PASSWORD_RESET
    good = await codes.is_good(world.database.reader, table, digest, gate_id=gate_id, now=now)
    if account and good:
        return GoodCode(account=account, digest=digest, tries=tries)
    return await refused(world, account, _ACTIVITIES[kind], origin=form.origin, why=Refused.WRONG)
