"""npm's oidc-provider as a contestant: on SQLite FULL with and without group commit, and in its own in-memory map."""

import asyncio
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from bench import peer
from bench.beside.contestant import Contestant, Identity, Kind, NotHereError, Paths
from bench.flow import Provider

PEER = "oidc-provider"
GROUP = "SQLite, synchronous=FULL, group commit"
STORES: Mapping[str, str] = {
    "group": GROUP,
    "each": "SQLite, synchronous=FULL, each write by itself",
    "memory": "in memory",
}
_PATHS = Paths(
    userinfo="/me", introspection="/token/introspection", discovery="/.well-known/openid-configuration", par="/request"
)
_NO_PASSWORDS = "it keeps no passwords: signing in is the application's"


@contextmanager
def entrant(folder: Path, cores: set[int], *, commit: str) -> Iterator[Contestant]:
    """The peer on one of its stores, its browsers signed in."""
    try:
        peer.installed()
    except peer.PeerMissingError as error:
        raise NotHereError(str(error)) from error
    with peer.peer(folder, commit, cores=cores) as provider:
        yield Contestant(
            name=PEER,
            store=STORES[commit],
            version=_version(),
            durable=commit != "memory",
            provider=provider,
            renewing=Identity(client_id=peer.RENEWING_ID, client_secret=peer.CLIENT_SECRET),
            machine=Identity(client_id=peer.MACHINE_ID, client_secret=peer.CLIENT_SECRET),
            machine_scope="",
            paths=_PATHS,
            pids=(provider.pid,),
            signs_in=None,
            hear=partial(_signed_in_anew, provider) if commit == "memory" else _nothing,
            missing={Kind.PASSWORD: _NO_PASSWORDS, Kind.MIXED: _NO_PASSWORDS},
        )


def _nothing() -> None:
    """A store on the disk forgets nobody."""


def _signed_in_anew(provider: Provider) -> None:
    """Its map holds a thousand things: whatever is measured next would meet browsers that were pushed out of it."""
    provider.cookies[:] = asyncio.run(peer.signed_in(provider.port))


def _version() -> str:
    lock = json.loads((peer.FOLDER / "package-lock.json").read_text(encoding="utf-8"))
    return str(lock["packages"]["node_modules/oidc-provider"]["version"])
