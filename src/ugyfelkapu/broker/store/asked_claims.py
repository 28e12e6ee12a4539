"""Claims asked for one by one, as codes and families keep them."""

import msgspec

from ugyfelkapu.broker.domain.asked_claims import NO_CLAIMS, AskedClaims
from ugyfelkapu.foundation.database import Row

_decoder = msgspec.json.Decoder(AskedClaims)


def written(claims: AskedClaims) -> str | None:
    """What is kept; nothing where nothing was asked."""
    return None if claims == NO_CLAIMS else msgspec.json.encode(claims).decode()


def claims_of(row: Row) -> AskedClaims:
    """What a row keeps."""
    kept = row.text_or_none("asked_claims")
    return NO_CLAIMS if kept is None else _decoder.decode(kept)
