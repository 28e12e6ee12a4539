"""A letter to a gate's owner goes into the outbox; a notice brings a link that suspends the gate at once (`domain.md R15`)."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from urllib.parse import urlencode

from ugyfelkapu.foundation.database import Transaction
from ugyfelkapu.foundation.outbox import post
from ugyfelkapu.foundation.policy import policy_at
from ugyfelkapu.gate.actions.mail.letter import Facts, Occasion, letter
from ugyfelkapu.gate.actions.mail.which_gate import naming_gate
from ugyfelkapu.gate.domain.activation_code import Recipient
from ugyfelkapu.gate.domain.policy import STANDING
from ugyfelkapu.gate.domain.secret import SECRET_BYTES, SecretKind, made
from ugyfelkapu.gate.ports import GateWorld
from ugyfelkapu.gate.store import freezing_codes

NOT_ME = "/not-me"

WITHOUT_FREEZING = frozenset({
    *(Occasion.HOME_REFERENCE, Occasion.PROVISIONAL, Occasion.PROVISIONAL_NAME_TAKEN, Occasion.PROVISIONAL_ACTIVATED),
    *(Occasion.ACTIVATION, Occasion.EMAIL_CODE, Occasion.EMAIL_SET_AT_COUNTER, Occasion.SUSPENDED, Occasion.ENDED),
    *(Occasion.OFFICE_CODE, Occasion.FEE_CERTIFICATE),
})  # fmt: skip
"""Where there is nothing to suspend, or the address has not yet shown that it is the owner's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A letter about to be written."""

    occasion: Occasion
    recipient: Recipient
    facts: Facts


async def tell(tx: Transaction, world: GateWorld, notice: Notice, *, now: datetime) -> None:
    """Post the letter: with a freezing link of its own unless its occasion has none, and which of several gates it is about."""
    facts = await naming_gate(tx, notice.occasion, notice.recipient, facts=notice.facts)
    if notice.occasion not in WITHOUT_FREEZING:
        code = await new_freezing_code(tx, world, notice.recipient, now=now)
        facts = replace(facts, freezing_url=f"{world.public_url}{NOT_ME}?{urlencode({'code': code})}")
    await post(tx, letter(world.public_url, notice.occasion, notice.recipient, facts=facts), now=now)


async def new_freezing_code(tx: Transaction, world: GateWorld, recipient: Recipient, *, now: datetime) -> str:
    """A one-time code that suspends this gate; only its digest is kept."""
    policy = await policy_at(tx, STANDING, now=now)
    secret, digest = made(SecretKind.FREEZING_CODE, world.entropy.bytes(SECRET_BYTES))
    expires_at = now + timedelta(days=policy.freezing_code_days)
    await freezing_codes.keep(tx, digest, recipient.gate_id, expires_at=expires_at, now=now)
    return secret
