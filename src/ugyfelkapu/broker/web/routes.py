"""The broker's pages in the order of a sign-on."""

from functools import partial

from starlette.routing import BaseRoute, Route

from ugyfelkapu.broker.web import developer_log, device, mandates
from ugyfelkapu.broker.web.chooser import cancel, choose, identify
from ugyfelkapu.broker.web.consent import ask_consent, take_consent
from ugyfelkapu.broker.web.directory import directory
from ugyfelkapu.broker.web.identified import identified
from ugyfelkapu.broker.web.own_visit import welcome
from ugyfelkapu.broker.web.principal import ask_principal, take_principal
from ugyfelkapu.broker.web.room import BrokerRoom
from ugyfelkapu.broker.web.services_copy import send_json, send_pdf
from ugyfelkapu.broker.web.services_used import SERVICES_USED, show_services_used, take_withdrawal
from ugyfelkapu.broker.web.signed_out import signed_out, signed_out_of


def routes(room: BrokerRoom) -> list[BaseRoute]:
    """The room's addresses; the request itself goes on in the room of its protocol (`/authorize/ID/resume`)."""
    return [
        Route("/authorize/{pending_id}", partial(choose, room), methods=["GET"]),
        Route("/authorize/{pending_id}", partial(identify, room), methods=["POST"]),
        Route("/authorize/{pending_id}/return", partial(identified, room), methods=["GET"]),
        Route("/authorize/{pending_id}/behalf", partial(ask_principal, room), methods=["GET"]),
        Route("/authorize/{pending_id}/behalf", partial(take_principal, room), methods=["POST"]),
        Route("/authorize/{pending_id}/consent", partial(ask_consent, room), methods=["GET"]),
        Route("/authorize/{pending_id}/consent", partial(take_consent, room), methods=["POST"]),
        Route("/authorize/{pending_id}/cancel", partial(cancel, room), methods=["POST"]),
        *device.routes(room),
        *developer_log.routes(room),
        Route("/services", partial(directory, room), methods=["GET"]),
        Route(SERVICES_USED, partial(show_services_used, room), methods=["GET"]),
        Route(f"{SERVICES_USED}/withdraw", partial(take_withdrawal, room), methods=["POST"]),
        Route(f"{SERVICES_USED}/copy.json", partial(send_json, room), methods=["GET"]),
        Route(f"{SERVICES_USED}/copy.pdf", partial(send_pdf, room), methods=["GET"]),
        Route(f"{SERVICES_USED}/return/{{visit_id}}", partial(welcome, room, home=SERVICES_USED), methods=["GET"]),
        *mandates.routes(room),
        Route("/signed-out", partial(signed_out, room), methods=["GET"]),
        Route("/signed-out/{sign_out_id}", partial(signed_out_of, room), methods=["GET"]),
    ]
