"""A service that proves itself by its certificate (RFC 8705 section 2)."""

from datetime import datetime

from starlette.requests import Request

from ugyfelkapu.broker.domain.keys.client_certificate import ClientCertificate, bears, has_key
from ugyfelkapu.broker.domain.relying_party import ClientAuthentication, RelyingParty
from ugyfelkapu.broker.oidc.errors import OAuthError, invalid_client
from ugyfelkapu.broker.oidc.proof.client_keys import keys_of, newer_keys_of
from ugyfelkapu.broker.oidc.proof.shown_certificate import shown_certificate
from ugyfelkapu.broker.oidc.room import MutualTls, OidcRoom
from ugyfelkapu.broker.ports import BrokerWorld, FetchFault
from ugyfelkapu.broker.store.relying_parties import Client


async def prove_by_certificate(room: OidcRoom, request: Request, client: Client) -> Client | OAuthError:
    """The service, or why the certificate it showed is not the one it registered."""
    certificate = await shown_certificate(room, request)
    if isinstance(certificate, OAuthError):
        return certificate
    if certificate is None or room.mutual_tls is None:
        at = room.mutual_tls.entrance.url if room.mutual_tls else ""
        return invalid_client(f"the client registered {client.party.authentication}: show its certificate at {at}")
    if client.party.authentication is ClientAuthentication.TLS:
        fault = _fault_by_name(room.mutual_tls, client.party, certificate, now=room.world.clock.now())
    else:
        fault = await _fault_by_key(room, room.mutual_tls, client.party, certificate=certificate)
    return client if fault is None else invalid_client(fault)


def _fault_by_name(mutual_tls: MutualTls, party: RelyingParty, certificate: ClientCertificate, *, now: datetime) -> str | None:
    """An authority of ours vouches for it, and the registered name stands in its field (section 2.1)."""
    if fault := mutual_tls.certificates.fault_of(certificate, now=now):
        return f"the client certificate is not accepted: {fault}"
    if party.certificate is None or not bears(certificate, party.certificate):
        where = party.certificate.field if party.certificate else "tls_client_auth_..."
        return f"the client certificate does not bear the name registered as {where}"
    return None


async def _fault_by_key(
    room: OidcRoom, mutual_tls: MutualTls, party: RelyingParty, *, certificate: ClientCertificate
) -> str | None:
    """Its key is one that the service registered; who signed it does not matter (section 2.2)."""
    if fault := mutual_tls.certificates.out_of_time(certificate, now=room.world.clock.now()):
        return f"the client certificate is not accepted: {fault}"
    return await _fault_of_keys(room.world, party, certificate)


async def _fault_of_keys(world: BrokerWorld, party: RelyingParty, certificate: ClientCertificate) -> str | None:
    keys = await keys_of(world, party)
    if not isinstance(keys, FetchFault) and has_key(certificate, keys):
        return None
    newer = await newer_keys_of(world, party)
    if isinstance(newer, FetchFault):
        return f"the keys at jwks_uri could not be had ({newer})"
    return None if has_key(certificate, newer) else "the client certificate's key is none of those in jwks"
