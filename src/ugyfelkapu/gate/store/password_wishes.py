"""Wishes for a new password, from known and unknown alike, until the worker has answered them (`domain.md R8`)."""

from dataclasses import dataclass
from datetime import datetime

from ugyfelkapu.foundation.database import Transaction
from ugyfelkapu.foundation.identifiers import identifier

_KEEP = """
    INSERT INTO password_wish (wish_id, username_folded, email, address, description, asked_at)
    VALUES (:wish_id, :username_folded, :email, :address, :description, :asked_at)
"""
_TAKE = """
    DELETE FROM password_wish
     WHERE wish_id = (SELECT wish_id FROM password_wish ORDER BY wish_id LIMIT 1)
 RETURNING username_folded, email, address, description, asked_at
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordWish:
    """Who says they forgot their password, whether or not there is such a gate."""

    username_folded: str
    email: str
    address: str
    description: str
    asked_at: datetime


async def keep(tx: Transaction, wish: PasswordWish) -> None:
    """Remember the wish."""
    await tx.execute(
        _KEEP,
        wish_id=identifier(wish.asked_at),
        username_folded=wish.username_folded,
        email=wish.email,
        address=wish.address,
        description=wish.description,
        asked_at=wish.asked_at,
    )


async def take(tx: Transaction) -> PasswordWish | None:
    """The oldest wish, gone from here; of two workers one gets it, the other none this time."""
    row = await tx.one_or_none(_TAKE)
    if row is None:
        return None
    return PasswordWish(
        username_folded=row.text("username_folded"),
        email=row.text("email"),
        address=row.text("address"),
        description=row.text("description"),
        asked_at=row.instant("asked_at"),
    )
