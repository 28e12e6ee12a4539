"""What a connector stands for that asks for no level (eIDAS SAML Message Format)."""

from dataclasses import replace

from tests.world import START
from ugyfelkapu.broker.domain.authn_request import AuthnRequest, Comparison
from ugyfelkapu.broker.domain.name_id_policy import NameIdPolicy
from ugyfelkapu.broker.domain.saml_context import level_wish_of
from ugyfelkapu.broker.domain.saml_profile import as_the_profile_asks
from ugyfelkapu.broker.domain.saml_service import EntityId, SamlProfile, SamlTerms
from ugyfelkapu.identification import AssuranceLevel

CONNECTOR = SamlTerms(entity_id=EntityId("urn:connector"), consumers=(), profile=SamlProfile.EIDAS)
SILENT = AuthnRequest(
    version="2.0",
    request_id="_1",
    issuer=CONNECTOR.entity_id,
    issued_at=START,
    destination=None,
    consumer_url=None,
    consumer_index=None,
    binding=None,
    is_forced=False,
    is_passive=False,
    name_id_policy=NameIdPolicy(),
    subject=None,
    contexts=(),
    is_declaration_asked=False,
    providers=(),
    comparison=Comparison.EXACT,
    attribute_index=None,
    relay_state=None,
)


def levels(request: AuthnRequest, terms: SamlTerms) -> tuple[AssuranceLevel, ...]:
    wish = level_wish_of(as_the_profile_asks(request, terms))
    assert wish is not None
    return wish.levels


def test_a_connector_that_asks_for_no_level_gets_at_least_a_substantial_one() -> None:
    assert levels(SILENT, CONNECTOR) == (AssuranceLevel.SUBSTANTIAL,)
    assert levels(SILENT, replace(CONNECTOR, profile=SamlProfile.SAML2INT)) == ()


def test_what_a_connector_asks_for_it_gets() -> None:
    asked = replace(SILENT, contexts=("http://eidas.europa.eu/LoA/low",))
    assert levels(asked, CONNECTOR) == (AssuranceLevel.LOW,)
