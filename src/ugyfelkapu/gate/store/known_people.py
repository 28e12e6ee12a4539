"""People as the broker may ask for them by their subject codes, and what it had mailed to them."""

from datetime import datetime

from ugyfelkapu.foundation.database import Reader, Transaction
from ugyfelkapu.gate.domain.activation_code import Recipient
from ugyfelkapu.gate.domain.gate import GateId
from ugyfelkapu.gate.domain.identity import PersonName
from ugyfelkapu.identification import SubjectCode

MOST_GATES = 100

_GATES = f"""
    SELECT gate.gate_id, gate.username, gate.email, gate.language, person.family_name, person.given_name
      FROM person JOIN gate ON gate.person_id = person.person_id
     WHERE person.subject_code = :subject_code AND gate.standing = 'active' AND NOT person.deceased
     ORDER BY gate.registered_at, gate.gate_id LIMIT {MOST_GATES}
"""  # noqa: S608 - a constant
_TELL = "INSERT INTO told_news (reference, told_at) VALUES (:reference, :now) ON CONFLICT DO NOTHING RETURNING reference"
_FORGET = "DELETE FROM told_news WHERE told_at <= :before"


async def gates_in_use(reader: Reader, subject_code: SubjectCode) -> list[Recipient]:
    """The person's active gates, the oldest first; none for whoever is dead, suspended everywhere, or unknown."""
    return [
        Recipient(
            gate_id=GateId(row.text("gate_id")),
            username=row.text("username"),
            email=row.text("email"),
            language=row.text("language"),
            name=PersonName(family_name=row.text("family_name"), given_name=row.text("given_name")),
        )
        for row in await reader.all(_GATES, subject_code=subject_code)
    ]


async def tell_once(tx: Transaction, reference: str, *, now: datetime) -> bool:
    """Whether these news come for the first time."""
    return await tx.one_or_none(_TELL, reference=reference, now=now) is not None


async def forget_told(tx: Transaction, *, before: datetime) -> int:
    """Forget what was told long ago; the broker has stopped asking."""
    return await tx.execute(_FORGET, before=before)
