"""What services learned of a person, to take along: for machines as JSON, for people as a sealed PDF (`domain.md R15`)."""

from functools import partial

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from ugyfelkapu.broker.actions.own_mandates import Names
from ugyfelkapu.broker.actions.services_used import ServicesUsed, copy_of_services_used
from ugyfelkapu.broker.actions.visit_own_page import own_session
from ugyfelkapu.broker.domain.releases import Behalf
from ugyfelkapu.broker.domain.relying_party import RelyingParty
from ugyfelkapu.broker.web.own_visit import browser_of
from ugyfelkapu.broker.web.room import BrokerRoom
from ugyfelkapu.broker.web.services_document import Wording, document_of
from ugyfelkapu.broker.web.services_used import SERVICES_USED
from ugyfelkapu.foundation.page.document import document_pdf
from ugyfelkapu.foundation.page.download import download
from ugyfelkapu.ports import Unsealed

NO_COPY = "broker/services_no_copy.html"
FILE = "szolgaltatasok"
STATUS = {Unsealed.BUSY: 503, Unsealed.NOT_CONFIGURED: 404}


async def send_json(room: BrokerRoom, request: Request) -> Response:
    """Every release with its service, body, time, data and legal basis, and the consents in force."""
    visit = room.pages.visit(request)
    session = await own_session(room.world, browser_of(room, request, visit).session_secret)
    if session is None:
        return room.pages.redirect(visit, SERVICES_USED)
    found = await copy_of_services_used(room.world, session)
    content = msgspec.json.format(msgspec.json.encode(_plain(found)), indent=1)
    return download(room.pages, content, name=f"{FILE}.json", media_type="application/json")


async def send_pdf(room: BrokerRoom, request: Request) -> Response:
    """The same to read, under the operator's seal; a page where there is none."""
    visit = room.pages.visit(request)
    session = await own_session(room.world, browser_of(room, request, visit).session_secret)
    if session is None:
        return room.pages.redirect(visit, SERVICES_USED)
    found = await copy_of_services_used(room.world, session)
    wording = Wording(texts=room.pages.catalogues[visit.language], language=visit.language)
    document = document_of(found, session, wording, made_at=room.world.clock.now())
    sealed = await room.world.seal.sealed(partial(document_pdf, document, visit.language))
    if isinstance(sealed, Unsealed):
        values = {"why": sealed.value, "path": SERVICES_USED, "page_name": "services-no-copy"}
        return room.pages.answer(visit, NO_COPY, values, status=STATUS[sealed])
    return download(room.pages, sealed, name=f"{FILE}.pdf", media_type="application/pdf")


def _plain(found: ServicesUsed) -> dict[str, object]:
    return {
        "consents": [
            {
                **_who(each.party, each.client_id),
                "data": each.data_set,
                "legal_basis": each.consent.legal_basis,
                "given_at": each.consent.given_at,
            }
            for each in found.consents
        ],
        "services": [
            {
                **_who(each.party, each.client_id),
                "data": each.data_set,
                **_behalf(each.behalf, found.names),
                "legal_basis": each.legal_basis,
                "times": each.times,
                "first_at": each.first_at,
                "last_at": each.last_at,
            }
            for each in found.used
        ],
        "releases": [
            {
                "at": each.at,
                **_who(each.party, each.client_id),
                "is_sign_on": each.is_sign_on,
                "data": each.data_set,
                **_behalf(each.behalf, found.names),
                "legal_basis": each.legal_basis,
            }
            for each in found.releases
        ],
    }


def _behalf(behalf: Behalf | None, names: Names) -> dict[str, str | None]:
    if behalf is None:
        return {}
    known = names.get(behalf.other)
    other = f"{known.family_name} {known.given_name}" if known else behalf.organisation or None
    return {"acted_by" if behalf.was_done_for_subject else "acted_for": other}


def _who(party: RelyingParty | None, client_id: str) -> dict[str, str | None]:
    name, body = (party.name.hu, party.organisation.hu) if party else (None, None)
    return {"client_id": client_id, "service": name, "body": body}
