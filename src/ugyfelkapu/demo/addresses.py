"""Where everything of a demo answers: the site on its port, the other servers on the ports after it."""

import socket
from dataclasses import dataclass

HOST = "127.0.0.1"


class PortInUseError(Exception):
    """Another program listens where a server of the demo should."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Addresses:
    """The ports of one demo, and the addresses people and programs use."""

    port: int
    public_url: str

    @classmethod
    def of(cls, port: int, public_url: str | None) -> "Addresses":
        """The addresses after a port; without a public address it is this machine's name, since passkeys need one."""
        return cls(port=port, public_url=(public_url or f"http://localhost:{port}").rstrip("/"))

    @property
    def ports(self) -> dict[str, int]:
        """Each server's port by its name."""
        names = (
            *("site", "registers", "mailbox", "smtp", "tax_account", "local_council", "authenticator", "metrics"),
            *("payments", "card_authority", "signing"),
        )
        return {name: self.port + offset for offset, name in enumerate(names)}

    def url(self, server: str) -> str:
        """Where a server answers on this machine."""
        return f"http://localhost:{self.ports[server]}"

    @property
    def site_here(self) -> str:
        """The site itself, past any proxy in front of it."""
        return f"http://{HOST}:{self.port}"


def require_free(addresses: Addresses) -> None:
    """See that every port can be had before anything is started; `PortInUseError` names the first that cannot."""
    for name, port in addresses.ports.items():
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, port))
            except OSError as error:
                message = f"port {port} (for {name}) is not free; choose others with --port"
                raise PortInUseError(message) from error
