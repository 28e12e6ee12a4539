"""The mailbox over HTTP: JSON for programs, plain pages for people."""

import re
from dataclasses import dataclass

import msgspec
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from ugyfelkapu.demo.mailbox.box import Mailbox
from ugyfelkapu.demo.mailbox.mail import ReceivedMail
from ugyfelkapu.demo.plain_page import HEADERS, PlainPages, style_route

MOST_SHOWN = 200
LINK = re.compile(r"(https?://[^\s<>\"]+)")
FORMATTED_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; sandbox"
"""A mail brings its own styles; nothing in it runs, loads or is sent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MailboxPages:
    """The pages of one mailbox."""

    mailbox: Mailbox
    pages: PlainPages

    @classmethod
    def of(cls, mailbox: Mailbox) -> "MailboxPages":
        """The pages with their texts loaded."""
        return cls(mailbox=mailbox, pages=PlainPages.of("ugyfelkapu.demo.mailbox"))

    def application(self) -> Starlette:
        """The pages as an ASGI application."""
        routes = [
            Route("/", self.show_mails, methods=["GET"]),
            Route("/health/live", _live, methods=["GET"]),
            Route("/mails/{mail_id}", self.show_mail, methods=["GET"]),
            Route("/mails/{mail_id}/formatted", self.show_formatted, methods=["GET"]),
            style_route(),
        ]
        return Starlette(routes=routes)

    async def show_mails(self, request: Request) -> Response:
        """The mails, newest first: as JSON with `?to=ADDRESS` or when JSON is asked for, else as a page."""
        to = _address(request, "to")
        if to is not None or "application/json" in request.headers.get("accept", ""):
            return _listed(self.mailbox.mails(to)[:MOST_SHOWN])
        address = _address(request, "address") or None
        mails = self.mailbox.mails(address)[:MOST_SHOWN]
        values = {"page_name": "mailbox", "mails": mails, "address": address or ""}
        return self.pages.answer(request, "mails.html", values)

    async def show_mail(self, request: Request) -> Response:
        """One mail as text, its addresses made into links."""
        mail = self.mailbox.mail(request.path_params["mail_id"])
        if mail is None:
            return self._unknown(request)
        values = {"page_name": "mail", "mail": mail, "pieces": LINK.split(mail.text)}
        return self.pages.answer(request, "mail.html", values)

    async def show_formatted(self, request: Request) -> Response:
        """One mail as its HTML shows it, shut in a sandbox."""
        mail = self.mailbox.mail(request.path_params["mail_id"])
        if mail is None:
            return self._unknown(request)
        return HTMLResponse(mail.html, headers=HEADERS | {"Content-Security-Policy": FORMATTED_POLICY})

    def _unknown(self, request: Request) -> Response:
        return self.pages.answer(request, "unknown.html", {"page_name": "unknown-mail"}, status=404)


def _address(request: Request, parameter: str) -> str | None:
    """An address in the query; a plus sign sent as it is means itself, since no address of ours has a space."""
    value = request.query_params.get(parameter)
    return None if value is None else value.strip().replace(" ", "+")


def _listed(mails: list[ReceivedMail]) -> Response:
    entries = [{"to": mail.to, "subject": mail.subject, "text": mail.text, "at": mail.at} for mail in mails]
    return Response(msgspec.json.encode(entries), media_type="application/json", headers=HEADERS)


async def _live(_request: Request) -> Response:
    return Response(b'{"status":"live"}', media_type="application/json")
