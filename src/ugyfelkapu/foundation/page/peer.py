"""Who is at the other end of the connection itself, before any proxy's word about its client is taken."""

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

_KEY = "ugyfelkapu.peer"


class PeerNoted:
    """ASGI middleware, outside the one that believes forwarded addresses: notes the address of the connection."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Note it and go on."""
        if scope["type"] == "http":
            client = scope.get("client")
            scope[_KEY] = client[0] if client else ""
        await self._app(scope, receive, send)


def peer_of(request: Request) -> str:
    """The address of the connection; empty when nobody noted it."""
    return str(request.scope.get(_KEY, ""))
