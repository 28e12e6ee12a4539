"""Which gate a letter is about, said to whoever has several, and to nobody else (`domain.md R11`).

With one gate there is nothing to tell apart, and a letter that somebody else reads gives no user name away.
"""

from dataclasses import replace

from ugyfelkapu.foundation.database import Reader
from ugyfelkapu.gate.actions.mail.letter import Facts, Occasion
from ugyfelkapu.gate.domain.activation_code import Recipient
from ugyfelkapu.gate.domain.masking import masked_username
from ugyfelkapu.gate.store import gates

UNPROVEN = frozenset({Occasion.EMAIL_SET_AT_COUNTER})
"""The address is in force, but nobody has shown yet that the owner reads there."""

OPENS_WITH_NAME = frozenset({Occasion.ACTIVATION, Occasion.PASSWORD_RESET, Occasion.COUNTER_RESET})
"""The letter's code and the user name together set a password: it must not bring both (`domain.md R8`)."""


async def naming_gate(reader: Reader, occasion: Occasion, recipient: Recipient, *, facts: Facts) -> Facts:
    """The facts, with the user name if the owner has several gates and the letter goes to an address of theirs.

    That is one in force for a gate of the same person that was activated: a new address that nobody confirmed, or one
    that was given up, learns no name.
    """
    if occasion in UNPROVEN or not await gates.needs_name(reader, recipient.gate_id, email=recipient.email):
        return facts
    if occasion in OPENS_WITH_NAME:
        return replace(facts, gate_hint=masked_username(recipient.username))
    return replace(facts, gate=recipient.username)
