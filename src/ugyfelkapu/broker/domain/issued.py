"""What we issued is named by the journal's entry of its sign-on, so that it can be found there (decision 0039)."""

from base64 import urlsafe_b64decode
from binascii import Error
from datetime import datetime

from ugyfelkapu.broker.domain.authorization import FamilyId
from ugyfelkapu.broker.domain.secret import may_be_identifier, text_of
from ugyfelkapu.broker.domain.token import MARK

NAME_CHANCE_BYTES = 8
_INSTANT_BYTES = 8
_SAML = "_"
"""In front of an assertion's `ID`, which may not begin with a digit (SAML 2.0 Core section 1.3.4)."""


def family_named(at: datetime, chance: bytes) -> FamilyId:
    """A new name: the instant in microseconds, then `NAME_CHANCE_BYTES` of chance."""
    return FamilyId(text_of(int(at.timestamp() * 1_000_000).to_bytes(_INSTANT_BYTES) + chance))


def entry_named(family_id: str) -> str | None:
    """The name of the journal's entry; `None`: it cannot be a name of ours."""
    if not may_be_identifier(family_id):
        return None
    try:
        octets = urlsafe_b64decode(family_id + "==")
    except (Error, ValueError):
        return None
    return octets.hex() if text_of(octets) == family_id else None


def entry_of_token(jti: str) -> str | None:
    """The entry of an ID token's `jti`."""
    return entry_named(jti.partition(MARK)[0])


def entry_of_assertion(name: str) -> str | None:
    """The entry of an assertion's `ID`."""
    return entry_named(name.removeprefix(_SAML)) if name.startswith(_SAML) else None


def assertion_named(family_id: FamilyId) -> str:
    """The `ID` of an assertion."""
    return _SAML + family_id
