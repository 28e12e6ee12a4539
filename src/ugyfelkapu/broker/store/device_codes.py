"""Devices' requests: typed in once somewhere, decided once, fetched once."""

from datetime import datetime

import msgspec

from ugyfelkapu.broker.domain.authorization import AuthorizationRequest, PendingId
from ugyfelkapu.broker.domain.device import POLL_SECONDS, DeviceCode, Pace
from ugyfelkapu.broker.domain.relying_party import ClientId
from ugyfelkapu.broker.domain.secret import SecretDigest
from ugyfelkapu.foundation.database import Reader, Row, Transaction

_OPEN = "answered_at IS NULL AND expires_at > :now"
_ADD = """
    INSERT INTO device_code (digest, user_code_digest, client_id, request, expires_at, interval_seconds, next_poll_at)
    VALUES (:digest, :user_code_digest, :client_id, :request, :expires_at, :interval_seconds, :now)
    ON CONFLICT (user_code_digest) DO NOTHING RETURNING digest
"""
_FIND = "SELECT * FROM device_code WHERE digest = :digest AND client_id = :client_id"
_BY_USER_CODE = f"SELECT * FROM device_code WHERE user_code_digest = :user_code_digest AND {_OPEN}"  # noqa: S608 - constants alone
_POLL = """
    UPDATE device_code SET interval_seconds = :interval_seconds, next_poll_at = :next_poll_at
     WHERE digest = :digest AND answered_at IS NULL
"""
_BIND = f"""
    UPDATE device_code SET pending_id = :pending_id WHERE user_code_digest = :user_code_digest AND {_OPEN} RETURNING digest
"""  # noqa: S608 - constants alone
_REFUSE = f"""
    UPDATE device_code SET answered_at = :now WHERE user_code_digest = :user_code_digest AND {_OPEN} RETURNING digest
"""  # noqa: S608 - constants alone
_TAKE_UP = f"""
    UPDATE device_code SET answered_at = :now WHERE pending_id = :pending_id AND {_OPEN} RETURNING expires_at
"""  # noqa: S608 - constants alone
_ANSWER = "UPDATE device_code SET code_digest = :code_digest WHERE pending_id = :pending_id"

_decoder = msgspec.json.Decoder(AuthorizationRequest)


async def add(tx: Transaction, held: DeviceCode, *, user_code_digest: bytes, now: datetime) -> bool:
    """Keep a request; `False`: somebody else's short code is the same."""
    row = await tx.one_or_none(
        _ADD,
        digest=held.digest,
        user_code_digest=user_code_digest,
        client_id=held.request.client_id,
        request=msgspec.json.encode(held.request).decode(),
        expires_at=held.expires_at,
        interval_seconds=POLL_SECONDS,
        now=now,
    )
    return row is not None


async def find(reader: Reader, digest: SecretDigest, *, client_id: ClientId) -> DeviceCode | None:
    """This service's request, decided or not."""
    row = await reader.one_or_none(_FIND, digest=digest, client_id=client_id)
    return None if row is None else _device_code(row)


async def open_for(reader: Reader, user_code_digest: bytes, *, now: datetime) -> DeviceCode | None:
    """The open request of a short code."""
    row = await reader.one_or_none(_BY_USER_CODE, user_code_digest=user_code_digest, now=now)
    return None if row is None else _device_code(row)


async def note_poll(tx: Transaction, digest: SecretDigest, pace: Pace) -> None:
    """The device asked."""
    await tx.execute(_POLL, digest=digest, interval_seconds=pace.interval_seconds, next_poll_at=pace.next_poll_at)


async def bind(tx: Transaction, user_code_digest: bytes, pending_id: PendingId, *, now: datetime) -> bool:
    """The person goes on in one browser; who goes on last decides."""
    row = await tx.one_or_none(_BIND, user_code_digest=user_code_digest, pending_id=pending_id, now=now)
    return row is not None


async def refuse(tx: Transaction, user_code_digest: bytes, *, now: datetime) -> bool:
    """Whoever was shown the request did not make it."""
    return await tx.one_or_none(_REFUSE, user_code_digest=user_code_digest, now=now) is not None


async def take_up(tx: Transaction, pending_id: PendingId, *, now: datetime) -> datetime | None:
    """Take the right to decide, which is a refusal until a code follows; until when it is good. `None`: it is too late."""
    row = await tx.one_or_none(_TAKE_UP, pending_id=pending_id, now=now)
    return None if row is None else row.instant("expires_at")


async def answer(tx: Transaction, pending_id: PendingId, code_digest: SecretDigest) -> None:
    """What the device fetches."""
    await tx.execute(_ANSWER, pending_id=pending_id, code_digest=code_digest)


def _device_code(row: Row) -> DeviceCode:
    code_digest = row.blob_or_none("code_digest")
    return DeviceCode(
        digest=SecretDigest(row.blob("digest")),
        request=_decoder.decode(row.text("request")),
        expires_at=row.instant("expires_at"),
        interval_seconds=row.number("interval_seconds"),
        next_poll_at=row.instant("next_poll_at"),
        answered_at=row.instant_or_none("answered_at"),
        code_digest=None if code_digest is None else SecretDigest(code_digest),
    )
