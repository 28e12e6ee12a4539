"""What a sign-in needs of a gate, in one statement; and the sign-ins that are half done.

A provisional gate has no person yet, so no name, and the copy of its data is as old as itself: it never gets so far.
"""

from datetime import datetime

from ugyfelkapu.foundation.database import Reader, Row, Transaction
from ugyfelkapu.gate.domain.destination import destination_of
from ugyfelkapu.gate.domain.factor import FactorKind
from ugyfelkapu.gate.domain.gate import GateId, Standing
from ugyfelkapu.gate.domain.identity import PersonName
from ugyfelkapu.gate.domain.person import PersonId
from ugyfelkapu.gate.domain.secret import Digest
from ugyfelkapu.gate.domain.sign_in import Account, PendingSignIn, Purpose, Step
from ugyfelkapu.identification import AssuranceLevel, IdentificationMethod

_ACCOUNT = """
    SELECT gate.gate_id, gate.username, gate.email, gate.language, gate.standing, gate.registered_level, gate.registered_at,
           password.encoded, password.set_at, password.expires_at,
           EXISTS (SELECT 1 FROM totp_authenticator WHERE totp_authenticator.gate_id = gate.gate_id) AS has_totp,
           EXISTS (SELECT 1 FROM passkey WHERE passkey.gate_id = gate.gate_id) AS has_passkey,
           device.gate_id AS device_gate, COALESCE(person.family_name, '') AS family_name,
           COALESCE(person.given_name, '') AS given_name, COALESCE(person.person_id, '') AS person_id,
           COALESCE(person.taken_over_at, gate.registered_at) AS taken_over_at
      FROM gate
      LEFT JOIN person ON person.person_id = gate.person_id
      LEFT JOIN password ON password.gate_id = gate.gate_id
      LEFT JOIN device ON device.gate_id = gate.gate_id AND device.digest = :device
"""
_BY_USERNAME = _ACCOUNT + " WHERE gate.username_folded = :username_folded"
_BY_GATE = _ACCOUNT + " WHERE gate.gate_id = :gate_id"
_KEEP = """
    INSERT INTO pending_sign_in (digest, gate_id, step, purpose, method, identification_id, new_password, code_digest,
                                 validity_days, destination, expires_at)
    VALUES (:digest, :gate_id, :step, :purpose, :method, :identification_id, :new_password, :code_digest,
            :validity_days, :destination, :expires_at)
"""
_COLUMNS = """gate_id, step, purpose, method, identification_id, new_password, code_digest, validity_days, destination,
              expires_at"""
_FIND = f"SELECT {_COLUMNS} FROM pending_sign_in WHERE digest = :digest AND expires_at > :now"  # noqa: S608 - constants
_FINISH = f"DELETE FROM pending_sign_in WHERE digest = :digest AND expires_at > :now RETURNING {_COLUMNS}"  # noqa: S608 - constants
_END_OF_GATE = "DELETE FROM pending_sign_in WHERE gate_id = :gate_id"
_PURGE = "DELETE FROM pending_sign_in WHERE expires_at <= :now"


async def find_account(reader: Reader, username_folded: str, *, device: Digest | None) -> Account | None:
    """The gate of this user name, and whether this browser is known to it."""
    row = await reader.one_or_none(_BY_USERNAME, username_folded=username_folded, device=device or b"")
    return _account(row) if row else None


async def account_of(reader: Reader, gate_id: GateId, *, device: Digest | None) -> Account | None:
    """The same, by the gate's id."""
    row = await reader.one_or_none(_BY_GATE, gate_id=gate_id, device=device or b"")
    return _account(row) if row else None


async def keep(tx: Transaction, pending: PendingSignIn, *, digest: Digest) -> None:
    """Remember a half-done sign-in."""
    await tx.execute(
        _KEEP,
        digest=digest,
        gate_id=pending.gate_id,
        step=pending.step,
        purpose=pending.purpose,
        method=pending.method,
        identification_id=pending.identification_id,
        new_password=pending.new_password,
        code_digest=pending.code_digest,
        validity_days=pending.validity_days,
        destination=pending.destination,
        expires_at=pending.expires_at,
    )


async def find(reader: Reader, digest: Digest, *, now: datetime) -> PendingSignIn | None:
    """The half-done sign-in of this browser, if it still waits."""
    row = await reader.one_or_none(_FIND, digest=digest, now=now)
    return _pending(row) if row else None


async def finish(tx: Transaction, digest: Digest, *, now: datetime) -> PendingSignIn | None:
    """Take the half-done sign-in to go on with it: of two callers one gets it."""
    row = await tx.one_or_none(_FINISH, digest=digest, now=now)
    return _pending(row) if row else None


async def end_of_gate(tx: Transaction, gate_id: GateId) -> None:
    """Drop every half-done sign-in of a gate: its credentials have changed."""
    await tx.execute(_END_OF_GATE, gate_id=gate_id)


async def purge(tx: Transaction, *, now: datetime) -> int:
    """Remove those that nobody finished; how many."""
    return await tx.execute(_PURGE, now=now)


def _account(row: Row) -> Account:
    return Account(
        gate_id=GateId(row.text("gate_id")),
        username=row.text("username"),
        email=row.text("email"),
        language=row.text("language"),
        name=PersonName(family_name=row.text("family_name"), given_name=row.text("given_name")),
        standing=Standing(row.text("standing")),
        registered_level=AssuranceLevel(row.text("registered_level")),
        registered_at=row.instant("registered_at"),
        encoded=row.text_or_none("encoded"),
        password_set_at=row.instant_or_none("set_at"),
        password_expires_at=row.instant_or_none("expires_at"),
        factors=_kinds(row),
        device_known=row.text_or_none("device_gate") is not None,
        person_id=PersonId(row.text("person_id")),
        taken_over_at=row.instant("taken_over_at"),
    )


def _kinds(row: Row) -> frozenset[FactorKind]:
    enrolled = {FactorKind.TOTP: row.flag("has_totp"), FactorKind.PASSKEY: row.flag("has_passkey")}
    return frozenset(kind for kind, has in enrolled.items() if has)


def _pending(row: Row) -> PendingSignIn:
    return PendingSignIn(
        gate_id=GateId(row.text("gate_id")),
        step=Step(row.text("step")),
        purpose=Purpose(row.text("purpose")),
        method=IdentificationMethod(row.text("method")),
        identification_id=row.text_or_none("identification_id"),
        new_password=row.text_or_none("new_password"),
        code_digest=row.blob_or_none("code_digest"),
        validity_days=row.number_or_none("validity_days"),
        destination=destination_of(row.text_or_none("destination") or ""),
        expires_at=row.instant("expires_at"),
    )
