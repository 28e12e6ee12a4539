"""Sign-ons by the name of their entry, as services ask for them."""

import msgspec

from ugyfelkapu.broker.domain.connection_code import ConnectionCode
from ugyfelkapu.broker.domain.releases import SIGN_ON
from ugyfelkapu.broker.domain.relying_party import RelyingParty
from ugyfelkapu.foundation.database import Reader
from ugyfelkapu.identification import SubjectCode

_ENTRY = f"SELECT subject, technical FROM journal WHERE entry_id = :entry_id AND activity = '{SIGN_ON}'"  # noqa: S608 - a constant
_SUBJECT = """
    SELECT subject_code FROM connection_code
     WHERE sector = :sector AND (connection_code = :name OR connection_code IN (
           SELECT connection_code FROM saml_sign_on WHERE client_id = :client_id AND name_id = :name))
"""


class _Technical(msgspec.Struct, frozen=True):
    client_id: str


_decoder = msgspec.json.Decoder(_Technical)


async def signed_on(reader: Reader, party: RelyingParty, entry_id: str) -> SubjectCode | None:
    """Who signed on there by that entry; `None`: nobody did, or it was at another service."""
    row = await reader.one_or_none(_ENTRY, entry_id=entry_id)
    is_theirs = row is not None and _decoder.decode(row.text("technical")).client_id == party.client_id
    return SubjectCode(row.text("subject")) if row is not None and is_theirs else None


async def person_named(reader: Reader, party: RelyingParty, name: str) -> SubjectCode | None:
    """Whom the service knows by that name: by the connection code, or by a passing name while its session lives."""
    row = await reader.one_or_none(_SUBJECT, sector=party.sector, client_id=party.client_id, name=ConnectionCode(name))
    return SubjectCode(row.text("subject_code")) if row is not None else None
