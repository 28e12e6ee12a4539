"""What each profile of SAML services demands beyond what their metadata say: one table (`protocols.md`, profiles)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from ugyfelkapu.broker.domain.assurance import acr_of
from ugyfelkapu.broker.domain.authn_request import AuthnRequest, Comparison
from ugyfelkapu.broker.domain.saml_service import SamlProfile, SamlTerms
from ugyfelkapu.identification import AssuranceLevel


@dataclass(frozen=True, slots=True, kw_only=True)
class SamlRules:
    """A profile's rules."""

    is_request_signed: bool
    """Unsigned requests are refused, whatever `AuthnRequestsSigned` says."""
    is_assertion_encrypted: bool
    """Without a key for encryption the service is not taken in."""
    lowest_level: AssuranceLevel | None
    """What counts as asked for where a request asks for no level."""


_USUAL = SamlRules(is_request_signed=False, is_assertion_encrypted=False, lowest_level=None)

RULES: Mapping[SamlProfile, SamlRules] = {
    SamlProfile.SAML2INT: _USUAL,
    SamlProfile.EGOV2: _USUAL,
    SamlProfile.EIDAS: SamlRules(
        is_request_signed=True,  # eIDAS SAML Message Format section 2.3
        is_assertion_encrypted=True,  # eIDAS Cryptographic Requirements section 3
        lowest_level=AssuranceLevel.SUBSTANTIAL,  # what other states must recognise (Regulation 910/2014 article 6)
    ),
}


def as_the_profile_asks(request: AuthnRequest, terms: SamlTerms) -> AuthnRequest:
    """The request with the level that its service's profile stands for, where it asks for none."""
    lowest = RULES[terms.profile].lowest_level
    if request.contexts or lowest is None:
        return request
    return replace(request, contexts=(acr_of(lowest),), comparison=Comparison.MINIMUM)
