"""Which addresses of services may be asked at all: https, a host of the public internet, nothing hidden (`security.md` 8)."""

from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit

from ugyfelkapu.broker.domain.redirect import LOOPBACK_HOSTS

LONGEST_ADDRESS = 2000
_PORTS = {"https": 443, "http": 80}
_NEVER_IN_A_URI = set('\\"<>^`{|}')

_UNICAST = ip_network("2000::/3")
_INNER_IPV4 = tuple(
    ip_network(network)
    for network in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",  # carrier-grade NAT (RFC 6598)
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/3",  # multicast, reserved, broadcast
    )
)
_INNER_IPV6 = tuple(
    ip_network(network)
    for network in (
        "2001::/23",  # protocol assignments, Teredo among them
        "2001:db8::/32",
        "2002::/16",  # 6to4 carries any IPv4 address inside
        "3fff::/20",
    )
)
"""The IANA registries of special addresses; written out, as what Python counts as global differs from version to version."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutsideAddress:
    """An address in its parts, as it is asked."""

    scheme: str
    host: str
    port: int
    target: str
    """Path and query, as they go into the request."""

    @property
    def authority(self) -> str:
        """What the header `Host` says (RFC 9110 section 7.2)."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"


def outside_address(url: str, *, loopback_allowed: bool) -> OutsideAddress | None:
    """The parts of an address we may ask, or `None`; its names are still to be looked up and judged.

    https alone; plain http on loopback where the installation is for trying out. No user name, nothing two readers could
    take for different hosts. A fragment is never sent, so it does not count.
    """
    if not 0 < len(url) <= LONGEST_ADDRESS or any(not "!" <= sign <= "~" or sign in _NEVER_IN_A_URI for sign in url):
        return None
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        return None
    if not host or "@" in parts.netloc or "%" in parts.netloc or port == 0:
        return None
    if parts.scheme != "https" and not (parts.scheme == "http" and loopback_allowed and host in LOOPBACK_HOSTS):
        return None
    if not _may_be_asked(host, loopback_allowed=loopback_allowed):
        return None
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return OutsideAddress(scheme=parts.scheme, host=host, port=port or _PORTS[parts.scheme], target=target)


def _may_be_asked(host: str, *, loopback_allowed: bool) -> bool:
    """A literal address is judged at once; a name only when it is looked up."""
    try:
        ip_address(host)
    except ValueError:
        return loopback_allowed or host not in LOOPBACK_HOSTS
    return is_outside(host) or (loopback_allowed and is_loopback(host))


def is_outside(address: str) -> bool:
    """Whether an IP address is a host of the public internet; every other kind is refused, also one inside another."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return False
    match parsed:
        case IPv4Address():
            return not any(parsed in network for network in _INNER_IPV4)
        case IPv6Address():
            return parsed in _UNICAST and not any(parsed in network for network in _INNER_IPV6)


def is_loopback(address: str) -> bool:
    """Whether an IP address is this machine itself."""
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False
