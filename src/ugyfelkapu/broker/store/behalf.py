"""On whose behalf, as codes and families keep it: three columns, empty for oneself."""

from ugyfelkapu.broker.domain.acting import Acting, ActingKind, OnBehalf
from ugyfelkapu.broker.domain.connection_code import ConnectionCode
from ugyfelkapu.foundation.database import Row


def behalf_values(behalf: OnBehalf | None) -> dict[str, str | None]:
    """The columns' values."""
    return {
        "acting_kind": behalf.acting.kind if behalf else None,
        "acting_reference": behalf.acting.reference if behalf else None,
        "principal_code": behalf.connection_code if behalf else None,
    }


def behalf_of(row: Row) -> OnBehalf | None:
    """What the columns say."""
    kind, code = row.text_or_none("acting_kind"), row.text_or_none("principal_code")
    if kind is None:
        return None
    return OnBehalf(
        acting=Acting(kind=ActingKind(kind), reference=row.text("acting_reference")),
        connection_code=None if code is None else ConnectionCode(code),
    )
