"""The headers of every page (`docs/security.md`): nothing is loaded, framed, cached or told but what the page needs."""

from collections.abc import Iterable

PAGE_HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
}
TRANSPORT_HEADER = {"Strict-Transport-Security": "max-age=63072000; includeSubDomains"}

_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; font-src 'self'; img-src 'self'; "
    "frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
)
SCRIPT_MAY_ASK = "connect-src 'self'"
"""For pages whose script fetches something from this site."""


def frames_of(origins: Iterable[str]) -> list[str]:
    """For a page that opens frames of these origins and of no other."""
    named = sorted(set(origins))
    return [" ".join(["frame-src", *named])] if named else []


def page_headers(*, secure: bool, form_targets: Iterable[str] = (), directives: Iterable[str] = ()) -> dict[str, str]:
    """Headers for a page whose forms lead to this site and, through a redirect, to the origins in `form_targets`.

    `directives` are what the page needs beside the policy of all pages.
    """
    policy = "; ".join([" ".join([_POLICY, *form_targets]), *directives])
    return PAGE_HEADERS | {"Content-Security-Policy": policy} | (TRANSPORT_HEADER if secure else {})
