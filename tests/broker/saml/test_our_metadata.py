"""Our metadata: signed, with every key that will sign, and nothing that is not there (SAML 2.0 Metadata section 2.4.3)."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from starlette.routing import Match, Route

from tests.broker.town import ISSUER, Town
from tests.key_rings import OVERLAP
from tests.saml_schema import schema_faults
from tests.world import HandClock
from ugyfelkapu.adapters.saml_keys import FileSamlKeys
from ugyfelkapu.broker.domain.saml_service import SamlSignature
from ugyfelkapu.broker.saml import routes as saml
from ugyfelkapu.broker.saml.xml.element import XmlElement
from ugyfelkapu.broker.saml.xml.names import DS, MD, MDUI, XML
from ugyfelkapu.broker.saml.xml.parsing import XmlFault, parsed
from ugyfelkapu.broker.saml.xml.signature import SignatureFault, verified
from ugyfelkapu.broker.saml.xml.signing import signed
from ugyfelkapu.broker.saml.xml.writing import element, written

METADATA = "/saml/metadata"

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
"""Nothing here asks a database."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """Our metadata as a service holds them."""

    certificates: tuple[str, ...]
    valid_until: datetime
    descriptor: XmlElement

    @property
    def provider(self) -> XmlElement:
        found = self.descriptor.child(MD + "IDPSSODescriptor")
        assert found is not None
        return found


def below(element: XmlElement, *names: str) -> XmlElement:
    for name in names:
        found = element.child(name)
        assert found is not None, name
        element = found
    return element


def copy_of(document: bytes, trusted: tuple[str, ...]) -> Copy:
    """What a service reads that knows our keys."""
    root = parsed(document)
    assert not isinstance(root, XmlFault), root
    believed = verified(root, trusted)
    assert not isinstance(believed, SignatureFault), believed
    descriptors = below(believed, MD + "IDPSSODescriptor").children(MD + "KeyDescriptor")
    path = (DS + "KeyInfo", DS + "X509Data", DS + "X509Certificate")
    return Copy(
        certificates=tuple(below(each, *path).text for each in descriptors),
        valid_until=datetime.fromisoformat(believed.get("validUntil") or ""),
        descriptor=believed,
    )


async def fetched(town: Town, signature: SamlSignature = SamlSignature.RSA_SHA256) -> Copy:
    answer = await town.browser().get(METADATA, params={"signature": signature})
    assert answer.status_code == 200
    return copy_of(answer.content, town.world.saml_keys.published(signature))


@pytest.mark.parametrize("signature", SamlSignature)
async def test_it_is_signed_and_tells_the_keys_in_force_and_next(town: Town, signature: SamlSignature) -> None:
    copy = await fetched(town, signature)
    assert copy.certificates == town.world.saml_keys.published(signature)
    assert len(copy.certificates) == 2
    assert copy.descriptor.get("entityID") == ISSUER + METADATA
    assert {key.get("use") for key in copy.provider.children(MD + "KeyDescriptor")} == {"signing"}


@pytest.mark.parametrize("signature", SamlSignature)
async def test_it_is_what_the_schemas_of_oasis_want(town: Town, signature: SamlSignature) -> None:
    room = saml.saml_room(town.world, town.pages, contact="help@id.example.test")
    assert schema_faults(room.metadata.current(signature)) == []


async def test_without_a_wish_the_keys_are_rsa_and_an_unknown_one_is_refused(town: Town) -> None:
    browser = town.browser()
    answer = await browser.get(METADATA)
    assert copy_of(answer.content, town.world.saml_keys.published("RS256")).certificates
    assert answer.headers["Content-Type"] == "application/samlmetadata+xml"
    refused = await browser.get(METADATA, params={"signature": "none"})
    assert (refused.status_code, "RS256, ES256" in refused.text) == (400, True)


async def test_who_has_the_document_is_told_so(town: Town) -> None:
    browser = town.browser()
    first = await browser.get(METADATA)
    again = await browser.get(METADATA, headers={"If-None-Match": f'"other", {first.headers["ETag"]}'})
    assert (again.status_code, again.content) == (304, b"")
    town.clock.advance(hours=1)
    assert (await browser.get(METADATA, headers={"If-None-Match": first.headers["ETag"]})).status_code == 200


async def test_every_process_gives_the_same_document_for_an_hour(town: Town) -> None:
    other = saml.saml_room(town.world, town.pages)
    first = (await town.browser().get(METADATA)).content
    town.clock.advance(minutes=59)
    assert other.metadata.current(SamlSignature.RSA_SHA256) == first
    town.clock.advance(minutes=1)
    assert other.metadata.current(SamlSignature.RSA_SHA256) != first


async def test_every_endpoint_it_names_is_there(town: Town) -> None:
    provider = (await fetched(town)).provider
    routes = saml.routes(saml.saml_room(town.world, town.pages))
    named = {
        (each.name.rpartition("}")[2], (each.get("Binding") or "").rpartition(":")[2]): each.get("Location") or ""
        for each in provider.children()
        if each.get("Location")
    }
    assert ("SingleSignOnService", "HTTP-Redirect") in named
    assert ("SingleSignOnService", "HTTP-POST") in named
    for (_, binding), location in named.items():
        assert location.startswith(ISSUER)
        method = "GET" if binding == "HTTP-Redirect" else "POST"
        scope = {"type": "http", "method": method, "path": urlsplit(location).path, "headers": []}
        assert any(route.matches(scope)[0] is Match.FULL for route in routes), location


async def test_it_names_every_endpoint_that_services_use(town: Town) -> None:
    provider = (await fetched(town)).provider
    named = {urlsplit(each.get("Location") or "").path for each in provider.children()}
    routes = saml.routes(saml.saml_room(town.world, town.pages))
    ours = {route.path for route in routes if isinstance(route, Route) and "{" not in route.path} - {METADATA}
    assert ours <= named


async def test_people_see_who_we_are_in_three_languages(town: Town) -> None:
    provider = (await fetched(town)).provider
    shown = below(provider, MD + "Extensions", MDUI + "UIInfo")
    for name in ("DisplayName", "Description", "InformationURL", "PrivacyStatementURL"):
        assert {each.get(XML + "lang") for each in shown.children(MDUI + name)} == {"hu", "en", "de"}


async def test_a_contact_is_told_where_there_is_one(town: Town) -> None:
    assert not (await fetched(town)).descriptor.children(MD + "ContactPerson")
    room = saml.saml_room(town.world, town.pages, contact="help@id.example.test")
    copy = copy_of(room.metadata.current(SamlSignature.RSA_SHA256), town.world.saml_keys.published("RS256"))
    people = copy.descriptor.children(MD + "ContactPerson")
    assert [each.get("contactType") for each in people] == ["technical", "support"]
    assert {below(each, MD + "EmailAddress").text for each in people} == {"mailto:help@id.example.test"}


@dataclass(slots=True)
class Refreshing:
    """A service that fetches our metadata every few days, and believes them by the keys of its last copy."""

    every: timedelta
    copy: Copy
    at: datetime

    async def wake(self, town: Town) -> None:
        if town.clock.now() - self.at >= self.every:
            self.copy = copy_of((await town.browser().get(METADATA)).content, self.copy.certificates)
            self.at = town.clock.now()

    def believes(self, message: bytes, *, now: datetime) -> bool:
        root = parsed(message)
        assert not isinstance(root, XmlFault)
        return now < self.copy.valid_until and not isinstance(verified(root, self.copy.certificates), SignatureFault)


async def test_through_a_year_of_monthly_rollover_every_answer_is_believed(
    town: Town, tmp_path: Path, clock: HandClock
) -> None:
    keys = FileSamlKeys(tmp_path, clock, host="id.example.test", published_first=OVERLAP)
    town.world = replace(town.world, saml_keys=keys)
    town.open()
    copy = copy_of((await town.browser().get(METADATA)).content, keys.published("RS256"))
    services = [Refreshing(every=timedelta(days=days), copy=copy, at=clock.now()) for days in (1, 7)]
    used: list[str] = []
    for day in range(1, 366):
        if day % 30 == 0 or day % 90 == 1:  # now and then once more on the next day: that one has to wait
            keys.rotate()
        message = written(signed(element("samlp:Response", {"ID": f"_{day}"}), keys.signer("RS256"), keys.certificate("RS256")))
        used.append(keys.certificate("RS256"))
        for service in services:
            assert service.believes(message, now=clock.now()), f"day {day}, refreshed every {service.every}"
            await service.wake(town)
            assert service.believes(message, now=clock.now()), f"day {day}, just after refreshing"
        clock.advance(days=1)
    assert len(set(used)) > 12, "keys were changed"


async def test_a_copy_that_is_still_valid_knows_the_key_that_signs_even_when_keys_change_at_once(
    town: Town, tmp_path: Path, clock: HandClock
) -> None:
    keys = FileSamlKeys(tmp_path, clock, host="id.example.test", published_first=OVERLAP)
    town.world = replace(town.world, saml_keys=keys)
    town.open()
    clock.advance(minutes=30)
    copy = copy_of((await town.browser().get(METADATA)).content, keys.published("RS256"))
    keys.rotate()
    later = keys.rotate()["RS256"]
    clock.instant = copy.valid_until - timedelta(microseconds=1)
    assert keys.certificate("RS256") in copy.certificates
    clock.instant = later
    assert keys.certificate("RS256") not in copy.certificates
    assert later >= copy.valid_until
