"""The directory of the services one can reach with a gate, by the body that runs them."""

from itertools import groupby

from starlette.requests import Request
from starlette.responses import Response

from ugyfelkapu.broker.domain.relying_party import Nameplate, nameplate
from ugyfelkapu.broker.store import relying_parties
from ugyfelkapu.broker.web.room import BrokerRoom


async def directory(room: BrokerRoom, request: Request) -> Response:
    """The page; the same for everybody, signed in or not."""
    visit = room.pages.visit(request)
    parties = await relying_parties.find_all(room.world.database.reader)
    plates = sorted((nameplate(party, visit.language) for party in parties), key=_by_body)
    bodies = [(body, list(plates_of_body)) for body, plates_of_body in groupby(plates, lambda plate: plate.organisation)]
    return room.pages.answer(visit, "broker/services.html", {"bodies": bodies, "page_name": "services"})


def _by_body(plate: Nameplate) -> tuple[str, str, str]:
    return plate.organisation.casefold(), plate.organisation, plate.name.casefold()
