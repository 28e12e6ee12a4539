"""What the profiles demand of a service when it is taken in (`domain/saml_profile.py`)."""

import pytest

from tests.broker.saml.connectors import PUBLIC, described, extended, wish
from tests.broker.saml.metadata_documents import Described, admission, key_descriptor, refusal_of, terms_of
from tests.world import START
from ugyfelkapu.broker.domain.metadata import MetadataFault
from ugyfelkapu.broker.domain.relying_party import RelyingParty, Scope
from ugyfelkapu.broker.domain.saml_service import SamlProfile, SamlSignature, SpType
from ugyfelkapu.broker.saml.metadata_of_service import service_from


def test_public_bodies_sign_requests_and_get_signed_assertions_encrypted_where_they_have_a_key() -> None:
    public = admission(START, profile=SamlProfile.EGOV2)
    terms = terms_of(Described(), public)
    assert (terms.are_requests_signed, terms.are_assertions_signed, terms.are_assertions_encrypted) == (True, True, True)
    signing = Described(keys=(key_descriptor(use="signing"),))
    assert not terms_of(signing, public).are_assertions_encrypted
    assert "no key for signing" in refusal_of(Described(keys=()).document(), public)


def test_a_connector_is_taken_in_with_all_that_its_profile_demands() -> None:
    party = service_from(described(extended(PUBLIC)).document(), wish())
    assert isinstance(party, RelyingParty)
    terms = party.saml
    assert terms is not None
    assert (terms.country, terms.sp_type, terms.signature) == ("DE", SpType.PUBLIC, SamlSignature.ECDSA_SHA256)
    assert terms.are_requests_signed
    assert terms.are_assertions_encrypted
    assert party.scopes == (Scope.OPENID, Scope.PROFILE, Scope.EMAIL, Scope.IDENTITY)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"country": None}, "--country"),
        ({"country": "de"}, "--country"),
        ({"legal_basis": None}, "--legal-basis"),
        ({"signature": SamlSignature.RSA_SHA256}, "--signature"),
    ],
)
def test_an_admission_that_lacks_something_is_refused(changes: dict[str, object], says: str) -> None:
    found = service_from(described(extended(PUBLIC)).document(), wish(**changes))
    assert isinstance(found, MetadataFault)
    assert says in found.description


def test_short_keys_are_refused() -> None:
    found = service_from(Described().document(), wish())
    assert isinstance(found, MetadataFault)
    assert "3072" in found.description
