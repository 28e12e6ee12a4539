"""eID cards in the demo: the authority that issues them, and the proxy that asks for them where nginx is installed."""

from ugyfelkapu.app import secret_in
from ugyfelkapu.demo.addresses import HOST, Addresses
from ugyfelkapu.demo.card_authority.authority import issuer_file
from ugyfelkapu.demo.card_proxy.configuration import CardProxy, nginx, write_configuration
from ugyfelkapu.demo.folder import Folder
from ugyfelkapu.demo.options import DemoOptions
from ugyfelkapu.demo.processes import Server, Servers


class CardProxyMissingError(Exception):
    """Cards were to be asked for, and there is nothing here to do it."""


def require_proxy(options: DemoOptions) -> None:
    """See that nginx is there before anything is started, if cards are wanted."""
    if options.card_port is not None and nginx() is None:
        raise CardProxyMissingError("--card-port needs nginx, which is not installed")


def start_cards(options: DemoOptions, folder: Folder, addresses: Addresses, *, servers: Servers) -> list[Server]:
    """The authority, and the proxy if it is wanted."""
    authority = ["ugyfelkapu.demo.card_authority", "--folder", str(folder.card_authority)]
    authority += ["--accounts", str(folder.accounts), "--port", str(addresses.ports["card_authority"])]
    health = f"{addresses.url('card_authority')}/health/live"
    started = [servers.start("card_authority", authority, health_url=health)]
    if options.card_port is not None:
        configuration = write_configuration(_proxy(options.card_port, folder, addresses))
        started.append(servers.start("card_proxy", ["ugyfelkapu.demo.card_proxy", str(configuration)]))
    return started


def _proxy(port: int, folder: Folder, addresses: Addresses) -> CardProxy:
    return CardProxy(
        folder=folder.card_proxy,
        port=port,
        site=f"{HOST}:{addresses.port}",
        public_url=addresses.public_url,
        issuers=issuer_file(folder.card_authority),
        secret=secret_in(str(folder.card_proxy_secret)),
    )
