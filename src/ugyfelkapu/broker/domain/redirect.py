"""Where an answer may go: exact addresses, and the one exception for the loopback port (RFC 9700 section 2.1)."""

from urllib.parse import urlencode, urlsplit

from ugyfelkapu.broker.domain.relying_party import ClientAuthentication, RelyingParty

LONGEST_URI = 2000
LOOPBACK_LITERALS = ("127.0.0.1", "[::1]")
LOOPBACK_HOSTS = ("localhost", "127.0.0.1", "::1")


def is_registered(party: RelyingParty, redirect_uri: str) -> bool:
    """Whether the service registered this very address (RFC 6749 section 3.1.2.3), byte for byte."""
    if redirect_uri in party.redirect_uris:
        return True
    if party.authentication is not ClientAuthentication.NONE:
        return False
    asked = _without_port(redirect_uri)
    return asked is not None and any(asked == _without_port(uri) for uri in party.redirect_uris)


def _without_port(uri: str) -> str | None:
    """A loopback address with its port left out: an app takes whichever is free (RFC 8252 section 7.3)."""
    for literal in LOOPBACK_LITERALS:
        head = f"http://{literal}"
        if uri.startswith(head):
            port, slash, path = uri[len(head) :].partition("/")
            is_port = not port or (
                port[0] == ":" and port[1:].isascii() and port[1:].isdecimal() and len(port) <= len(":65535")
            )
            return f"{head}{slash}{path}" if is_port else None
    return None


def with_parameters(uri: str, parameters: list[tuple[str, str]]) -> str:
    """The address with parameters added to whatever query it has (RFC 6749 section 3.1.2)."""
    if not parameters:
        return uri
    return f"{uri}{'&' if '?' in uri else '?'}{urlencode(parameters)}"


def may_be_posted_to(uri: str) -> bool:
    """Whether a browser can send a form there: no app's own scheme takes one."""
    return uri.startswith(("https:", "http:"))


def origin_of(uri: str) -> str:
    """Scheme, host and port, as a Content-Security-Policy names a source."""
    parts = urlsplit(uri)
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else f"{parts.scheme}:"


def is_acceptable(uri: str, *, native: bool, loopback_allowed: bool) -> bool:
    """Whether an address may be registered: https; loopback where allowed; an app's own scheme (RFC 8252 section 7)."""
    if not 0 < len(uri) <= LONGEST_URI or any(not "!" <= sign <= "~" or sign in '\\"<>^`{|}' for sign in uri) or "#" in uri:
        return False  # RFC 6749 section 3.1.2: absolute, no fragment; the rest are no URI characters (RFC 3986)
    try:
        parts = urlsplit(uri)
        host = parts.hostname
        _ = parts.port
    except ValueError:
        return False
    if "@" in parts.netloc or "*" in parts.netloc:
        return False
    match parts.scheme:
        case "https":
            return bool(host)
        case "http":
            return host in LOOPBACK_HOSTS and (native or loopback_allowed)
        case scheme:
            return native and "." in scheme and not parts.netloc  # RFC 8252 section 7.1: a domain of its own, reversed
