"""What a service gets for its request: an assertion, or why there is none."""

from starlette.responses import Response

from ugyfelkapu.broker.actions.assert_sign_on import SamlAnswer, Unassertable
from ugyfelkapu.broker.actions.note_refused_saml import note_refused_saml
from ugyfelkapu.broker.actions.release_claims import Telling, told_claims
from ugyfelkapu.broker.actions.weigh import AnsweredBefore
from ugyfelkapu.broker.domain.authorization import AuthorizationRequest
from ugyfelkapu.broker.domain.saml_status import Detail, responder
from ugyfelkapu.broker.saml import paths
from ugyfelkapu.broker.saml.asker import Asker
from ugyfelkapu.broker.saml.asking import Declined
from ugyfelkapu.broker.saml.delivering import deliver, refused_page
from ugyfelkapu.broker.saml.reply import reply_of
from ugyfelkapu.broker.saml.response import Assertable, granted, refused
from ugyfelkapu.broker.saml.room import SamlRoom

_ENDED = responder("the person's session ended while this was answered", Detail.AUTHN_FAILED)
_UNASSERTABLE = {
    Unassertable.NO_CONTEXT: responder(
        "the person is signed in by none of the requested authentication contexts", Detail.NO_AUTHN_CONTEXT
    ),
    Unassertable.NO_NAME: responder(
        "AllowCreate is false, and the person has no persistent name at this service yet", Detail.INVALID_NAME_ID_POLICY
    ),
    Unassertable.ENDED: _ENDED,
}


async def decline(room: SamlRoom, asker: Asker, declined: Declined) -> Response:
    """Told to the service where that is safe, else to the person."""
    await note_refused_saml(room.world, asker.party, declined.refusal, endpoint=paths.SSO)
    reply = declined.reply
    if reply is None:
        detail = declined.refusal.message
        return refused_page(room, asker.request, "malformed", party=asker.party, detail=detail)
    return await deliver(room, asker, reply, message=refused(room, asker, reply, refusal=declined.refusal))


async def answer(room: SamlRoom, asker: Asker, asked: AuthorizationRequest, *, signed_on: SamlAnswer) -> Response:
    """The assertion, with what may be told of the person now."""
    if isinstance(signed_on, AnsweredBefore):
        return refused_page(room, asker.request, "answered", party=asker.party)
    reply = reply_of(asked)
    if isinstance(signed_on, Unassertable):
        return await decline(room, asker, Declined(refusal=_UNASSERTABLE[signed_on], reply=reply))
    family = signed_on.family
    telling = Telling(family=family, party=asker.party, scopes=family.scopes, claims=family.claims)
    claims = await told_claims(room.world, telling, now=asker.now)
    if claims is None:
        return await decline(room, asker, Declined(refusal=_ENDED, reply=reply))
    told = Assertable(signed_on=signed_on, claims=claims)
    return await deliver(room, asker, reply, message=granted(room, asker, reply, told=told))
