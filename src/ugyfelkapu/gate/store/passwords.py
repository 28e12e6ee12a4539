"""Passwords as hashes, the last ones too, and which of them are about to expire (`domain.md R7`)."""

from dataclasses import dataclass
from datetime import datetime

from ugyfelkapu.foundation.database import Reader, Transaction
from ugyfelkapu.gate.domain.activation_code import Recipient
from ugyfelkapu.gate.domain.gate import GateId
from ugyfelkapu.gate.domain.identity import PersonName

WARNING_BATCH = 200

_REMEMBER = """
    INSERT INTO former_password (gate_id, encoded, replaced_at)
    SELECT gate_id, encoded, :now FROM password WHERE gate_id = :gate_id
    ON CONFLICT DO NOTHING
"""
_SET = """
    INSERT INTO password (gate_id, encoded, set_at, expires_at) VALUES (:gate_id, :encoded, :now, :expires_at)
    ON CONFLICT (gate_id) DO UPDATE
       SET encoded = excluded.encoded, set_at = excluded.set_at, expires_at = excluded.expires_at, warned_days = NULL
"""
_FORGET = """
    DELETE FROM former_password
     WHERE gate_id = :gate_id
       AND encoded NOT IN (SELECT encoded FROM former_password WHERE gate_id = :gate_id
                            ORDER BY replaced_at DESC LIMIT :kept)
"""
_FORMER = """
    SELECT encoded FROM former_password WHERE gate_id = :gate_id ORDER BY replaced_at DESC LIMIT :kept
"""
_CONFIRM = """
    UPDATE password SET encoded = :encoded WHERE gate_id = :gate_id AND encoded = :former RETURNING gate_id
"""
_DUE = """
    SELECT gate.gate_id, gate.username, gate.email, gate.language, person.family_name, person.given_name,
           password.expires_at
      FROM password
      JOIN gate ON gate.gate_id = password.gate_id
      JOIN person ON person.person_id = gate.person_id
     WHERE password.expires_at > :after AND password.expires_at <= :until AND gate.standing = 'active'
       AND (password.warned_days IS NULL OR password.warned_days > :days)
     ORDER BY password.expires_at LIMIT :batch
"""
_LAPSE = "UPDATE password SET expires_at = :expired_at WHERE gate_id = :gate_id AND expires_at > :expired_at"
_WARNED = """
    UPDATE password SET warned_days = :days
     WHERE gate_id = :gate_id AND expires_at = :expires_at AND (warned_days IS NULL OR warned_days > :days)
 RETURNING gate_id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Expiring:
    """A password that will expire, and whom to tell."""

    recipient: Recipient
    expires_at: datetime


async def replace(tx: Transaction, gate_id: GateId, encoded: str, *, expires_at: datetime, now: datetime) -> None:
    """Put a new password in force and remember the one it replaces."""
    await tx.execute(_REMEMBER, gate_id=gate_id, now=now)
    await tx.execute(_SET, gate_id=gate_id, encoded=encoded, expires_at=expires_at, now=now)


async def former(reader: Reader, gate_id: GateId, *, kept: int) -> list[str]:
    """The hashes of the last passwords before the one in force, newest first."""
    return [row.text("encoded") for row in await reader.all(_FORMER, gate_id=gate_id, kept=kept)]


async def forget_old(tx: Transaction, gate_id: GateId, *, kept: int) -> None:
    """Keep no more former passwords than reuse is checked against."""
    await tx.execute(_FORGET, gate_id=gate_id, kept=kept)


async def confirm(tx: Transaction, gate_id: GateId, *, former: str, encoded: str) -> bool:
    """Whether the verified hash is still in force; holds it until the commit, replaced by `encoded`, made anew."""
    return await tx.one_or_none(_CONFIRM, gate_id=gate_id, former=former, encoded=encoded) is not None


async def expiring(reader: Reader, *, days: int, until: datetime, now: datetime) -> list[Expiring]:
    """Passwords that expire between now and `until` and whose owners got no warning of `days` or fewer yet."""
    rows = await reader.all(_DUE, after=now, until=until, days=days, batch=WARNING_BATCH)
    return [
        Expiring(
            recipient=Recipient(
                gate_id=GateId(row.text("gate_id")),
                username=row.text("username"),
                email=row.text("email"),
                language=row.text("language"),
                name=PersonName(family_name=row.text("family_name"), given_name=row.text("given_name")),
            ),
            expires_at=row.instant("expires_at"),
        )
        for row in rows
    ]


async def lapse(tx: Transaction, gate_id: GateId, *, expired_at: datetime) -> None:
    """Count the password as expired since then: long enough ago, it opens nothing and is not renewed by mail."""
    await tx.execute(_LAPSE, gate_id=gate_id, expired_at=expired_at)


async def mark_warned(tx: Transaction, expiring: Expiring, *, days: int) -> bool:
    """Take this warning upon oneself: of two workers one gets it, once for each password."""
    gate_id = expiring.recipient.gate_id
    return await tx.one_or_none(_WARNED, gate_id=gate_id, expires_at=expiring.expires_at, days=days) is not None
