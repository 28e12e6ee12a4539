"""The town's services join: the broker registers them, and each is told as whom."""

from pathlib import Path
from typing import assert_never

import msgspec
from msgspec.structs import replace

from ugyfelkapu.app import House
from ugyfelkapu.broker.actions.keep_saml_service import add_saml_service
from ugyfelkapu.broker.actions.register_relying_party import Registered, register_relying_party
from ugyfelkapu.broker.domain.metadata import MetadataFault
from ugyfelkapu.broker.domain.registering.registration import Registrar
from ugyfelkapu.broker.domain.relying_party import ClientId
from ugyfelkapu.broker.domain.saml_service import SamlSignature
from ugyfelkapu.broker.saml.metadata.admission import Admission
from ugyfelkapu.broker.saml.metadata_of_service import service_from
from ugyfelkapu.broker.store import relying_parties
from ugyfelkapu.demo.addresses import Addresses
from ugyfelkapu.demo.contract import Service
from ugyfelkapu.demo.folder import SECRET_MODE, Folder
from ugyfelkapu.demo.services import registration, saml_library
from ugyfelkapu.demo.services.configuration import Configuration
from ugyfelkapu.demo.services.kind import PROTOCOLS, ServiceKind, ServiceProtocol
from ugyfelkapu.demo.services.wording import CATALOGUES
from ugyfelkapu.foundation.page import Language


class ServiceRefusedError(Exception):
    """The broker would not have one of the town's own services."""


async def join_services(house: House, folder: Folder, addresses: Addresses) -> tuple[Service, ...]:
    """Register each service as the operator would, and keep what it was given in its folder."""
    return tuple([await _join(house, kind, folder=folder, addresses=addresses) for kind in ServiceKind])


def configuration_file(folder: Folder, kind: ServiceKind) -> Path:
    """What a service reads at its start."""
    return folder.path / "services" / kind.value / "configuration.json"


async def rejoined(house: House, folder: Folder, addresses: Addresses, *, services: tuple[Service, ...]) -> tuple[Service, ...]:
    """The services of a town founded by an earlier version; those of that time that cannot do what they do now join anew."""
    joined = []
    for kind, service in zip(ServiceKind, services, strict=True):
        is_of_now = await _is_of_now(house, folder, kind, service=service)
        joined.append(service if is_of_now else await _join(house, kind, folder=folder, addresses=addresses))
    return tuple(joined)


async def _is_of_now(house: House, folder: Folder, kind: ServiceKind, *, service: Service) -> bool:
    """Whether a service speaks the protocol it should, and is told of sign-outs, or knows our certificates."""
    if service.protocol != PROTOCOLS[kind]:
        return False
    if service.client_id is None:
        kept = msgspec.json.decode(configuration_file(folder, kind).read_bytes(), type=Configuration)
        return bool(set(kept.provider_certificates) & set(_certificates(house)))
    client = await relying_parties.find(house.broker.database.reader, ClientId(service.client_id))
    return client is not None and client.party.logout.back_channel_uri is not None


async def _join(house: House, kind: ServiceKind, *, folder: Folder, addresses: Addresses) -> Service:
    file = configuration_file(folder, kind)
    file.parent.mkdir(parents=True, exist_ok=True)
    url = addresses.url(kind.value)
    blank = Configuration(
        port=addresses.ports[kind.value],
        issuer=addresses.public_url,
        client_id="",
        client_secret=None,
        public_url=url,
        data=str(file.parent),
    )
    match PROTOCOLS[kind]:
        case ServiceProtocol.OPENID_CONNECT:
            registered = await _registered(house, registration.metadata(url))
            configuration = replace(blank, client_id=registered.party.client_id, client_secret=registered.client_secret)
            names = {"client_id": str(registered.party.client_id)}
        case ServiceProtocol.SAML:
            await _taken_in(house, saml_library.metadata(kind, blank))
            configuration = replace(blank, provider_certificates=_certificates(house))
            names = {"entity_id": blank.entity_id}
        case never:
            assert_never(never)
    file.touch(mode=SECRET_MODE)
    file.write_bytes(msgspec.json.format(msgspec.json.encode(configuration), indent=2))
    name = CATALOGUES[Language.HU].text(f"demo_service.name_{kind}")
    return Service(name=name, protocol=PROTOCOLS[kind].value, url=url, **names)


def _certificates(house: House) -> tuple[str, ...]:
    return tuple(house.broker.saml_keys.published(SamlSignature.RSA_SHA256))


async def _registered(house: House, document: dict[str, object]) -> Registered:
    outcome = await register_relying_party(house.broker, document, registrar=Registrar.OPERATOR, actor="demo")
    if not isinstance(outcome, Registered):
        raise ServiceRefusedError(outcome.description)
    return outcome


async def _taken_in(house: House, document: bytes) -> None:
    """As `relying-party add FILE --encrypted` does."""
    wish = Admission(now=house.clock.now(), loopback_allowed=house.broker.loopback_allowed, is_encrypted=True)
    party = service_from(document, wish)
    if isinstance(party, MetadataFault):
        raise ServiceRefusedError(party.description)
    await add_saml_service(house.broker, party)
