"""The authority's server: OCSP and lists for programs, and a page to take a card from and to revoke one."""

from dataclasses import dataclass
from datetime import UTC, datetime

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from ugyfelkapu.demo.card_authority.authority import PASSWORD, Authority
from ugyfelkapu.demo.card_authority.issuing import CARDS_LIST, ROOT_LIST
from ugyfelkapu.demo.card_authority.status import ocsp_answer, revocation_list
from ugyfelkapu.demo.plain_page import HEADERS, PlainPages, style_route

HOST = "127.0.0.1"
MOST_REQUEST_BYTES = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorityServer:
    """One authority over HTTP."""

    authority: Authority
    pages: PlainPages

    def application(self) -> Starlette:
        """The server as an ASGI application."""
        routes = [
            Route("/", self.show_cards, methods=["GET"]),
            Route("/health/live", _live, methods=["GET"]),
            Route("/ocsp", self.answer, methods=["POST"]),
            Route(f"/{CARDS_LIST}", self.list_cards, methods=["GET"]),
            Route(f"/{ROOT_LIST}", self.list_issuers, methods=["GET"]),
            Route("/cards/{card_number}.p12", self.hand_over, methods=["GET"]),
            Route("/cards/{card_number}/revoke", self.revoke, methods=["POST"]),
            style_route(),
        ]
        return Starlette(routes=routes)

    async def show_cards(self, request: Request) -> Response:
        """The cards there are."""
        values = {"page_name": "card-authority", "cards": self.authority.cards(), "password": PASSWORD}
        return self.pages.answer(request, "cards.html", values)

    async def answer(self, request: Request) -> Response:
        """One question about one certificate (RFC 6960 appendix A.1)."""
        body = bytearray()
        async for chunk in request.stream():
            body.extend(chunk)
            if len(body) > MOST_REQUEST_BYTES:
                return Response(status_code=413)
        answer = ocsp_answer(bytes(body), self.authority.known(), self.authority.responder, now=_now())
        return Response(answer, media_type="application/ocsp-response", headers={"Cache-Control": "no-store"})

    async def list_cards(self, _request: Request) -> Response:
        """The cards that are revoked."""
        return _list(revocation_list(self.authority.issuer, self.authority.known().revoked, now=_now()))

    async def list_issuers(self, _request: Request) -> Response:
        """The issuers that are revoked: none."""
        return _list(revocation_list(self.authority.root, {}, now=_now()))

    async def hand_over(self, request: Request) -> Response:
        """A card's file."""
        card = self._card(request)
        if card is None:
            return Response(status_code=404)
        headers = HEADERS | {"Content-Disposition": f'attachment; filename="{card}.p12"'}
        return Response(self.authority.file(card).read_bytes(), media_type="application/x-pkcs12", headers=headers)

    async def revoke(self, request: Request) -> Response:
        """A card is revoked, as its holder would ask for it after a loss."""
        if card := self._card(request):
            self.authority.revoke(card, now=_now())
        return RedirectResponse("/", status_code=303, headers=HEADERS)

    def _card(self, request: Request) -> str | None:
        """The number, if such a card was issued; so no other file can be asked for."""
        asked = request.path_params["card_number"]
        return next((card.card_number for card in self.authority.cards() if card.card_number == asked), None)


def serve(authority: Authority, *, port: int) -> None:
    """Serve until the process is told to end."""
    server = AuthorityServer(authority=authority, pages=PlainPages.of("ugyfelkapu.demo.card_authority"))
    uvicorn.run(server.application(), host=HOST, port=port, log_level="warning", access_log=False, server_header=False)


async def _live(_request: Request) -> Response:
    return Response(b'{"status":"live"}', media_type="application/json")


def _list(der: bytes) -> Response:
    return Response(der, media_type="application/pkix-crl", headers={"Cache-Control": "no-store"})


def _now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)
