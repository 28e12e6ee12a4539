"""The introspection endpoint (RFC 7662)."""

from starlette.requests import Request
from starlette.responses import Response

from ugyfelkapu.broker.domain.machine import MachineScope
from ugyfelkapu.broker.domain.relying_party import RelyingParty
from ugyfelkapu.broker.oidc.asking_service import asking_service
from ugyfelkapu.broker.oidc.errors import NEVER_STORED, OAuthError, error_answer, invalid_request, json_answer
from ugyfelkapu.broker.oidc.issuing import INTROSPECTION_TYPE, introspection_token
from ugyfelkapu.broker.oidc.reading import form_fields
from ugyfelkapu.broker.oidc.room import OidcRoom
from ugyfelkapu.broker.oidc.sealing import sealed, sealing_for
from ugyfelkapu.broker.oidc.told_tokens import Told, told_of

MEDIA_TYPE = f"application/{INTROSPECTION_TYPE}"


async def introspect(room: OidcRoom, request: Request) -> Response:
    """What a token is worth now, said to the service it was issued to."""
    form = await form_fields(request)
    if isinstance(form, OAuthError):
        return error_answer(form)
    service = await asking_service(room, request, form, scope=MachineScope.INTROSPECTION)
    if isinstance(service, Response):
        return service
    if "token" not in form:
        return error_answer(invalid_request("token is missing"))
    return await _answer(room, request, await told_of(room.world, form["token"], service.party), party=service.party)


async def _answer(room: OidcRoom, request: Request, told: Told, *, party: RelyingParty) -> Response:
    """Plain, or signed where the service asks for that (RFC 9701 section 4)."""
    if MEDIA_TYPE not in [each.partition(";")[0].strip().lower() for each in request.headers.get("accept", "").split(",")]:
        return json_answer(told, status=200)
    sealing = await sealing_for(room.world, party, party.tokens.introspection_encryption)
    if isinstance(sealing, OAuthError):
        return error_answer(sealing)
    token = sealed(introspection_token(room.world, told, party, now=room.world.clock.now()), sealing)
    return Response(token, media_type=MEDIA_TYPE, headers=NEVER_STORED)
