"""May these data go to this body: asked field by field, with the very values (`domain.md R14`, `pages.md`)."""

from starlette.requests import Request
from starlette.responses import Response

from ugyfelkapu.broker.actions.decide_consent import ConsentQuestion, Decision, consent_question, decide_consent
from ugyfelkapu.broker.domain.release import data_set_by_law, identity_fields
from ugyfelkapu.broker.domain.relying_party import nameplate
from ugyfelkapu.broker.web.room import BrokerRoom, Turn, turn_of
from ugyfelkapu.identification import KnownName


async def ask_consent(room: BrokerRoom, request: Request) -> Response:
    """The page with the question; without a live session the person signs in first."""
    turn = await turn_of(room, request)
    if isinstance(turn, Response):
        return turn
    question = await consent_question(room.world, turn.waiting, browser=turn.browser, now=room.world.clock.now())
    if question is None:
        return room.pages.redirect(turn.visit, turn.path)
    values = _values(turn, question)
    return room.pages.answer(turn.visit, "broker/consent.html", values)


async def take_consent(room: BrokerRoom, request: Request) -> Response:
    """The person's yes or no; anything else asks again."""
    form = await room.pages.form(request)
    turn = await turn_of(room, request)
    if isinstance(turn, Response):
        return turn
    said = form.text("decision")
    if said not in list(Decision):
        return room.pages.redirect(turn.visit, f"{turn.path}/consent")
    is_kept = await decide_consent(
        room.world, turn.waiting, Decision(said), browser=turn.browser, person_mark=form.text("person")
    )
    return room.pages.redirect(turn.visit, turn.resume_path if is_kept else f"{turn.path}/consent")


def _values(turn: Turn, question: ConsentQuestion) -> dict[str, object]:
    request = turn.waiting.pending.request
    told = data_set_by_law(request.scopes, request.claims).split()
    session = question.session
    person = KnownName(
        family_name=session.family_name if "family_name" in told else "",
        given_name=session.given_name if "given_name" in told else "",
    )
    return {
        "party": nameplate(turn.waiting.party, turn.visit.language),
        "legal_basis": turn.waiting.party.legal_basis,
        "person": person if person.family_name or person.given_name else None,
        "email": session.email if "email" in told else None,
        "identity": question.identity,
        "fields": identity_fields(request.scopes, request.claims),
        "person_mark": question.person_mark,
        "path": turn.path,
        "page_name": "consent",
    }
