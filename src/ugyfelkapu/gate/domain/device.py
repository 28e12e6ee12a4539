"""A browser the owner signs in from, named so that they recognise it (`domain.md R15`)."""

from dataclasses import dataclass
from hashlib import sha256
from ipaddress import IPv6Network, ip_network

LONGEST_USER_AGENT = 512
SITE_PREFIX = 48
MARK_DIGITS = 32

_BROWSERS = (
    ("edg", "Edge"),
    ("opr/", "Opera"),
    ("samsungbrowser", "Samsung Internet"),
    ("firefox", "Firefox"),
    ("fxios", "Firefox"),
    ("crios", "Chrome"),
    ("chrome", "Chrome"),
    ("safari", "Safari"),
)
_SYSTEMS = (
    ("android", "Android"),
    ("iphone", "iPhone"),
    ("ipad", "iPad"),
    ("windows", "Windows"),
    ("mac os", "macOS"),
    ("cros", "ChromeOS"),
    ("linux", "Linux"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where a request comes from, as its owner may be told: an address, a browser, and the cookies that name it."""

    address: str
    network: str
    """What tries are counted by; neighbours share it."""
    description: str
    """Browser and system, as the owner will read it."""
    device: str
    """The `device` cookie, or empty."""
    session: str
    """The `gate_session` cookie, or empty."""


def site_of(network: str) -> str:
    """All that one customer may hold: the /48 around an IPv6 network (RFC 6177 section 2), any other network as it is."""
    try:
        held = ip_network(network)
    except ValueError:
        return network
    wide = isinstance(held, IPv6Network) and held.prefixlen > SITE_PREFIX
    return str(held.supernet(new_prefix=SITE_PREFIX)) if wide else network


def session_mark(session_id: str) -> str:
    """How a page names a session, whose own handle is for the door alone."""
    return sha256(b"session\0" + session_id.encode()).hexdigest()[:MARK_DIGITS]


def device_mark(digest: bytes) -> str:
    """How a page names a browser, whose digest stays in the database."""
    return sha256(b"device\0" + digest).hexdigest()[:MARK_DIGITS]


def description_of(user_agent: str) -> str:
    """Browser and system in few words, such as `Firefox, Windows`; empty when it says neither."""
    plain = user_agent[:LONGEST_USER_AGENT].casefold()
    found = (_first(plain, _BROWSERS), _first(plain, _SYSTEMS))
    return ", ".join(name for name in found if name)


def _first(plain: str, names: tuple[tuple[str, str], ...]) -> str:
    return next((name for mark, name in names if mark in plain), "")
