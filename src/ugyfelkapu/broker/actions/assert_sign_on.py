"""Answer a SAML request: connection code, sign-on, journal, in the caller's transaction (SAML 2.0 Profiles section 4.1.4.2)."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from ugyfelkapu.broker.actions.entries import sign_on_entry
from ugyfelkapu.broker.actions.issue_code import settled_code
from ugyfelkapu.broker.actions.principals import technical_of
from ugyfelkapu.broker.actions.weigh import AnsweredBefore, Ready, Weighed
from ugyfelkapu.broker.domain.authorization import AuthorizationRequest
from ugyfelkapu.broker.domain.issued import NAME_CHANCE_BYTES, assertion_named, entry_named, family_named
from ugyfelkapu.broker.domain.release import data_set_by_law
from ugyfelkapu.broker.domain.saml_ask import SamlAsk
from ugyfelkapu.broker.domain.saml_context import Reached, told_context
from ugyfelkapu.broker.domain.saml_service import NameIdFormat
from ugyfelkapu.broker.domain.saml_sign_on import SamlName, SamlSignOn, name_of
from ugyfelkapu.broker.domain.session import is_touch_due
from ugyfelkapu.broker.domain.token import Family
from ugyfelkapu.broker.ports import BrokerWorld
from ugyfelkapu.broker.store import assertions, saml_sign_ons, sessions
from ugyfelkapu.foundation.database import Transaction
from ugyfelkapu.foundation.journal import record

REQUEST_REMEMBERED = timedelta(hours=2)
"""Longer than a request may be old and wait together, so that none is answered twice."""


class NoSamlRequestError(Exception):
    """A request of another protocol was to be answered with an assertion."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedOnBySaml:
    """What an assertion is made of, but for what it tells of the person."""

    assertion_id: str
    """Its `ID`, which names the journal's entry."""
    family: Family
    """What is told hangs on it as on a family of tokens; it is kept nowhere."""
    name: SamlName
    context: str
    """The `AuthnContextClassRef`."""


class Unassertable(StrEnum):
    """Why somebody is signed on, and yet nothing may be asserted."""

    NO_CONTEXT = "no_context"
    """The session is none of the contexts asked for (Core section 3.3.2.2.1)."""
    NO_NAME = "no_name"
    """The service does not know the person, and forbids a new name (Core section 3.4.1.1, `AllowCreate`)."""
    ENDED = "ended"
    """The session ended since it was looked at; whoever ended it could not tell this service."""


SamlAnswer = SignedOnBySaml | AnsweredBefore | Unassertable


async def assert_sign_on(tx: Transaction, world: BrokerWorld, asked: Weighed, /, *, ready: Ready, now: datetime) -> SamlAnswer:
    """What the service may learn is in the journal before it can learn it."""
    ask = ask_of(asked.request)
    client_id, session = asked.party.client_id, ready.session
    if not await assertions.use(tx, client_id, ask.request_id, expires_at=now + REQUEST_REMEMBERED):
        return AnsweredBefore()
    if await sessions.hold(tx, session.session_id) is None:
        return Unassertable.ENDED
    context = _context_of(ask, asked, ready)
    if context is None:
        return Unassertable.NO_CONTEXT
    if ready.connection_code is None and not ask.may_create and ask.name_id_format is NameIdFormat.PERSISTENT:
        return Unassertable.NO_NAME
    family_id = family_named(now, world.entropy.bytes(NAME_CHANCE_BYTES))
    connection_code = await settled_code(tx, world, asked, ready=ready, now=now)
    name = name_of(session, client_id, connection_code, asked=ask.name_id_format)
    signed_on = SamlSignOn(client_id=client_id, name=name, connection_code=connection_code)
    await saml_sign_ons.put(tx, session.session_id, signed_on)
    if is_touch_due(session, now=now):
        await sessions.touch(tx, session.session_id, now=now)
    by_law = data_set_by_law(asked.request.scopes, asked.request.claims)
    entry = sign_on_entry(asked.party, session.subject_code, data_set=by_law, behalf=technical_of(ready), now=now)
    await record(tx, replace(entry, entry_id=entry_named(family_id)))
    family = Family(
        family_id=family_id,
        client_id=client_id,
        connection_code=connection_code,
        scopes=asked.request.scopes,
        session=session,
        behalf=ready.behalf,
        claims=asked.request.claims,
    )
    return SignedOnBySaml(assertion_id=assertion_named(family_id), family=family, name=name, context=context)


def _context_of(ask: SamlAsk, asked: Weighed, ready: Ready) -> str | None:
    session = ready.session
    told = asked.request.level_wish.told(session.level) or session.level
    return told_context(ask.contexts, ask.comparison, Reached(level=session.level, told=told, method=session.method))


def ask_of(request: AuthorizationRequest) -> SamlAsk:
    """The part of the request that only SAML knows."""
    if request.saml is None:
        raise NoSamlRequestError(request.client_id)
    return request.saml
