"""The demo's authenticator: a page with the one-time codes of this moment, as a telephone would show them.

`python -m ugyfelkapu.demo.authenticator --accounts FILE --port N`
"""

import argparse
import time
from dataclasses import dataclass
from pathlib import Path

import pyotp
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ugyfelkapu.demo.addresses import HOST
from ugyfelkapu.demo.contract import Accounts, Citizen, Officer, read_accounts
from ugyfelkapu.demo.plain_page import PlainPages, style_route
from ugyfelkapu.gate.domain.factor import STEP_SECONDS


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownCode:
    """A line of the page."""

    username: str
    code: str


def application(accounts_file: Path) -> Starlette:
    """The page over the accounts of a demo, read anew each time."""
    pages = PlainPages.of("ugyfelkapu.demo.authenticator")

    async def show(request: Request) -> Response:
        values = {
            "page_name": "authenticator",
            "codes": codes(read_accounts(accounts_file)),
            "seconds": STEP_SECONDS - int(time.time()) % STEP_SECONDS,
        }
        response = pages.answer(request, "authenticator.html", values)
        response.headers["Refresh"] = str(values["seconds"])
        return response

    return Starlette(routes=[Route("/", show, methods=["GET"]), style_route()])


def codes(accounts: Accounts) -> list[ShownCode]:
    """The code of each account that has a second factor, at this moment."""
    holders: list[Officer | Citizen] = [*accounts.officers(), *accounts.citizens]
    return [
        ShownCode(username=holder.username, code=pyotp.TOTP(holder.totp_secret).now())
        for holder in holders
        if holder.totp_secret
    ]


def main() -> None:
    """Serve until the process is told to end."""
    parser = argparse.ArgumentParser(prog="python -m ugyfelkapu.demo.authenticator", description=__doc__)
    parser.add_argument("--accounts", type=Path, required=True)
    parser.add_argument("--port", type=int, required=True)
    arguments = parser.parse_args()
    uvicorn.run(application(arguments.accounts), host=HOST, port=arguments.port, log_level="warning", server_header=False)


if __name__ == "__main__":
    main()
