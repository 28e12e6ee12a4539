"""The demo's signing software and trust service: upload a PDF, choose who signs, download it signed; and the revocation lists.

`python -m ugyfelkapu.demo.signing --folder DIR --trusted DIR --accounts FILE --port N`
"""

import argparse
import asyncio
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import uvicorn
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.sign.general import SigningError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from ugyfelkapu.demo.addresses import HOST
from ugyfelkapu.demo.contract import read_accounts
from ugyfelkapu.demo.plain_page import HEADERS, PlainPages, style_route
from ugyfelkapu.demo.signing.authority import Kind, TownAuthority, town_authority
from ugyfelkapu.demo.signing.people import subjects
from ugyfelkapu.demo.signing.signing import signed
from ugyfelkapu.foundation.page.multipart import read_upload
from ugyfelkapu.gate.domain.signed_document import MOST_DOCUMENT_BYTES

FILE_NAME = "alairt.pdf"


def application(authority: TownAuthority, accounts_file: Path) -> Starlette:
    """The page over the accounts of a demo, and the lists."""
    pages = PlainPages.of("ugyfelkapu.demo.signing")
    show = partial(_page, pages, accounts_file)

    async def ask(request: Request) -> Response:
        return show(request, fault="")

    async def sign(request: Request) -> Response:
        form, pdf = await read_upload(request, most_bytes=MOST_DOCUMENT_BYTES)
        subject = subjects(read_accounts(accounts_file)).get(form.text("person"))
        if subject is None or form.text("kind") not in set(Kind):
            return show(request, fault="person")
        credential = authority.certify(subject, Kind(form.text("kind")), now=datetime.now(UTC))
        try:
            done = await asyncio.to_thread(signed, pdf, credential)
        except (PdfError, SigningError, ValueError):
            return show(request, fault="document")
        headers = HEADERS | {"Content-Disposition": f'attachment; filename="{FILE_NAME}"'}
        return Response(done, media_type="application/pdf", headers=headers)

    async def revoked(request: Request) -> Response:
        make = authority.lists().get(request.path_params["name"])
        return Response(make(datetime.now(UTC)), media_type="application/pkix-crl") if make else Response(status_code=404)

    async def live(_request: Request) -> Response:
        return PlainTextResponse("ok")

    routes = [
        Route("/", ask, methods=["GET"]),
        Route("/", sign, methods=["POST"]),
        Route("/lists/{name}", revoked, methods=["GET"]),
        Route("/health/live", live, methods=["GET"]),
    ]
    return Starlette(routes=[*routes, style_route()])


def _page(pages: PlainPages, accounts_file: Path, request: Request, *, fault: str) -> Response:
    """Who may sign, and with what kind of certificate; `fault`: the field that was wrong."""
    values = {
        "page_name": "signing",
        "people": subjects(read_accounts(accounts_file)),
        "kinds": list(Kind),
        "fault": fault,
    }
    return pages.answer(request, "signing.html", values, status=400 if fault else 200)


def main() -> None:
    """Serve until the process is told to end."""
    parser = argparse.ArgumentParser(prog="python -m ugyfelkapu.demo.signing", description=__doc__)
    for name in ("folder", "trusted", "accounts"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--port", type=int, required=True)
    arguments = parser.parse_args()
    authority = town_authority(arguments.folder, arguments.trusted, now=datetime.now(UTC))
    site = application(authority, arguments.accounts)
    uvicorn.run(site, host=HOST, port=arguments.port, log_level="warning", server_header=False)


if __name__ == "__main__":
    main()
