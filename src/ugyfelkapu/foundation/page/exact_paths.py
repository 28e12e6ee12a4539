"""A shortcut to addresses without a variable part: one look into a table instead of asking each route in turn."""

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from typing import cast

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Match, Route
from starlette.types import Receive, Scope, Send

Endpoint = Callable[[Request], Awaitable[Response]]


class ExactPaths(BaseRoute):
    """Goes before the routes it is made of, which answer all else: variable paths, other methods, what is nowhere.

    An exception passes on to whoever handles the routes' own; a submission is read and refused as there.
    """

    def __init__(self, routes: Sequence[BaseRoute]) -> None:
        self._endpoints = _table(routes)

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Whole, or not at all."""
        if scope["type"] != "http" or (scope["method"], scope["path"]) not in self._endpoints or scope.get("root_path"):
            return Match.NONE, {}
        return Match.FULL, {"path_params": {}}

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the route would."""
        response = await self._endpoints[scope["method"], scope["path"]](Request(scope, receive, send))
        await response(scope, receive, send)


def _table(routes: Sequence[BaseRoute]) -> Mapping[tuple[str, str], Endpoint]:
    """The first route of each method and path, unless one with a variable part stands before it and would have it."""
    endpoints: dict[tuple[str, str], Endpoint] = {}
    variable: list[BaseRoute] = []
    for route in routes:
        if not isinstance(route, Route) or route.param_convertors:
            variable.append(route)
            continue
        for method in _methods(route):
            if not any(_takes(other, method, route.path) for other in variable):
                endpoints.setdefault((method, route.path), cast("Endpoint", route.endpoint))
    return endpoints


def _methods(route: Route) -> Iterator[str]:
    """None of an application of its own, which is no function of a request."""
    yield from route.methods or ()


def _takes(route: BaseRoute, method: str, path: str) -> bool:
    match, _ = route.matches({"type": "http", "method": method, "path": path, "root_path": ""})
    return match is not Match.NONE
