"""The certificate a service shows, as its proxy brings it (RFC 8705)."""

from starlette.requests import Request

from ugyfelkapu.broker.actions.note_forged_certificate import note_forged_certificate
from ugyfelkapu.broker.domain.keys.client_certificate import ClientCertificate
from ugyfelkapu.broker.oidc.errors import OAuthError, invalid_client
from ugyfelkapu.broker.oidc.room import OidcRoom
from ugyfelkapu.foundation.page.peer import peer_of
from ugyfelkapu.foundation.page.proxy_certificate import (
    CertificateEntrance,
    Forged,
    NoCertificate,
    ProxyHeaders,
    certificate_entrance,
)

HEADERS = ProxyHeaders(certificate="X-Service-Certificate", secret="X-Service-Proxy-Secret")  # noqa: S106 - the name of a header

NOT_TAKEN = invalid_client("this installation takes no client certificates")
NOT_FROM_THE_PROXY = invalid_client("the client certificate did not come from the proxy that asks for them")
UNREADABLE = invalid_client("the client certificate cannot be read")


def service_entrance(url: str, *, proxies: str, secret: str) -> CertificateEntrance:
    """The entrance of a settings value; `ValueError` when the secret is too short to be one."""
    return certificate_entrance(url, HEADERS, proxies=proxies, secret=secret)


async def shown_certificate(room: OidcRoom, request: Request) -> ClientCertificate | OAuthError | None:
    """The certificate whose key the service has just proven to hold; `None`: it showed none."""
    if room.mutual_tls is None:
        return NOT_TAKEN
    shown = room.mutual_tls.entrance.shown(request)
    if isinstance(shown, NoCertificate):
        return None
    if isinstance(shown, Forged):
        await note_forged_certificate(room.world, shown, peer=peer_of(request))
        return NOT_FROM_THE_PROXY
    return room.mutual_tls.certificates.read(shown.pem) or UNREADABLE
