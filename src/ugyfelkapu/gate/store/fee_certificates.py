"""Certificates that free from the fee, in the database: each frees one gate, because one conditional statement says so."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from ugyfelkapu.foundation.database import Reader, Row, Transaction
from ugyfelkapu.gate.domain.fee_certificate import CertificateNumber, Content, FeeCertificate
from ugyfelkapu.gate.domain.gate import GateId
from ugyfelkapu.gate.domain.organisation import Organisation, OrganisationId, OrganisationKind

MOST_LISTED = 200

Opened = Callable[[bytes, str], Content]
"""What opens a sealed content: by the bytes kept and the number."""

_DRAW = """
    INSERT INTO fee_certificate (number, organisation_id, sealed, drawn_by, drawn_at, good_until)
    VALUES (:number, :organisation_id, :sealed, :drawn_by, :drawn_at, :good_until)
"""
_SELECT = """
    SELECT fee_certificate.number, fee_certificate.sealed, fee_certificate.drawn_at, fee_certificate.good_until,
           fee_certificate.accepted_at, fee_certificate.document_digest, fee_certificate.used_at,
           fee_certificate.withdrawn_at, organisation.organisation_id, organisation.kind, organisation.short_name,
           organisation.krid, organisation.name, organisation.seal_identifier, organisation.ended_at
      FROM fee_certificate
      JOIN organisation ON organisation.organisation_id = fee_certificate.organisation_id
"""
_BY_NUMBER = f"{_SELECT} WHERE fee_certificate.number = :number"
_OF_ORGANISATION = f"""
    {_SELECT} WHERE fee_certificate.organisation_id = :organisation_id
     ORDER BY fee_certificate.drawn_at DESC, fee_certificate.number LIMIT {MOST_LISTED}
"""
_ACCEPT = """
    UPDATE fee_certificate
       SET accepted_at = :now, sealed = :sealed, document_digest = :document_digest, seal_digest = :seal_digest
     WHERE number = :number AND accepted_at IS NULL AND withdrawn_at IS NULL AND good_until > :now
 RETURNING number
"""
_CLAIM = """
    UPDATE fee_certificate SET used_at = :now, gate_id = :gate_id
     WHERE number = :number AND accepted_at IS NOT NULL AND used_at IS NULL AND withdrawn_at IS NULL AND good_until > :now
 RETURNING number
"""
_RELEASE = "UPDATE fee_certificate SET used_at = NULL, gate_id = NULL WHERE gate_id = :gate_id"
_FORGET = "UPDATE fee_certificate SET sealed = :nothing WHERE gate_id = :gate_id"
_WITHDRAW = """
    UPDATE fee_certificate SET withdrawn_at = :now, sealed = :nothing
     WHERE number = :number AND organisation_id = :organisation_id AND used_at IS NULL AND withdrawn_at IS NULL
       AND good_until > :now
 RETURNING number
"""
_PURGE = "UPDATE fee_certificate SET sealed = :nothing WHERE good_until <= :now AND length(sealed) > 0"


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A certificate that waits for its seal."""

    number: CertificateNumber
    organisation_id: OrganisationId
    sealed: bytes
    drawn_by: GateId
    drawn_at: datetime
    good_until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """What came back with the organisation's seal, by its digests, and what is kept of the content."""

    sealed: bytes
    document_digest: bytes
    seal_digest: bytes


async def draw(tx: Transaction, drawn: Drawn) -> None:
    """Keep one that waits for its seal."""
    await tx.execute(
        _DRAW,
        number=drawn.number,
        organisation_id=drawn.organisation_id,
        sealed=drawn.sealed,
        drawn_by=drawn.drawn_by,
        drawn_at=drawn.drawn_at,
        good_until=drawn.good_until,
    )


async def by_number(reader: Reader, number: CertificateNumber, *, opened: Opened) -> FeeCertificate | None:
    """The certificate of a number, wherever it stands."""
    row = await reader.one_or_none(_BY_NUMBER, number=number)
    return None if row is None else _certificate(row, opened)


async def of_organisation(reader: Reader, organisation_id: OrganisationId, *, opened: Opened) -> list[FeeCertificate]:
    """An organisation's, newest first."""
    rows = await reader.all(_OF_ORGANISATION, organisation_id=organisation_id)
    return [_certificate(row, opened) for row in rows]


async def accept(tx: Transaction, number: CertificateNumber, sealed: Sealed, *, now: datetime) -> bool:
    """It came back sealed; of many at once one counts."""
    row = await tx.one_or_none(
        _ACCEPT,
        number=number,
        sealed=sealed.sealed,
        document_digest=sealed.document_digest,
        seal_digest=sealed.seal_digest,
        now=now,
    )
    return row is not None


async def claim(tx: Transaction, number: CertificateNumber, *, gate_id: GateId, now: datetime) -> bool:
    """Use it for this gate; `False` when another gate was first, or it ended."""
    return await tx.one_or_none(_CLAIM, number=number, gate_id=gate_id, now=now) is not None


async def release(tx: Transaction, gate_id: GateId) -> None:
    """The gate was not opened after all: the certificate is unused again."""
    await tx.execute(_RELEASE, gate_id=gate_id)


async def forget_holder(tx: Transaction, gate_id: GateId) -> None:
    """The gate is open: for whom its certificate was need not be kept a second time."""
    await tx.execute(_FORGET, gate_id=gate_id, nothing=b"")


async def withdraw(tx: Transaction, number: CertificateNumber, organisation_id: OrganisationId, *, now: datetime) -> bool:
    """Take it back, unless it was used; `False` when there is nothing to take back."""
    row = await tx.one_or_none(_WITHDRAW, number=number, organisation_id=organisation_id, now=now, nothing=b"")
    return row is not None


async def purge(tx: Transaction, *, now: datetime) -> int:
    """Forget for whom those were that have run out; how many."""
    return await tx.execute(_PURGE, now=now, nothing=b"")


def _certificate(row: Row, opened: Opened) -> FeeCertificate:
    sealed, number = row.blob("sealed"), CertificateNumber(row.text("number"))
    return FeeCertificate(
        number=number,
        organisation=Organisation(
            organisation_id=OrganisationId(row.text("organisation_id")),
            kind=OrganisationKind(row.text("kind")),
            short_name=row.text("short_name"),
            krid=row.text("krid"),
            name=row.text("name"),
            seal_identifier=row.text("seal_identifier"),
        ),
        is_organisation_ended=row.instant_or_none("ended_at") is not None,
        content=opened(sealed, number) if sealed else None,
        drawn_at=row.instant("drawn_at"),
        good_until=row.instant("good_until"),
        accepted_at=row.instant_or_none("accepted_at"),
        document_digest=row.blob_or_none("document_digest"),
        used_at=row.instant_or_none("used_at"),
        withdrawn_at=row.instant_or_none("withdrawn_at"),
    )
