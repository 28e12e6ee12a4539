"""A service joins: by the operator's command or by dynamic registration (RFC 7591)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from ugyfelkapu.broker.actions.entries import registration_entry, registration_token_entry
from ugyfelkapu.broker.actions.sector_document import listed_redirect_uris
from ugyfelkapu.broker.domain.metadata import Document, MetadataFault
from ugyfelkapu.broker.domain.registering.registration import Applicant, Registrar, relying_party_from
from ugyfelkapu.broker.domain.relying_party import ClientAuthentication, ClientId, RelyingParty
from ugyfelkapu.broker.domain.secret import IDENTIFIER_BYTES, SECRET_BYTES, Minted, SecretKind, minted, text_of
from ugyfelkapu.broker.ports import BrokerWorld
from ugyfelkapu.broker.store import registration_tokens, relying_parties
from ugyfelkapu.foundation.journal import record


@dataclass(frozen=True, slots=True, kw_only=True)
class Registered:
    """The service as kept; its secret is shown this once, and so is what manages its registration."""

    party: RelyingParty
    client_secret: str | None
    management_token: str | None
    """`None`: the operator manages it (RFC 7592 section 3)."""
    registered_at: datetime


async def register_relying_party(
    world: BrokerWorld, document: Document, *, registrar: Registrar, actor: str
) -> Registered | MetadataFault:
    """Register what the document describes; `actor` is the operator, or whom the initial access token was given to."""
    client_id = ClientId(text_of(world.entropy.bytes(IDENTIFIER_BYTES)))
    party = await described_party(world, document, client_id=client_id, registrar=registrar)
    if isinstance(party, MetadataFault):
        return party
    now = world.clock.now()
    secret = _minted(world, SecretKind.CLIENT_SECRET) if has_secret(party) else None
    management = _minted(world, SecretKind.MANAGEMENT) if registrar is Registrar.DYNAMIC else None
    client = relying_parties.Client(party=party, secret_digest=secret.digest if secret else None)
    async with world.database.transaction() as tx:
        digest = management.digest if management else None
        await relying_parties.add(tx, client, registrar=registrar, management_digest=digest, now=now)
        await record(tx, registration_entry(party, actor=actor, now=now))
    return Registered(
        party=party,
        client_secret=secret.secret if secret else None,
        management_token=management.secret if management else None,
        registered_at=now,
    )


async def described_party(
    world: BrokerWorld, document: Document, *, client_id: ClientId, registrar: Registrar
) -> RelyingParty | MetadataFault:
    """The service a document describes, with what had to be fetched for it."""
    sector_uris = await listed_redirect_uris(world, document)
    if isinstance(sector_uris, MetadataFault):
        return sector_uris
    applicant = Applicant(
        client_id=client_id,
        registrar=registrar,
        are_certificates_taken=world.are_certificates_taken,
        loopback_allowed=world.loopback_allowed,
        sector_uris=sector_uris,
    )
    return relying_party_from(document, applicant)


def has_secret(party: RelyingParty) -> bool:
    """Whether the service proves itself by a secret."""
    return party.authentication in (ClientAuthentication.SECRET_BASIC, ClientAuthentication.SECRET_POST)


def _minted(world: BrokerWorld, kind: SecretKind) -> Minted:
    return minted(kind, world.entropy.bytes(SECRET_BYTES))


async def issue_registration_token(world: BrokerWorld, *, purpose: str, lifetime: timedelta) -> str:
    """A new initial access token; `purpose` says in words whom it is given to (RFC 7591 section 3)."""
    token = minted(SecretKind.REGISTRATION, world.entropy.bytes(SECRET_BYTES))
    now = world.clock.now()
    async with world.database.transaction() as tx:
        await registration_tokens.add(tx, token.digest, purpose=purpose, now=now, expires_at=now + lifetime)
        await record(tx, registration_token_entry(holder=purpose, expires_at=now + lifetime, now=now))
    return token.secret
