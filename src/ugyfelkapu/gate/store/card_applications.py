"""Applications with an eID card, while they last (`domain.md R2`); each step is one conditional statement."""

from dataclasses import dataclass
from datetime import datetime

from ugyfelkapu.foundation.database import Reader, Row, Transaction
from ugyfelkapu.gate.domain.card_application import ApplicationStanding, CardApplication, CardApplicationId
from ugyfelkapu.gate.domain.registration import RegistrationWay
from ugyfelkapu.gate.domain.secret import Digest

_COLUMNS = "application_id, way, standing, answer, wish"
_BEGIN = """
    INSERT INTO card_application (application_id, way, standing, browser_digest, expires_at)
    VALUES (:application_id, 'eid_card', 'begun', :browser_digest, :expires_at)
"""
_WAITS_FOR_CARD = """
    SELECT application_id FROM card_application
     WHERE application_id = :application_id AND standing IN ('begun', 'shown') AND expires_at > :now
"""
_SHOW = """
    UPDATE card_application SET standing = 'shown', answer = :answer, ticket_digest = :ticket_digest
     WHERE application_id = :application_id AND standing IN ('begun', 'shown') AND expires_at > :now
 RETURNING application_id
"""
_ARRIVE = """
    UPDATE card_application SET standing = 'proven', ticket_digest = NULL, secret_digest = :secret_digest
     WHERE ticket_digest = :ticket_digest AND browser_digest = :browser_digest AND standing = 'shown' AND expires_at > :now
 RETURNING application_id
"""
_OF_CARD = "SELECT application_id FROM card_application WHERE card_digest = :card_digest AND expires_at > :now"
_PROVE = """
    INSERT INTO card_application (application_id, way, standing, browser_digest, secret_digest, card_digest, answer, expires_at)
    VALUES (:application_id, 'eid_code', 'proven', :browser_digest, :secret_digest, :card_digest, :answer, :expires_at)
    ON CONFLICT (card_digest) DO UPDATE SET
        application_id = excluded.application_id, browser_digest = excluded.browser_digest,
        secret_digest = excluded.secret_digest, answer = excluded.answer,
        standing = CASE WHEN card_application.standing = 'code_used' THEN 'code_used' ELSE 'proven' END,
        expires_at = CASE WHEN card_application.standing = 'code_used' THEN card_application.expires_at
                          ELSE excluded.expires_at END
     WHERE card_application.standing NOT IN ('settling', 'paying')
 RETURNING application_id
"""
_OF_SECRET = f"""
    SELECT {_COLUMNS} FROM card_application
     WHERE secret_digest = :secret_digest AND expires_at > :now
"""  # noqa: S608 - constants
_WISH = f"""
    UPDATE card_application SET standing = 'settling', wish = :wish, settling_since = :now
     WHERE secret_digest = :secret_digest AND standing IN ('proven', 'code_used') AND expires_at > :now
 RETURNING {_COLUMNS}
"""  # noqa: S608 - constants
_SETTLING = f"SELECT {_COLUMNS} FROM card_application WHERE application_id = :application_id AND standing = 'settling'"  # noqa: S608 - constants
_LEFT_BEHIND = """
    SELECT application_id FROM card_application
     WHERE standing = 'settling' AND settling_since <= :before ORDER BY settling_since LIMIT :many
"""
_PUT_OFF = "UPDATE card_application SET settling_since = :now WHERE application_id = :application_id AND standing = 'settling'"
_CLAIM = """
    UPDATE card_application SET standing = :standing, wish = NULL, settling_since = NULL, expires_at = :expires_at
     WHERE application_id = :application_id AND standing = 'settling' RETURNING application_id
"""
_CLOSE = "DELETE FROM card_application WHERE application_id = :application_id"
_PURGE = "DELETE FROM card_application WHERE expires_at <= :now AND standing NOT IN ('settling', 'paying')"


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """The browser that goes on with an application."""

    browser_digest: bytes
    secret_digest: Digest


async def begin(tx: Transaction, application_id: CardApplicationId, *, browser_digest: bytes, expires_at: datetime) -> None:
    """Keep an application that waits for its card."""
    await tx.execute(_BEGIN, application_id=application_id, browser_digest=browser_digest, expires_at=expires_at)


async def waits_for_card(reader: Reader, application_id: CardApplicationId, *, now: datetime) -> bool:
    """Whether a card may be shown for it."""
    return await reader.one_or_none(_WAITS_FOR_CARD, application_id=application_id, now=now) is not None


async def show(
    tx: Transaction, application_id: CardApplicationId, *, sealed_answer: bytes, ticket_digest: Digest, now: datetime
) -> bool:
    """The card was shown; shown again, only the newest ticket is good. `False` when nothing waits for it."""
    row = await tx.one_or_none(_SHOW, application_id=application_id, answer=sealed_answer, ticket_digest=ticket_digest, now=now)
    return row is not None


async def arrive(tx: Transaction, ticket_digest: Digest, holder: Holder, *, now: datetime) -> CardApplicationId | None:
    """Take the ticket, once, from the browser that began; it goes on with its own secret."""
    row = await tx.one_or_none(
        _ARRIVE,
        ticket_digest=ticket_digest,
        browser_digest=holder.browser_digest,
        secret_digest=holder.secret_digest,
        now=now,
    )
    return CardApplicationId(row.text("application_id")) if row else None


async def of_card(reader: Reader, card_digest: bytes, *, now: datetime) -> CardApplicationId | None:
    """The application that a card's code was shown for already: asking again with its reference is no second use."""
    row = await reader.one_or_none(_OF_CARD, card_digest=card_digest, now=now)
    return CardApplicationId(row.text("application_id")) if row else None


async def prove(
    tx: Transaction, application: CardApplication, holder: Holder, *, card_digest: bytes, expires_at: datetime
) -> bool:
    """Keep whom the code proved; a former browser goes no further. `False`: the gate is being opened already."""
    row = await tx.one_or_none(
        _PROVE,
        application_id=application.application_id,
        browser_digest=holder.browser_digest,
        secret_digest=holder.secret_digest,
        card_digest=card_digest,
        answer=application.sealed_answer,
        expires_at=expires_at,
    )
    return row is not None


async def of_secret(reader: Reader, secret_digest: Digest, *, now: datetime) -> CardApplication | None:
    """The application of this browser."""
    row = await reader.one_or_none(_OF_SECRET, secret_digest=secret_digest, now=now)
    return _application(row) if row else None


async def keep_wish(tx: Transaction, secret_digest: Digest, *, sealed_wish: bytes, now: datetime) -> CardApplication | None:
    """Write the wish down, once: from here on the application is settled, by this request or by the worker."""
    row = await tx.one_or_none(_WISH, secret_digest=secret_digest, wish=sealed_wish, now=now)
    return _application(row) if row else None


async def settling(reader: Reader, application_id: CardApplicationId) -> CardApplication | None:
    """The application, if it still has to be settled."""
    row = await reader.one_or_none(_SETTLING, application_id=application_id)
    return _application(row) if row else None


async def left_behind(reader: Reader, *, before: datetime, many: int) -> list[CardApplicationId]:
    """Those that nobody has settled since then, the longest waiting first."""
    return [CardApplicationId(row.text("application_id")) for row in await reader.all(_LEFT_BEHIND, before=before, many=many)]


async def put_off(tx: Transaction, application_id: CardApplicationId, *, now: datetime) -> None:
    """Not yet: the register did not answer."""
    await tx.execute(_PUT_OFF, application_id=application_id, now=now)


async def claim(
    tx: Transaction, application_id: CardApplicationId, *, standing: ApplicationStanding, expires_at: datetime
) -> bool:
    """Take the application to settle it: of two, one gets it. It falls back to `standing` unless it is closed."""
    row = await tx.one_or_none(_CLAIM, application_id=application_id, standing=standing, expires_at=expires_at)
    return row is not None


async def close(tx: Transaction, application_id: CardApplicationId) -> None:
    """Delete it with all it holds."""
    await tx.execute(_CLOSE, application_id=application_id)


async def purge(tx: Transaction, *, now: datetime) -> int:
    """Remove those that nobody went on with; how many."""
    return await tx.execute(_PURGE, now=now)


def _application(row: Row) -> CardApplication:
    return CardApplication(
        application_id=CardApplicationId(row.text("application_id")),
        way=RegistrationWay(row.text("way")),
        standing=ApplicationStanding(row.text("standing")),
        sealed_answer=row.blob_or_none("answer"),
        sealed_wish=row.blob_or_none("wish"),
    )
