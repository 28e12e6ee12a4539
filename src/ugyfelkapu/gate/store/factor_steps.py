"""What waits between two steps of enrolling or showing a factor; each row has its end, each single use is one statement."""

from dataclasses import dataclass
from datetime import datetime

from ugyfelkapu.foundation.database import Reader, Transaction
from ugyfelkapu.gate.domain.gate import GateId
from ugyfelkapu.gate.domain.passkey import ChallengePurpose
from ugyfelkapu.gate.domain.secret import Digest

_OFFER = """
    INSERT INTO totp_offer (session_id, gate_id, sealed_secret, expires_at)
    VALUES (:session_id, :gate_id, :sealed, :expires_at)
        ON CONFLICT (session_id) DO UPDATE SET gate_id = :gate_id, sealed_secret = :sealed, expires_at = :expires_at
"""
_OFFERED = "SELECT sealed_secret FROM totp_offer WHERE session_id = :session_id AND expires_at > :now"
_TAKE_OFFER = "DELETE FROM totp_offer WHERE session_id = :session_id AND sealed_secret = :sealed RETURNING gate_id"

_SHEET = """
    INSERT INTO recovery_code_sheet (session_id, gate_id, sealed_codes, expires_at)
    VALUES (:session_id, :gate_id, :sealed, :expires_at)
        ON CONFLICT (session_id) DO UPDATE SET gate_id = :gate_id, sealed_codes = :sealed, expires_at = :expires_at
"""
_SHOW_SHEET = "SELECT sealed_codes FROM recovery_code_sheet WHERE session_id = :session_id AND expires_at > :now"
_DROP_SHEET = "DELETE FROM recovery_code_sheet WHERE session_id = :session_id"
_DROP_SHEETS = "DELETE FROM recovery_code_sheet WHERE gate_id = :gate_id"

_CHALLENGE = """
    INSERT INTO passkey_challenge (digest, purpose, bound_to, expires_at) VALUES (:digest, :purpose, :bound_to, :expires_at)
"""
_TAKE_CHALLENGE = """
    DELETE FROM passkey_challenge
     WHERE digest = :digest AND purpose = :purpose AND bound_to = :bound_to AND expires_at > :now
 RETURNING digest
"""

_CODE = """
    INSERT INTO sign_in_code (digest, pending, gate_id, expires_at) VALUES (:digest, :pending, :gate_id, :expires_at)
"""
_PROLONG = """
    UPDATE pending_sign_in SET expires_at = :expires_at WHERE digest = :pending AND expires_at > :now RETURNING digest
"""
_TAKE_CODE = """
    DELETE FROM sign_in_code
     WHERE digest = :digest AND pending = :pending AND gate_id = :gate_id AND expires_at > :now
 RETURNING digest
"""
_PURGE = (
    "DELETE FROM totp_offer WHERE expires_at <= :now",
    "DELETE FROM recovery_code_sheet WHERE expires_at <= :now",
    "DELETE FROM passkey_challenge WHERE expires_at <= :now",
    "DELETE FROM sign_in_code WHERE expires_at <= :now",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedFor:
    """Something sealed that one session may see until its end."""

    session_id: str
    gate_id: GateId
    sealed: bytes
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Challenge:
    """A challenge, as its digest: what it is for and which browser has it."""

    digest: Digest
    purpose: ChallengePurpose
    bound_to: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class MailedCode:
    """A mailed code, as its digest: for one half-done sign-in of one gate."""

    digest: Digest
    pending: Digest
    gate_id: GateId


async def offer(tx: Transaction, secret: SealedFor) -> None:
    """Keep the secret of an authenticator that is being set up; a new offer replaces the session's last."""
    await tx.execute(
        _OFFER, session_id=secret.session_id, gate_id=secret.gate_id, sealed=secret.sealed, expires_at=secret.expires_at
    )


async def offered(reader: Reader, session_id: str, *, now: datetime) -> bytes | None:
    """The sealed secret this session is setting up."""
    row = await reader.one_or_none(_OFFERED, session_id=session_id, now=now)
    return row.blob("sealed_secret") if row else None


async def take_offer(tx: Transaction, session_id: str, sealed: bytes) -> bool:
    """Take this very secret to enrol it: of any number of callers one gets it."""
    return await tx.one_or_none(_TAKE_OFFER, session_id=session_id, sealed=sealed) is not None


async def keep_sheet(tx: Transaction, sheet: SealedFor) -> None:
    """Let this session see new codes, and none see the ones they replace."""
    await tx.execute(_DROP_SHEETS, gate_id=sheet.gate_id)
    await tx.execute(
        _SHEET, session_id=sheet.session_id, gate_id=sheet.gate_id, sealed=sheet.sealed, expires_at=sheet.expires_at
    )


async def sheet(reader: Reader, session_id: str, *, now: datetime) -> bytes | None:
    """The sealed codes this session may still see."""
    row = await reader.one_or_none(_SHOW_SHEET, session_id=session_id, now=now)
    return row.blob("sealed_codes") if row else None


async def drop_sheet(tx: Transaction, session_id: str) -> None:
    """The owner has put the codes away: nobody sees them again."""
    await tx.execute(_DROP_SHEET, session_id=session_id)


async def drop_sheets_of_gate(tx: Transaction, gate_id: GateId) -> None:
    """The codes are gone, and so is every sheet of them."""
    await tx.execute(_DROP_SHEETS, gate_id=gate_id)


async def keep_challenge(tx: Transaction, challenge: Challenge, *, expires_at: datetime) -> None:
    """Remember a challenge that goes out."""
    await tx.execute(
        _CHALLENGE,
        digest=challenge.digest,
        purpose=challenge.purpose,
        bound_to=challenge.bound_to,
        expires_at=expires_at,
    )


async def take_challenge(tx: Transaction, challenge: Challenge, *, now: datetime) -> bool:
    """Use a challenge up, whatever the answer is worth: of any number of answers one gets it."""
    row = await tx.one_or_none(
        _TAKE_CHALLENGE, digest=challenge.digest, purpose=challenge.purpose, bound_to=challenge.bound_to, now=now
    )
    return row is not None


async def keep_code(tx: Transaction, code: MailedCode, *, expires_at: datetime, now: datetime) -> bool:
    """Remember a mailed code; the sign-in it is for waits as long as it does. `False` when that is over."""
    if await tx.one_or_none(_PROLONG, pending=code.pending, expires_at=expires_at, now=now) is None:
        return False
    await tx.execute(_CODE, digest=code.digest, pending=code.pending, gate_id=code.gate_id, expires_at=expires_at)
    return True


async def take_code(tx: Transaction, code: MailedCode, *, now: datetime) -> bool:
    """Use a mailed code up: of any number of callers one gets it."""
    row = await tx.one_or_none(_TAKE_CODE, digest=code.digest, pending=code.pending, gate_id=code.gate_id, now=now)
    return row is not None


async def purge(tx: Transaction, *, now: datetime) -> int:
    """Remove what is past its end; how many."""
    return sum([await tx.execute(statement, now=now) for statement in _PURGE])
