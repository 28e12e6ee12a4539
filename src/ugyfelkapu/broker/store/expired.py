"""Deletes what has run out, a small batch at a time, so that no writer waits long."""

from datetime import UTC, datetime

from ugyfelkapu.broker.domain.authorization import PENDING_LIFETIME
from ugyfelkapu.broker.domain.logout_notice import KEPT
from ugyfelkapu.broker.domain.mandate import KEPT_AFTER_END
from ugyfelkapu.broker.domain.session import IDLE_LIMIT, WHOLE_LIMIT
from ugyfelkapu.broker.store import refused_requests
from ugyfelkapu.foundation import throttle
from ugyfelkapu.foundation.database import Transaction

BATCH = 500
LAPSED = 5000
"""So many rows are marked at once; after a standstill of the worker there may be very many."""

_SESSIONS = """
    DELETE FROM broker_session WHERE session_id IN (
        SELECT session_id FROM broker_session WHERE last_used_at <= :idle_since OR identified_at <= :identified_by
         LIMIT :batch)
"""
_PENDING = """
    DELETE FROM pending_request WHERE pending_id IN (
        SELECT pending_id FROM pending_request WHERE created_at <= :created_by LIMIT :batch)
"""
_VISITS = """
    DELETE FROM own_visit WHERE visit_id IN (SELECT visit_id FROM own_visit WHERE created_at <= :created_by LIMIT :batch)
"""
_SPENT_CODES = """
    UPDATE code SET redeemed_at = expires_at WHERE digest IN (
        SELECT digest FROM code WHERE redeemed_at IS NULL AND expires_at <= :now LIMIT :lapsed)
"""
_CODES = """
    DELETE FROM code WHERE digest IN (
        SELECT digest FROM code
         WHERE expires_at <= :kept_until
           AND NOT EXISTS (SELECT 1 FROM family
                            WHERE family.family_id = code.family_id AND (refresh_until > :now OR family.expires_at > :now))
         LIMIT :batch)
"""
_LAPSED_DEVICES = "UPDATE device_code SET answered_at = expires_at WHERE answered_at IS NULL AND expires_at <= :now"
_DEVICES = """
    DELETE FROM device_code WHERE digest IN (
        SELECT digest FROM device_code WHERE expires_at <= :kept_until LIMIT :batch)
"""
_LAPSED_FAMILIES = """
    UPDATE family SET expires_at = :long_ago WHERE family_id IN (
        SELECT family_id FROM family WHERE expires_at <= :now AND expires_at > :long_ago LIMIT :lapsed)
"""
_LAPSED_RENEWALS = "UPDATE family SET refresh_until = :long_ago WHERE refresh_until <= :now AND refresh_until > :long_ago"
_GONE = """
    WITH RECURSIVE signed_on (session_id) AS (
        SELECT min(session_id) FROM family
        UNION ALL
        SELECT (SELECT min(family.session_id) FROM family WHERE family.session_id > signed_on.session_id)
          FROM signed_on WHERE signed_on.session_id IS NOT NULL
    )
    SELECT family_id FROM family
     WHERE session_id IN (
        SELECT signed_on.session_id FROM signed_on
         WHERE signed_on.session_id IS NOT NULL
           AND NOT EXISTS (SELECT 1 FROM broker_session WHERE broker_session.session_id = signed_on.session_id))
     ORDER BY family_id LIMIT :batch
"""
"""Session by session along the index: there are far fewer of them than families, and a writer waits for this."""
_REFRESH_TOKENS = f"DELETE FROM refresh_token WHERE family_id IN ({_GONE})"  # noqa: S608 - constants alone
_FAMILIES = f"DELETE FROM family WHERE family_id IN ({_GONE})"  # noqa: S608 - constants alone
_CHOICES = """
    DELETE FROM acting_choice
     WHERE NOT EXISTS (SELECT 1 FROM broker_session WHERE broker_session.session_id = acting_choice.session_id)
"""
_SAML_SIGN_ONS = """
    DELETE FROM saml_sign_on
     WHERE NOT EXISTS (SELECT 1 FROM broker_session WHERE broker_session.session_id = saml_sign_on.session_id)
"""
_OLD_MANDATES = """
    SELECT mandate_id FROM mandate WHERE valid_until <= :kept_since OR ended_at <= :kept_since
     ORDER BY valid_until, mandate_id LIMIT :batch
"""
_MANDATE_SERVICES = f"DELETE FROM mandate_service WHERE mandate_id IN ({_OLD_MANDATES})"  # noqa: S608 - constants alone
_MANDATES = f"DELETE FROM mandate WHERE mandate_id IN ({_OLD_MANDATES})"  # noqa: S608 - constants alone
_OLD_ENDS = "SELECT sign_out_id FROM sign_out WHERE ended_at <= :told_by ORDER BY ended_at, sign_out_id LIMIT :batch"
_NOTICES = f"DELETE FROM logout_notice WHERE sign_out_id IN ({_OLD_ENDS})"  # noqa: S608 - constants alone
_ENDS = f"DELETE FROM sign_out WHERE sign_out_id IN ({_OLD_ENDS})"  # noqa: S608 - constants alone
_SAML_LOGOUTS = """
    DELETE FROM saml_logout WHERE logout_id IN (
        SELECT logout_id FROM saml_logout WHERE created_at <= :created_by LIMIT :batch)
"""
_UNTOLD_NAMES = """
    UPDATE logout_notice SET name_id = NULL
     WHERE name_id IS NOT NULL AND outcome IN ('by_browser', 'not_told')
       AND sign_out_id IN (SELECT sign_out_id FROM sign_out WHERE ended_at <= :ended_by)
"""
_ASSERTIONS = """
    DELETE FROM used_assertion WHERE digest IN (
        SELECT digest FROM used_assertion WHERE expires_at <= :now LIMIT :batch)
"""
_PUSHED = """
    DELETE FROM pushed_request WHERE digest IN (SELECT digest FROM pushed_request WHERE expires_at <= :now LIMIT :batch)
"""
_ARTIFACTS = """
    DELETE FROM saml_artifact WHERE digest IN (SELECT digest FROM saml_artifact WHERE expires_at <= :now LIMIT :batch)
"""
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


async def purge(tx: Transaction, *, now: datetime) -> int:
    """How many rows went; a redeemed code stays an hour longer, so that its replay is still known as one.

    It stays even longer where what it brought can be renewed.
    A family stays as long as its session, although its tokens expire before: it says that somebody is signed on at a service.
    No clock set back revives what was over: a code nobody redeemed in time counts as redeemed, a family as expired long ago.
    """
    return sum(
        [
            await tx.execute(_SESSIONS, idle_since=now - IDLE_LIMIT, identified_by=now - WHOLE_LIMIT, batch=BATCH),
            await tx.execute(_PENDING, created_by=now - PENDING_LIFETIME, batch=BATCH),
            await tx.execute(_VISITS, created_by=now - PENDING_LIFETIME, batch=BATCH),
            await tx.execute(_SPENT_CODES, now=now, lapsed=LAPSED),
            await tx.execute(_CODES, kept_until=now - PENDING_LIFETIME, now=now, batch=BATCH),
            await tx.execute(_LAPSED_DEVICES, now=now),
            await tx.execute(_DEVICES, kept_until=now - PENDING_LIFETIME, batch=BATCH),
            await tx.execute(_LAPSED_FAMILIES, long_ago=_LONG_AGO, now=now, lapsed=LAPSED),
            await tx.execute(_LAPSED_RENEWALS, long_ago=_LONG_AGO, now=now),
            await tx.execute(_REFRESH_TOKENS, batch=BATCH),  # of the same families as the next line takes
            await tx.execute(_FAMILIES, batch=BATCH),
            await tx.execute(_ASSERTIONS, now=now, batch=BATCH),
            await tx.execute(_PUSHED, now=now - PENDING_LIFETIME, batch=BATCH),
            await tx.execute(_ARTIFACTS, now=now, batch=BATCH),
            await tx.execute(_CHOICES),
            await tx.execute(_SAML_SIGN_ONS),
            await tx.execute(_SAML_LOGOUTS, created_by=now - PENDING_LIFETIME, batch=BATCH),
            await tx.execute(_UNTOLD_NAMES, ended_by=now - PENDING_LIFETIME),
            await refused_requests.forget_old(tx, now=now),
            await throttle.forget_old(tx, now=now),
            await _forget_mandates(tx, now=now),
            await _forget_ends(tx, now=now),
        ]
    )


async def _forget_mandates(tx: Transaction, *, now: datetime) -> int:
    """Mandates that were over long ago; both statements find the same ones, since they take them in the same order."""
    kept_since = now - KEPT_AFTER_END
    await tx.execute(_MANDATE_SERVICES, kept_since=kept_since, batch=BATCH)
    return await tx.execute(_MANDATES, kept_since=kept_since, batch=BATCH)


async def _forget_ends(tx: Transaction, *, now: datetime) -> int:
    """Which services were told of which ends, once no operator looks for it any more."""
    told_by = now - KEPT
    await tx.execute(_NOTICES, told_by=told_by, batch=BATCH)
    return await tx.execute(_ENDS, told_by=told_by, batch=BATCH)
