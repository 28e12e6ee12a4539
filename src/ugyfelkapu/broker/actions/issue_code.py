"""Answer a request with a code: connection code, code, journal, in the caller's transaction (RFC 6749 section 4.1.2)."""

from dataclasses import replace
from datetime import datetime

from ugyfelkapu.broker.actions.entries import sign_on_entry
from ugyfelkapu.broker.actions.principals import technical_of
from ugyfelkapu.broker.actions.weigh import AnsweredBefore, Ready, Weighed
from ugyfelkapu.broker.domain.authorization import CODE_LIFETIME, AuthorizationCode
from ugyfelkapu.broker.domain.connection_code import CONNECTION_CODE_BYTES, ConnectionCode, connection_code_from
from ugyfelkapu.broker.domain.issued import NAME_CHANCE_BYTES, entry_named, family_named
from ugyfelkapu.broker.domain.release import data_set_by_law
from ugyfelkapu.broker.domain.secret import (
    SECRET_BYTES,
    SecretKind,
    minted,
)
from ugyfelkapu.broker.domain.session import is_touch_due
from ugyfelkapu.broker.ports import BrokerWorld
from ugyfelkapu.broker.store import codes, connection_codes, pushed_requests, sessions
from ugyfelkapu.foundation.database import Transaction
from ugyfelkapu.foundation.journal import record


async def issue_code(
    tx: Transaction, world: BrokerWorld, asked: Weighed, /, *, ready: Ready, now: datetime
) -> str | AnsweredBefore:
    """The code as it leaves; a pushed request is used up with it (RFC 9126 section 4)."""
    if not await pushed_requests.use_up(tx, asked.request):
        return AnsweredBefore()
    return await _issued(tx, world, asked, ready=ready, now=now)


async def _issued(tx: Transaction, world: BrokerWorld, asked: Weighed, *, ready: Ready, now: datetime) -> str:
    """What the service may learn is in the journal before it can learn it."""
    chance = world.entropy.bytes(SECRET_BYTES + NAME_CHANCE_BYTES)
    code = minted(SecretKind.CODE, chance[:SECRET_BYTES])
    family_id = family_named(now, chance[SECRET_BYTES:])
    connection_code = await settled_code(tx, world, asked, ready=ready, now=now)
    await codes.add(
        tx,
        AuthorizationCode(
            digest=code.digest,
            client_id=asked.request.client_id,
            redirect_uri=asked.request.redirect_uri,
            code_challenge=asked.request.code_challenge,
            nonce=asked.request.nonce,
            scopes=asked.request.scopes,
            connection_code=connection_code,
            session_id=ready.session.session_id,
            family_id=family_id,
            told_level=asked.request.level_wish.told(ready.session.level),
            behalf=ready.behalf,
            expires_at=now + CODE_LIFETIME,
            dpop_jkt=asked.request.dpop_jkt,
            claims=asked.request.claims,
        ),
    )
    if is_touch_due(ready.session, now=now):
        await sessions.touch(tx, ready.session.session_id, now=now)
    by_law = data_set_by_law(asked.request.scopes, asked.request.claims)
    entry = sign_on_entry(asked.party, ready.session.subject_code, data_set=by_law, behalf=technical_of(ready), now=now)
    await record(tx, replace(entry, entry_id=entry_named(family_id)))
    return code.secret


async def settled_code(tx: Transaction, world: BrokerWorld, asked: Weighed, *, ready: Ready, now: datetime) -> ConnectionCode:
    """What the body knows the person by: as ever, or fresh at the first sign-on there."""
    if ready.connection_code is not None:
        return ready.connection_code
    fresh = connection_code_from(world.entropy.bytes(CONNECTION_CODE_BYTES))
    return await connection_codes.settle(tx, ready.session.subject_code, asked.party.sector, fresh=fresh, now=now)
