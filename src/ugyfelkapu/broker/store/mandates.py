"""Mandates: accepted once, ended at once, and asked for at every use."""

from datetime import datetime

from ugyfelkapu.broker.domain.mandate import (
    MOST_AT_ONCE,
    MOST_WRONG_NAMES,
    Ending,
    Mandate,
    MandateId,
    OfferDigests,
)
from ugyfelkapu.broker.domain.relying_party import ClientId
from ugyfelkapu.foundation.database import Reader, Row, Transaction
from ugyfelkapu.identification import SubjectCode

MOST_SHOWN = 200

_COLUMNS = "mandate_id, grantor, mandatary, offered_at, offer_ends_at, valid_until, accepted_at, ended_at, ended_by"
_ADD = f"""
    INSERT INTO mandate (mandate_id, grantor, code_digest, name_digest, wrong_names, offered_at, offer_ends_at, valid_until)
    SELECT :mandate_id, :grantor, :code_digest, :name_digest, 0, :offered_at, :offer_ends_at, :valid_until
     WHERE (SELECT count(*) FROM mandate
             WHERE grantor = :grantor AND ended_at IS NULL AND valid_until > :offered_at) < {MOST_AT_ONCE}
 RETURNING mandate_id
"""  # noqa: S608 - a constant
_ADD_SERVICE = "INSERT INTO mandate_service (mandate_id, client_id) VALUES (:mandate_id, :client_id)"
_OPEN = "ended_at IS NULL AND accepted_at IS NULL AND offer_ends_at > :now AND valid_until > :now"
_IN_FORCE = "ended_at IS NULL AND accepted_at IS NOT NULL AND valid_until > :now"
_OFFER = f"""
    SELECT {_COLUMNS} FROM mandate
     WHERE code_digest = :code_digest AND name_digest = :name_digest AND {_OPEN}
"""  # noqa: S608 - constants alone
_ACCEPT = f"""
    UPDATE mandate SET mandatary = :mandatary, accepted_at = :now, code_digest = NULL, name_digest = NULL
     WHERE code_digest = :code_digest AND name_digest = :name_digest AND grantor <> :mandatary AND {_OPEN}
 RETURNING {_COLUMNS}
"""  # noqa: S608 - constants alone
_WRONG_NAME = f"""
    UPDATE mandate
       SET wrong_names = wrong_names + 1,
           ended_at = CASE WHEN wrong_names + 1 >= {MOST_WRONG_NAMES} THEN :now ELSE ended_at END,
           ended_by = CASE WHEN wrong_names + 1 >= {MOST_WRONG_NAMES} THEN '{Ending.WRONG_NAMES}' ELSE ended_by END
     WHERE code_digest = :code_digest AND name_digest <> :name_digest AND grantor <> :bearer AND {_OPEN}
 RETURNING {_COLUMNS}
"""  # noqa: S608 - constants alone
_END = f"""
    UPDATE mandate
       SET ended_at = :now, code_digest = NULL, name_digest = NULL,
           ended_by = CASE WHEN grantor = :party THEN '{Ending.GRANTOR}' ELSE '{Ending.MANDATARY}' END
     WHERE mandate_id = :mandate_id AND (grantor = :party OR mandatary = :party) AND ended_at IS NULL AND valid_until > :now
 RETURNING {_COLUMNS}
"""  # noqa: S608 - constants alone
_END_OF = f"""
    UPDATE mandate SET ended_at = :now, ended_by = '{Ending.GATE}', code_digest = NULL, name_digest = NULL
     WHERE (grantor = :party OR mandatary = :party) AND ended_at IS NULL AND valid_until > :now
 RETURNING {_COLUMNS}
"""  # noqa: S608 - constants alone
_END_FAMILIES = "UPDATE family SET ended_at = :now WHERE acting_reference = :mandate_id AND ended_at IS NULL"
_USE = f"""
    UPDATE mandate SET last_used_at = :now
     WHERE mandate_id = :mandate_id AND mandatary = :mandatary AND {_IN_FORCE}
       AND EXISTS (SELECT 1 FROM mandate_service
                    WHERE mandate_service.mandate_id = mandate.mandate_id AND mandate_service.client_id = :client_id)
 RETURNING grantor
"""  # noqa: S608 - constants alone
_STILL = f"""
    SELECT grantor FROM mandate
     WHERE mandate_id = :mandate_id AND mandatary = :mandatary AND {_IN_FORCE}
       AND EXISTS (SELECT 1 FROM mandate_service
                    WHERE mandate_service.mandate_id = mandate.mandate_id AND mandate_service.client_id = :client_id)
"""  # noqa: S608 - constants alone
_COVERING = f"""
    SELECT {_COLUMNS} FROM mandate
     WHERE mandatary = :mandatary AND {_IN_FORCE}
       AND EXISTS (SELECT 1 FROM mandate_service
                    WHERE mandate_service.mandate_id = mandate.mandate_id AND mandate_service.client_id = :client_id)
     ORDER BY accepted_at, mandate_id LIMIT {MOST_SHOWN}
"""  # noqa: S608 - constants alone
_OF_PARTY = f"""
    SELECT {_COLUMNS} FROM mandate WHERE grantor = :party OR mandatary = :party
     ORDER BY offered_at DESC, mandate_id DESC LIMIT {MOST_SHOWN}
"""  # noqa: S608 - constants alone
_SERVICES = "SELECT client_id FROM mandate_service WHERE mandate_id = :mandate_id ORDER BY client_id"


async def add(tx: Transaction, mandate: Mandate, digests: OfferDigests) -> bool:
    """Keep an offer; `False`: this person has given as many as one may."""
    row = await tx.one_or_none(
        _ADD,
        mandate_id=mandate.mandate_id,
        grantor=mandate.grantor,
        code_digest=digests.code,
        name_digest=digests.name,
        offered_at=mandate.offered_at,
        offer_ends_at=mandate.offer_ends_at,
        valid_until=mandate.valid_until,
    )
    for client_id in mandate.services if row else ():
        await tx.execute(_ADD_SERVICE, mandate_id=mandate.mandate_id, client_id=client_id)
    return row is not None


async def offer(reader: Reader, digests: OfferDigests, *, now: datetime) -> Mandate | None:
    """The open offer of this code, if it was made out to this name."""
    row = await reader.one_or_none(_OFFER, code_digest=digests.code, name_digest=digests.name, now=now)
    return None if row is None else await _whole(reader, row)


async def accept(tx: Transaction, digests: OfferDigests, *, mandatary: SubjectCode, now: datetime) -> Mandate | None:
    """Accept the open offer of this code; of many who come at once one does, and never the grantor."""
    row = await tx.one_or_none(_ACCEPT, code_digest=digests.code, name_digest=digests.name, mandatary=mandatary, now=now)
    return None if row is None else await _whole(tx, row)


async def note_wrong_name(tx: Transaction, digests: OfferDigests, *, bearer: SubjectCode, now: datetime) -> Mandate | None:
    """The right code in the hands of somebody of another name, counted; the last one ends the offer."""
    row = await tx.one_or_none(_WRONG_NAME, code_digest=digests.code, name_digest=digests.name, bearer=bearer, now=now)
    return None if row is None else await _whole(tx, row)


async def end(tx: Transaction, mandate_id: MandateId, *, party: SubjectCode, now: datetime) -> Mandate | None:
    """End a mandate or an offer of which this person is a party, and every token that stands on it."""
    row = await tx.one_or_none(_END, mandate_id=mandate_id, party=party, now=now)
    if row is None:
        return None
    await tx.execute(_END_FAMILIES, mandate_id=mandate_id, now=now)
    return await _whole(tx, row)


async def end_of(tx: Transaction, party: SubjectCode, *, now: datetime) -> list[Mandate]:
    """End all that a person gave or holds, and every token that stands on it."""
    rows = await tx.all(_END_OF, party=party, now=now)
    for row in rows:
        await tx.execute(_END_FAMILIES, mandate_id=row.text("mandate_id"), now=now)
    return [await _whole(tx, row) for row in rows]


async def use(
    tx: Transaction, mandate_id: str, *, mandatary: SubjectCode, client_id: ClientId, now: datetime
) -> SubjectCode | None:
    """The grantor, if the mandate holds at this service; its row is held, so that a withdrawal comes before or after."""
    row = await tx.one_or_none(_USE, mandate_id=mandate_id, mandatary=mandatary, client_id=client_id, now=now)
    return None if row is None else SubjectCode(row.text("grantor"))


async def still_holds(
    reader: Reader, mandate_id: str, *, mandatary: SubjectCode, client_id: ClientId, now: datetime
) -> SubjectCode | None:
    """The grantor, if the mandate holds at this service at this instant."""
    row = await reader.one_or_none(_STILL, mandate_id=mandate_id, mandatary=mandatary, client_id=client_id, now=now)
    return None if row is None else SubjectCode(row.text("grantor"))


async def covering(reader: Reader, client_id: ClientId, *, mandatary: SubjectCode, now: datetime) -> list[Mandate]:
    """The mandates by which a person may act at a service now, the oldest first."""
    rows = await reader.all(_COVERING, client_id=client_id, mandatary=mandatary, now=now)
    return [await _whole(reader, row) for row in rows]


async def of_party(reader: Reader, party: SubjectCode) -> list[Mandate]:
    """All that a person gave or holds, the newest first."""
    return [await _whole(reader, row) for row in await reader.all(_OF_PARTY, party=party)]


async def _whole(reader: Reader, row: Row) -> Mandate:
    services = await reader.all(_SERVICES, mandate_id=row.text("mandate_id"))
    mandatary, ended_by = row.text_or_none("mandatary"), row.text_or_none("ended_by")
    return Mandate(
        mandate_id=MandateId(row.text("mandate_id")),
        grantor=SubjectCode(row.text("grantor")),
        mandatary=None if mandatary is None else SubjectCode(mandatary),
        services=tuple(ClientId(service.text("client_id")) for service in services),
        offered_at=row.instant("offered_at"),
        offer_ends_at=row.instant("offer_ends_at"),
        valid_until=row.instant("valid_until"),
        accepted_at=row.instant_or_none("accepted_at"),
        ended_at=row.instant_or_none("ended_at"),
        ended_by=None if ended_by is None else Ending(ended_by),
    )
