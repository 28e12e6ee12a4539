"""The town's services join: the broker registers them, and each is told as whom."""

import json
from pathlib import Path

from ugyfelkapu.app import House
from ugyfelkapu.broker.actions.register_relying_party import Registered, register_relying_party
from ugyfelkapu.broker.domain.registering.registration import Registrar
from ugyfelkapu.demo.addresses import Addresses
from ugyfelkapu.demo.contract import Service
from ugyfelkapu.demo.folder import SECRET_MODE, Folder
from ugyfelkapu.demo.services.kind import ClientAuthentication, ServiceKind, manner_of
from ugyfelkapu.demo.services.own_keys import public_jwks
from ugyfelkapu.demo.services.registration import metadata


class ServiceRefusedError(Exception):
    """The broker would not have one of the town's own services."""


async def join_services(house: House, folder: Folder, addresses: Addresses) -> tuple[Service, ...]:
    """Register each service as the operator would, and keep what it was given in its folder."""
    return tuple([await _join(house, kind, folder=folder, addresses=addresses) for kind in ServiceKind])


def configuration_file(folder: Folder, kind: ServiceKind) -> Path:
    """What a service reads at its start."""
    return folder.path / "services" / kind.value / "configuration.json"


async def _join(house: House, kind: ServiceKind, *, folder: Folder, addresses: Addresses) -> Service:
    file = configuration_file(folder, kind)
    file.parent.mkdir(parents=True, exist_ok=True)
    has_key = manner_of(kind).authentication is ClientAuthentication.KEY
    document = metadata(kind, addresses.url(kind.value), public_jwks(file.parent) if has_key else None)
    outcome = await register_relying_party(house.broker, document, registrar=Registrar.OPERATOR, actor="demo")
    if not isinstance(outcome, Registered):
        raise ServiceRefusedError(outcome.description)
    configuration = {
        "port": addresses.ports[kind.value],
        "issuer": addresses.public_url,
        "client_id": outcome.party.client_id,
        "client_secret": outcome.client_secret,
        "public_url": addresses.url(kind.value),
        "data": str(file.parent),
    }
    file.touch(mode=SECRET_MODE)
    file.write_text(json.dumps(configuration, indent=2), encoding="utf-8")
    return Service(
        name=str(document["client_name"]),
        protocol="openid-connect",
        url=addresses.url(kind.value),
        client_id=outcome.party.client_id,
    )
