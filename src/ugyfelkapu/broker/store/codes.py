"""Authorization codes; of two callers exactly one redeems, and a replay is an outcome, not an exception."""

from dataclasses import dataclass
from datetime import datetime

from ugyfelkapu.broker.domain.authorization import AuthorizationCode, FamilyId
from ugyfelkapu.broker.domain.connection_code import ConnectionCode
from ugyfelkapu.broker.domain.relying_party import ClientId, Scope
from ugyfelkapu.broker.domain.secret import SecretDigest
from ugyfelkapu.broker.domain.session import SessionId
from ugyfelkapu.broker.store.asked_claims import claims_of, written
from ugyfelkapu.broker.store.behalf import behalf_of, behalf_values
from ugyfelkapu.foundation.database import Row, Transaction
from ugyfelkapu.identification import AssuranceLevel

NO_CHALLENGE = ""
"""As kept where the request came without PKCE; no challenge looks like it."""

_ADD = """
    INSERT INTO code (digest, client_id, redirect_uri, code_challenge, nonce, scopes, connection_code, session_id,
                      family_id, told_level, acting_kind, acting_reference, principal_code, expires_at, dpop_jkt,
                      asked_claims)
    VALUES (:digest, :client_id, :redirect_uri, :code_challenge, :nonce, :scopes, :connection_code, :session_id,
            :family_id, :told_level, :acting_kind, :acting_reference, :principal_code, :expires_at, :dpop_jkt, :asked_claims)
"""
_REDEEM = """
    UPDATE code SET redeemed_at = :now
     WHERE digest = :digest AND client_id = :client_id AND redeemed_at IS NULL
 RETURNING redirect_uri, code_challenge, nonce, scopes, connection_code, session_id, family_id, told_level, expires_at,
           acting_kind, acting_reference, principal_code, dpop_jkt, asked_claims
"""
_KEEP_UNTIL = "UPDATE code SET expires_at = :expires_at WHERE digest = :digest"
_SPENT = """
    SELECT family_id, connection_code, redeemed_at = expires_at AS is_lapsed
      FROM code WHERE digest = :digest AND client_id = :client_id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """The code was redeemed before; the family that grew from it must end (RFC 9700 section 2.1.1)."""

    family_id: FamilyId
    connection_code: ConnectionCode
    is_lapsed: bool
    """Nobody redeemed it: it ran out, and the clean-up spent it (`broker/store/expired.py`)."""


async def add(tx: Transaction, code: AuthorizationCode) -> None:
    """Keep a code that is about to leave."""
    await tx.execute(
        _ADD,
        digest=code.digest,
        client_id=code.client_id,
        redirect_uri=code.redirect_uri,
        code_challenge=code.code_challenge or NO_CHALLENGE,
        nonce=code.nonce,
        scopes=" ".join(code.scopes),
        connection_code=code.connection_code,
        session_id=code.session_id,
        family_id=code.family_id,
        told_level=code.told_level,
        **behalf_values(code.behalf),
        expires_at=code.expires_at,
        dpop_jkt=code.dpop_jkt,
        asked_claims=written(code.claims),
    )


async def keep_until(tx: Transaction, digest: SecretDigest, *, expires_at: datetime) -> None:
    """A code that nobody carries is good for longer than one that travels."""
    await tx.execute(_KEEP_UNTIL, digest=digest, expires_at=expires_at)


async def redeem(
    tx: Transaction, digest: SecretDigest, *, client_id: ClientId, now: datetime
) -> AuthorizationCode | Replayed | None:
    """Mark this client's code redeemed; `None`: there is no such code of this client."""
    row = await tx.one_or_none(_REDEEM, digest=digest, client_id=client_id, now=now)
    if row is not None:
        return _code(row, digest, client_id)
    spent = await tx.one_or_none(_SPENT, digest=digest, client_id=client_id)
    if spent is None:
        return None
    return Replayed(
        family_id=FamilyId(spent.text("family_id")),
        connection_code=ConnectionCode(spent.text("connection_code")),
        is_lapsed=spent.flag("is_lapsed"),
    )


def _code(row: Row, digest: SecretDigest, client_id: ClientId) -> AuthorizationCode:
    told_level = row.text_or_none("told_level")
    return AuthorizationCode(
        digest=digest,
        client_id=client_id,
        redirect_uri=row.text("redirect_uri"),
        code_challenge=row.text("code_challenge") or None,
        nonce=row.text_or_none("nonce"),
        scopes=tuple(Scope(scope) for scope in row.text("scopes").split()),
        connection_code=ConnectionCode(row.text("connection_code")),
        session_id=SessionId(row.text("session_id")),
        family_id=FamilyId(row.text("family_id")),
        told_level=None if told_level is None else AssuranceLevel(told_level),
        behalf=behalf_of(row),
        expires_at=row.instant("expires_at"),
        dpop_jkt=row.text_or_none("dpop_jkt"),
        claims=claims_of(row),
    )
