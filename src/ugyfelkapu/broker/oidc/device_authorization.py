"""The device authorization endpoint (RFC 8628 section 3.1): where a device without a browser begins."""

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response

from ugyfelkapu.broker.actions.open_device import Opened, open_device
from ugyfelkapu.broker.domain.authorization import DEVICE, AuthorizationRequest
from ugyfelkapu.broker.domain.device import DEVICE_LIFETIME, POLL_SECONDS, shown
from ugyfelkapu.broker.domain.relying_party import GrantType, RelyingParty
from ugyfelkapu.broker.oidc import paths
from ugyfelkapu.broker.oidc.errors import OAuthError, error_answer, json_answer
from ugyfelkapu.broker.oidc.proof.client_authentication import authenticated, challenge_of
from ugyfelkapu.broker.oidc.reading import form_fields
from ugyfelkapu.broker.oidc.requests.authorize_checks import acr_is_understood, max_age_is_a_number, scope_is_allowed
from ugyfelkapu.broker.oidc.requests.checked_request import checked_request
from ugyfelkapu.broker.oidc.room import OidcRoom
from ugyfelkapu.foundation.throttle import Wait

_READ = ("scope", "acr_values", "max_age", "ui_locales")
"""What a device may ask beside its proof; the rest is for browsers."""

_CHECKS = (scope_is_allowed, max_age_is_a_number, acr_is_understood)
_NOT_REGISTERED = OAuthError(error="unauthorized_client", description="the client did not register the device grant")


async def authorize_device(room: OidcRoom, request: Request) -> Response:
    """The codes, where to type the short one, and how often to ask (section 3.2)."""
    form = await form_fields(request)
    if isinstance(form, OAuthError):
        return error_answer(form)
    client = await authenticated(room, request, form)
    if isinstance(client, OAuthError):
        return error_answer(client, headers=challenge_of(request, "device-authorization"))
    asked = _asked(form, client.party)
    if isinstance(asked, OAuthError):
        return error_answer(asked)
    network, now = room.pages.visit(request).network, room.world.clock.now()
    opened = await open_device(room.world, asked, network=network, now=now)
    if isinstance(opened, Wait):
        wait = {"Retry-After": str(max(1, round((opened.until - now).total_seconds())))}
        busy = {"error": "temporarily_unavailable", "error_description": "too many devices ask from this network"}
        return json_answer(busy, status=429, headers=wait)
    return json_answer(_answer(room.world.issuer, opened), status=200)


def _asked(form: Mapping[str, str], party: RelyingParty) -> AuthorizationRequest | OAuthError:
    """The request, by the same rules as at the authorization endpoint, answered to the device."""
    if GrantType.DEVICE_CODE not in party.grants:
        return _NOT_REGISTERED
    parameters = {name: form[name] for name in _READ if name in form} | {"redirect_uri": DEVICE}
    fault = next((fault for check in _CHECKS if (fault := check(parameters, party)) is not None), None)
    return checked_request(parameters, party) if fault is None else fault


def _answer(issuer: str, opened: Opened) -> dict[str, object]:
    where, user_code = issuer + paths.DEVICE, shown(opened.user_code)
    return {
        "device_code": opened.device_code,
        "user_code": user_code,
        "verification_uri": where,
        "verification_uri_complete": f"{where}?user_code={user_code}",
        "expires_in": int(DEVICE_LIFETIME.total_seconds()),
        "interval": POLL_SECONDS,
    }
