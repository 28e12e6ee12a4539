"""What `ugyfelkapu relying-party` does with SAML metadata."""

from dataclasses import dataclass
from pathlib import Path

import msgspec

from ugyfelkapu.app import House
from ugyfelkapu.broker.actions.keep_saml_service import add_saml_service, replace_saml_service
from ugyfelkapu.broker.domain.metadata import MetadataFault
from ugyfelkapu.broker.domain.relying_party import RelyingParty
from ugyfelkapu.broker.domain.saml_service import EntityId, MetadataSource, SamlProfile, SamlSignature
from ugyfelkapu.broker.ports import FetchFault
from ugyfelkapu.broker.saml.metadata.admission import Admission
from ugyfelkapu.broker.saml.metadata.wishes import never_told
from ugyfelkapu.broker.saml.metadata_of_service import service_from, services_from
from ugyfelkapu.broker.saml.xml.certificates import certificate_in
from ugyfelkapu.broker.store import operated_parties
from ugyfelkapu.cli.refusals import CommandRefusedError


@dataclass(frozen=True, slots=True, kw_only=True)
class SamlWish:
    """What the operator typed beside the document."""

    legal_basis: str | None = None
    profile: SamlProfile = SamlProfile.SAML2INT
    country: str | None = None
    signature: SamlSignature | None = None
    is_encrypted: bool = False
    entity_id: str | None = None
    is_every: bool = False
    is_replacing: bool = False
    source: MetadataSource | None = None
    signed_by: str | None = None


_OPTIONS = {
    "legal_basis": "--legal-basis",
    "profile": "--profile",
    "country": "--country",
    "signature": "--signature",
    "is_encrypted": "--encrypted",
    "entity_id": "--entity-id",
    "is_every": "--all",
    "is_replacing": "--replace",
    "signed_by": "--signing-certificate",
}


def refuse_contradictions(wish: SamlWish, file: Path | None) -> None:
    """No option is passed over in silence."""
    if wish.source is not None and file is not None:
        message = f"{file} or --url: metadata come from one of the two"
        raise CommandRefusedError(message)
    if wish.country is not None and wish.profile is not SamlProfile.EIDAS:
        message = "--country is for --profile eidas: of other services nobody asks which state they are of"
        raise CommandRefusedError(message)
    if wish.entity_id is not None and wish.is_every:
        message = "--entity-id means one service and --all every one: give one of the two"
        raise CommandRefusedError(message)


def refuse_beside_json(wish: SamlWish) -> None:
    """What a service by OpenID Connect is, its document says."""
    given = [option for field, option in _OPTIONS.items() if getattr(wish, field) != getattr(SamlWish(), field)]
    if given:
        message = f"{', '.join(given)}: for SAML metadata alone; JSON says the rest itself, and is ended and added anew"
        raise CommandRefusedError(message)


def is_saml(document: bytes) -> bool:
    """Whether a document is XML rather than JSON, by its first character."""
    return document.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<")


def source_of(url: str | None, pinned: str | None) -> MetadataSource | None:
    """Where metadata are refreshed from; never without knowing who must have signed them."""
    if url is None:
        return None
    if pinned is None:
        message = "--url needs --signing-certificate: whoever answers there is believed by that key alone"
        raise CommandRefusedError(message)
    return MetadataSource(url=url, signing_certificate=pinned)


async def _fetched(house: House, url: str) -> bytes:
    found = await house.broker.outside.metadata(url)
    if isinstance(found, FetchFault):
        message = f"{url}: {found}"
        raise CommandRefusedError(message)
    return found.body


async def take_in(house: House, document: bytes | None, wish: SamlWish, *, named: str) -> list[RelyingParty]:
    """Add or replace the service of a document, or all; without one it is fetched from its source.

    `named` is what a refusal calls the document.
    """
    octets = document if wish.source is None else await _fetched(house, wish.source.url)
    admission = Admission(
        now=house.clock.now(),
        loopback_allowed=house.broker.loopback_allowed,
        legal_basis=wish.legal_basis,
        profile=wish.profile,
        country=wish.country,
        is_encrypted=wish.is_encrypted,
        signature=wish.signature,
        source=wish.source,
        signed_by=wish.signed_by,
    )
    parties = _described(octets or b"", admission, wish, named=named)
    for party in parties:
        await _kept(house, party, is_replacing=wish.is_replacing)
    return parties


def told(party: RelyingParty) -> str:
    """The line that says what was taken in; attributes that are asked for in vain are told, so that nobody waits for them."""
    entity_id = party.saml.entity_id if party.saml is not None else ""
    ignored = never_told(party)
    answer = {"client_id": party.client_id, "entity_id": entity_id, **({"ignored_attributes": ignored} if ignored else {})}
    return msgspec.json.encode(answer).decode()


def _described(document: bytes, admission: Admission, wish: SamlWish, *, named: str) -> list[RelyingParty]:
    """All that will be taken in, or a refusal before anything is."""
    if not wish.is_every:
        entity_id = EntityId(wish.entity_id) if wish.entity_id else None
        found = service_from(document, admission, entity_id=entity_id)
        return [_or_refused(found, named)]
    every = services_from(document, admission)
    if isinstance(every, MetadataFault):
        return [_or_refused(every, named)]
    return [_or_refused(found, f"{named}: {entity_id}") for entity_id, found in every.items()]


def _or_refused(found: RelyingParty | MetadataFault, named: str) -> RelyingParty:
    if isinstance(found, MetadataFault):
        message = f"{named}: {found.description}"
        raise CommandRefusedError(message)
    return found


async def _kept(house: House, party: RelyingParty, *, is_replacing: bool) -> None:
    if await add_saml_service(house.broker, party):
        return
    name = party.saml.entity_id if party.saml is not None else party.client_id
    if not is_replacing:
        message = f"{name}: is registered; --replace puts these metadata in the place of the former"
        raise CommandRefusedError(message)
    former = await operated_parties.find_kept(house.broker.database.reader, party.client_id)
    if former is None or not await replace_saml_service(house.broker, party, former=former):
        message = f"{name}: was changed at the same time; try again"
        raise CommandRefusedError(message)


def pinned_certificate(file: Path) -> str:
    """The certificate of a file, PEM or DER, as base64 of DER."""
    certificate = certificate_in(file.read_bytes())
    if certificate is None:
        message = f"{file}: holds no certificate with an RSA key of 2048 bits or a key of a curve"
        raise CommandRefusedError(message)
    return certificate
