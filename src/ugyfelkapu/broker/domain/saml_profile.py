"""What each profile of SAML services demands beyond what their metadata say: one table (`protocols.md`, profiles)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from ugyfelkapu.broker.domain.assurance import acr_of
from ugyfelkapu.broker.domain.authn_request import AuthnRequest, Comparison, attribute_set_of
from ugyfelkapu.broker.domain.relying_party import RelyingParty
from ugyfelkapu.broker.domain.saml_attributes import EIDAS, is_tellable, offered_as
from ugyfelkapu.broker.domain.saml_service import SamlProfile, SamlSignature, SamlTerms
from ugyfelkapu.broker.domain.saml_status import Detail, SamlRefusal, requester
from ugyfelkapu.identification import AssuranceLevel


class Encryption(StrEnum):
    """When assertions are encrypted."""

    AS_WISHED = "as_wished"
    """By the operator."""
    WITH_A_KEY = "with_a_key"
    """Wherever the metadata have a key for it."""
    ALWAYS = "always"
    """Without such a key the service is not taken in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SamlRules:
    """A profile's rules. Those for metadata hold when a service is taken in, the others for each request."""

    is_request_signed: bool = False
    """Unsigned requests are refused, whatever `AuthnRequestsSigned` says."""
    encryption: Encryption = Encryption.AS_WISHED
    is_assertion_signed: bool = False
    """The assertion has a signature of its own beside the answer's, whatever `WantAssertionsSigned` says."""
    signatures: tuple[SamlSignature, ...] = tuple(SamlSignature)
    """With what answers may be signed; the first where the operator says nothing."""
    shortest_rsa_bits: int = 2048
    """Of the service's keys."""
    is_connector: bool = False
    """It asks for a state: which one, its sector, and the law are known; what it is told has the form of the network."""
    is_sign_in_asked: bool = False
    """People sign in anew for each request, whether it says `ForceAuthn` or not."""
    comparisons: tuple[Comparison, ...] = tuple(Comparison)
    lowest_level: AssuranceLevel | None = None
    """What counts as asked for where a request asks for no level."""
    usual_attributes: tuple[str, ...] = ()
    """What is asked for where neither metadata nor request ask for anything."""


RULES: Mapping[SamlProfile, SamlRules] = {
    SamlProfile.SAML2INT: SamlRules(),  # [SDP-IDP30], answers are signed: so is every answer of ours
    SamlProfile.EGOV2: SamlRules(
        # the profile has software do each of these and leaves to a deployment when: here always, with public bodies
        is_request_signed=True,
        encryption=Encryption.WITH_A_KEY,
        is_assertion_signed=True,
    ),
    SamlProfile.EIDAS: SamlRules(
        is_request_signed=True,  # eIDAS SAML Message Format section 2.3
        encryption=Encryption.ALWAYS,  # eIDAS Cryptographic Requirements section 3
        signatures=(SamlSignature.ECDSA_SHA256,),  # the same: RSA signatures only with PSS, which we do not make
        shortest_rsa_bits=3072,
        is_connector=True,
        is_sign_in_asked=True,  # eIDAS SAML Message Format section 2.3: ForceAuthn is true
        comparisons=(Comparison.MINIMUM, Comparison.EXACT),  # the levels of notified means by minimum, others exactly
        lowest_level=AssuranceLevel.SUBSTANTIAL,  # what other states must recognise (Regulation 910/2014 article 6)
        usual_attributes=tuple(  # the minimum data set (Implementing Regulation 2015/1501, annex)
            EIDAS + name for name in ("PersonIdentifier", "CurrentFamilyName", "CurrentGivenName", "DateOfBirth")
        ),
    ),
}


NO_ATTRIBUTE = "a required attribute is none that we have"


def profile_fault(request: AuthnRequest, party: RelyingParty, terms: SamlTerms) -> SamlRefusal | None:
    """The first rule of the service's profile that the request breaks, if any."""
    return next((found for rule in (_comparison, _sector, _required) if (found := rule(request, party, terms))), None)


def _comparison(request: AuthnRequest, _: RelyingParty, terms: SamlTerms) -> SamlRefusal | None:
    known = RULES[terms.profile].comparisons
    if request.contexts and request.comparison not in known:
        return requester(f"the profile {terms.profile} knows Comparison {' and '.join(known)} alone")
    return None


def _sector(request: AuthnRequest, _: RelyingParty, terms: SamlTerms) -> SamlRefusal | None:
    """EIDAS SAML Message Format section 2.3.1: the metadata or the request say it."""
    if not RULES[terms.profile].is_connector:
        return None
    if request.sp_type is None and terms.sp_type is None:
        return requester("SPType is missing: neither metadata nor request say whether the sector is public or private")
    if None not in (request.sp_type, terms.sp_type) and request.sp_type is not terms.sp_type:
        return requester("SPType is another one than the metadata say")
    return None


def _required(request: AuthnRequest, party: RelyingParty, _: SamlTerms) -> SamlRefusal | None:
    """What the connector cannot do without and will not get is said at once, before anybody signs in."""
    required = [each.name for each in request.attributes or () if each.is_required]
    unknown = next((name for name in required if offered_as(name) is None), None)
    if unknown is not None:
        return requester(f"{NO_ATTRIBUTE}: {unknown}", Detail.INVALID_ATTRIBUTE)
    withheld = next((name for name in required if not is_tellable(name, party)), None)
    if withheld is not None:
        return requester(f"a required attribute is not released to this service: {withheld}", Detail.REQUEST_DENIED)
    return None


def names_asked_for(request: AuthnRequest, terms: SamlTerms) -> tuple[str, ...] | None:
    """The attributes of the request, else of the metadata, else the usual ones of the profile; `None`: no wish at all."""
    if request.attributes is not None:
        return tuple(each.name for each in request.attributes)
    asked = attribute_set_of(request, terms)
    usual = RULES[terms.profile].usual_attributes
    return asked.names if asked is not None else usual or None


def as_the_profile_asks(request: AuthnRequest, terms: SamlTerms) -> AuthnRequest:
    """The request with the level and the fresh sign-in that its service's profile stands for."""
    rules = RULES[terms.profile]
    request = replace(request, is_forced=request.is_forced or rules.is_sign_in_asked)
    if request.contexts or rules.lowest_level is None:
        return request
    return replace(request, contexts=(acr_of(rules.lowest_level),), comparison=Comparison.MINIMUM)
