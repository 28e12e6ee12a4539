"""The broker's pages in the order of a sign-on."""

from functools import partial

from starlette.routing import BaseRoute, Route

from ugyfelkapu.broker.web.chooser import cancel, choose, identify
from ugyfelkapu.broker.web.consent import ask_consent, take_consent
from ugyfelkapu.broker.web.directory import directory, signed_out
from ugyfelkapu.broker.web.identified import identified
from ugyfelkapu.broker.web.room import BrokerRoom


def routes(room: BrokerRoom) -> list[BaseRoute]:
    """The room's addresses; the request itself goes on in the room of its protocol (`/authorize/ID/resume`)."""
    return [
        Route("/authorize/{pending_id}", partial(choose, room), methods=["GET"]),
        Route("/authorize/{pending_id}", partial(identify, room), methods=["POST"]),
        Route("/authorize/{pending_id}/return", partial(identified, room), methods=["GET"]),
        Route("/authorize/{pending_id}/consent", partial(ask_consent, room), methods=["GET"]),
        Route("/authorize/{pending_id}/consent", partial(take_consent, room), methods=["POST"]),
        Route("/authorize/{pending_id}/cancel", partial(cancel, room), methods=["POST"]),
        Route("/services", partial(directory, room), methods=["GET"]),
        Route("/signed-out", partial(signed_out, room), methods=["GET"]),
    ]
