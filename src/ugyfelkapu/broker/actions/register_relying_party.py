"""A service joins: by the operator's command or by dynamic registration (RFC 7591)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from ugyfelkapu.broker.actions.entries import registration_entry, registration_token_entry
from ugyfelkapu.broker.actions.sector_document import listed_redirect_uris
from ugyfelkapu.broker.domain.metadata import Document, MetadataFault
from ugyfelkapu.broker.domain.registration import Applicant, Registrar, relying_party_from
from ugyfelkapu.broker.domain.relying_party import ClientAuthentication, ClientId, RelyingParty
from ugyfelkapu.broker.domain.secret import IDENTIFIER_BYTES, SECRET_BYTES, SecretKind, minted, text_of
from ugyfelkapu.broker.ports import BrokerWorld
from ugyfelkapu.broker.store import registration_tokens, relying_parties
from ugyfelkapu.foundation.journal import record


@dataclass(frozen=True, slots=True, kw_only=True)
class Registered:
    """The service as kept; its secret is shown this once."""

    party: RelyingParty
    client_secret: str | None
    registered_at: datetime


async def register_relying_party(
    world: BrokerWorld, document: Document, *, registrar: Registrar, actor: str
) -> Registered | MetadataFault:
    """Register what the document describes; `actor` is the operator, or whom the initial access token was given to."""
    sector_uris = await listed_redirect_uris(world, document)
    if isinstance(sector_uris, MetadataFault):
        return sector_uris
    now = world.clock.now()
    applicant = Applicant(
        client_id=ClientId(text_of(world.entropy.bytes(IDENTIFIER_BYTES))),
        registrar=registrar,
        loopback_allowed=world.loopback_allowed,
        sector_uris=sector_uris,
    )
    party = relying_party_from(document, applicant)
    if isinstance(party, MetadataFault):
        return party
    has_secret = party.authentication in (ClientAuthentication.SECRET_BASIC, ClientAuthentication.SECRET_POST)
    secret = minted(SecretKind.CLIENT_SECRET, world.entropy.bytes(SECRET_BYTES)) if has_secret else None
    client = relying_parties.Client(party=party, secret_digest=secret.digest if secret else None)
    async with world.database.transaction() as tx:
        await relying_parties.add(tx, client, registrar=registrar, now=now)
        await record(tx, registration_entry(party, actor=actor, now=now))
    return Registered(party=party, client_secret=secret.secret if secret else None, registered_at=now)


async def issue_registration_token(world: BrokerWorld, *, purpose: str, lifetime: timedelta) -> str:
    """A new initial access token; `purpose` says in words whom it is given to (RFC 7591 section 3)."""
    token = minted(SecretKind.REGISTRATION, world.entropy.bytes(SECRET_BYTES))
    now = world.clock.now()
    async with world.database.transaction() as tx:
        await registration_tokens.add(tx, token.digest, purpose=purpose, now=now, expires_at=now + lifetime)
        await record(tx, registration_token_entry(holder=purpose, expires_at=now + lifetime, now=now))
    return token.secret
