"""To whom tokens are bound, as a row has it."""

from collections.abc import Mapping

from ugyfelkapu.broker.domain.keys.confirmation import Confirmation, ConfirmationMethod
from ugyfelkapu.foundation.database import Row

COLUMNS = "family.confirmation_method, family.confirmation_thumbprint"


def confirmation_values(confirmation: Confirmation | None) -> Mapping[str, str | None]:
    """The parameters of a statement that keeps it."""
    return {
        "confirmation_method": confirmation.method if confirmation else None,
        "confirmation_thumbprint": confirmation.thumbprint if confirmation else None,
    }


def confirmation_of(row: Row) -> Confirmation | None:
    """What a row of `COLUMNS` keeps; `None`: whoever bears the token may use it."""
    method = row.text_or_none("confirmation_method")
    if method is None:
        return None
    return Confirmation(method=ConfirmationMethod(method), thumbprint=row.text("confirmation_thumbprint"))
