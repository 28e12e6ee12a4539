"""Commands about services that people sign in to."""

from pathlib import Path
from typing import Annotated, Literal

import msgspec
from cyclopts import App, Parameter

from ugyfelkapu.app import House
from ugyfelkapu.broker.actions.keep_saml_service import end_relying_party
from ugyfelkapu.broker.actions.register_relying_party import Registered, register_relying_party
from ugyfelkapu.broker.actions.visit_developer_log import refusals_of
from ugyfelkapu.broker.domain.metadata import MetadataFault
from ugyfelkapu.broker.domain.refused_request import RefusedRequest
from ugyfelkapu.broker.domain.registering.registration import Registrar
from ugyfelkapu.broker.domain.relying_party import ClientId, RelyingParty
from ugyfelkapu.broker.domain.saml_entity import client_id_of
from ugyfelkapu.broker.domain.saml_service import EntityId, SamlProfile, SamlSignature
from ugyfelkapu.broker.saml.xml.parsing import LONGEST_DOCUMENT
from ugyfelkapu.broker.store import logout_notices, relying_parties
from ugyfelkapu.broker.store.operated_parties import SourceState, sources
from ugyfelkapu.cli.installation import DataFolder, SettingsFile, in_house
from ugyfelkapu.cli.refusals import CommandRefusedError
from ugyfelkapu.cli.saml_services import (
    SamlWish,
    is_saml,
    pinned_certificate,
    refuse_beside_json,
    refuse_contradictions,
    source_of,
    take_in,
    told,
)

MOST_DOCUMENT_BYTES = 256 * 1024
Service = Annotated[str, Parameter(help="Its client id, or its entity ID.")]
Profile = Literal["saml2int", "egov2", "eidas"]
Signature = Literal["RS256", "ES256"]
"""As the papers spell them: of an enumeration the command line would show the names of its members."""

app = App(name="relying-party", help="Services that people sign in to.")


@app.command
def add(  # noqa: PLR0913 - what the operator decides of a service, each of it named
    file: Annotated[Path | None, Parameter(help="Client metadata as JSON (RFC 7591 section 2), or SAML metadata.")] = None,
    *,
    url: Annotated[str | None, Parameter(help="SAML: fetch the metadata here, and again whenever they are due.")] = None,
    signing_certificate: Annotated[Path | None, Parameter(help="SAML: whose key must have signed them (PEM or DER).")] = None,
    legal_basis: Annotated[str | None, Parameter(help="SAML: the act that lets the body ask for identity data.")] = None,
    profile: Annotated[Profile, Parameter(help="SAML: which rules it keeps to.")] = "saml2int",
    country: Annotated[str | None, Parameter(help="SAML, eidas: which state's connector it is, in two letters.")] = None,
    signature: Annotated[Signature | None, Parameter(help="SAML: with what answers to it are signed.")] = None,
    encrypted: Annotated[bool, Parameter(help="SAML: encrypt assertions for it.", negative="")] = False,
    entity_id: Annotated[str | None, Parameter(help="SAML: which service of several.")] = None,
    every: Annotated[bool, Parameter(name="--all", help="SAML: all services of the document.", negative="")] = False,
    replace: Annotated[bool, Parameter(help="SAML: in the place of what is registered.", negative="")] = False,
    settings: SettingsFile = None,
    data: DataFolder = None,
) -> None:
    """Register a service; prints its client id and, where there is one, its secret or entity ID, as JSON."""
    pinned = pinned_certificate(signing_certificate) if signing_certificate else None
    wish = SamlWish(
        legal_basis=legal_basis,
        profile=SamlProfile(profile),
        country=country,
        signature=SamlSignature(signature) if signature else None,
        is_encrypted=encrypted,
        entity_id=entity_id,
        is_every=every,
        is_replacing=replace,
        source=source_of(url, pinned),
        signed_by=pinned,
    )
    refuse_contradictions(wish, file)
    if url is not None or is_saml(octets := _read(file)):
        document, named = (None, url) if url is not None else (octets, str(file))
        for party in in_house(settings, data, lambda house: take_in(house, document, wish, named=named)):
            print(told(party))
    else:
        refuse_beside_json(wish)
        print(_registered(octets, named=str(file), settings=settings, data=data))


def _read(file: Path | None) -> bytes:
    """As much of the file as may be a document at all, and one octet more."""
    if file is None:
        message = "which service? Give a file with its metadata, or --url and --signing-certificate"
        raise CommandRefusedError(message)
    with file.open("rb") as opened:
        return opened.read(LONGEST_DOCUMENT + 1)


def _registered(octets: bytes, *, named: str, settings: Path | None, data: Path | None) -> str:
    """Client id and secret of a service that was registered by JSON."""
    document = _document(octets, named=named)

    async def register(house: House) -> Registered | MetadataFault:
        return await register_relying_party(house.broker, document, registrar=Registrar.OPERATOR, actor="operator")

    outcome = in_house(settings, data, register)
    if isinstance(outcome, MetadataFault):
        message = f"{named}: {outcome.code}: {outcome.description}"
        raise CommandRefusedError(message)
    answer: dict[str, str] = {"client_id": outcome.party.client_id}
    if outcome.client_secret:
        answer["client_secret"] = outcome.client_secret
    return msgspec.json.encode(answer).decode()


def _document(octets: bytes, *, named: str) -> dict[str, object]:
    if len(octets) > MOST_DOCUMENT_BYTES:
        message = f"{named}: is longer than the {MOST_DOCUMENT_BYTES // 1024} KiB that a service's JSON may have"
        raise CommandRefusedError(message)
    try:
        return msgspec.json.decode(octets, type=dict[str, object])
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        message = f"{named}: is no JSON object: {error}"
        raise CommandRefusedError(message) from error


@app.command
def end(
    service: Service,
    *,
    settings: SettingsFile = None,
    data: DataFolder = None,
) -> None:
    """End a service: nobody signs in to it any more, and its tokens are good for nothing; prints its client id as JSON."""
    client_id = _client_id(service)
    if not in_house(settings, data, lambda house: end_relying_party(house.broker, client_id)):
        raise _no_such(service)
    print(msgspec.json.encode({"client_id": client_id}).decode())


def _client_id(service: str) -> ClientId:
    return client_id_of(EntityId(service)) if ":" in service else ClientId(service)


def _no_such(service: str) -> CommandRefusedError:
    return CommandRefusedError(f"{service}: no such service is registered")


@app.command
def log(
    service: Service,
    *,
    settings: SettingsFile = None,
    data: DataFolder = None,
) -> None:
    """List what was refused to a service in the last day, as JSON, one a line, the newest first: where, and what to mend."""
    client_id = _client_id(service)

    async def look(house: House) -> list[RefusedRequest]:
        if not house.broker.is_developer_log_kept:
            message = "refused requests are not kept here (setting developer_log_kept); the journal counts them"
            raise CommandRefusedError(message)
        client = await relying_parties.find(house.broker.database.reader, client_id)
        if client is None:
            raise _no_such(service)
        return await refusals_of(house.broker, client.party)

    for refusal in in_house(settings, data, look):
        print(msgspec.json.encode(refusal).decode())


@app.command
def refreshes(*, settings: SettingsFile = None, data: DataFolder = None) -> None:
    """List services whose SAML metadata are fetched from an address, as JSON, one a line, the longest not refreshed first."""

    async def look(house: House) -> list[SourceState]:
        return await sources(house.broker.database.reader)

    for state in in_house(settings, data, look):
        print(msgspec.json.encode(state).decode())


@app.command(name="list")
def list_all(*, settings: SettingsFile = None, data: DataFolder = None) -> None:
    """List the registered services, oldest first, as JSON, one a line: client id, name, body, sector and scopes."""

    async def look(house: House) -> list[RelyingParty]:
        return await relying_parties.find_all(house.broker.database.reader)

    for party in in_house(settings, data, look):
        told = {
            "client_id": party.client_id,
            "name": party.name.hu,
            "organisation": party.organisation.hu,
            "sector": party.sector,
            "scopes": party.scopes,
            **({"entity_id": party.saml.entity_id} if party.saml is not None else {}),
        }
        print(msgspec.json.encode(told).decode())


@app.command
def unheard(
    *,
    again: Annotated[str | None, Parameter(help="Client id or entity ID: tell it again what it never confirmed.")] = None,
    settings: SettingsFile = None,
    data: DataFolder = None,
) -> None:
    """List the services that never confirmed that people signed out, as JSON, one a line: how many, the last, and why."""

    async def look(house: House) -> list[dict[str, object]]:
        if again is not None:
            await _tell_again(house, again)
        return [
            {
                "client_id": row.text("client_id"),
                "sign_outs": row.number("many"),
                "last_at": row.instant("last_at"),
                "fault": row.text_or_none("fault"),
            }
            for row in await logout_notices.given_up(house.broker.database.reader)
        ]

    for service in in_house(settings, data, look):
        print(msgspec.json.encode(service).decode())


async def _tell_again(house: House, service: str) -> None:
    async with house.broker.database.transaction() as tx:
        if await relying_parties.find(tx, _client_id(service)) is None:
            raise _no_such(service)
        await logout_notices.retry(tx, _client_id(service), now=house.clock.now())
