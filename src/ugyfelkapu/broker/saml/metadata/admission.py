"""What the operator decides of a service, and what the profile they choose then demands (`domain/saml_profile.py`)."""

import re
from dataclasses import dataclass
from datetime import datetime

from ugyfelkapu.broker.domain.saml_profile import RULES, Encryption
from ugyfelkapu.broker.domain.saml_service import MetadataSource, SamlProfile, SamlSignature
from ugyfelkapu.broker.saml.metadata.keys import ServiceKeys
from ugyfelkapu.broker.saml.metadata.values import flag, refuse
from ugyfelkapu.broker.saml.xml.certificates import is_rsa_below
from ugyfelkapu.broker.saml.xml.element import XmlElement

_COUNTRY = re.compile("[A-Z]{2}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Admission:
    """What the operator decides, beside what the metadata say."""

    now: datetime
    loopback_allowed: bool
    legal_basis: str | None = None
    """The act that lets the body ask for identity data (`domain.md R14`)."""
    profile: SamlProfile = SamlProfile.SAML2INT
    country: str | None = None
    """Of which state a connector asks (ISO 3166-1 alpha-2)."""
    is_encrypted: bool = False
    """Whether assertions are encrypted for it; a profile may demand it anyway."""
    signature: SamlSignature | None = None
    """`None`: the profile's first."""
    source: MetadataSource | None = None
    signed_by: str | None = None
    """The certificate (base64 of DER) whose key must have signed the document; `None`: the operator vouches for the file."""


def refuse_what_the_profile_forbids(keys: ServiceKeys, admission: Admission) -> None:
    """All that does not depend on a single part of the metadata."""
    profile, rules = admission.profile, RULES[admission.profile]
    if admission.signature not in (None, *rules.signatures):
        raise refuse(f"the profile {profile} has answers signed with {' or '.join(rules.signatures)} alone (--signature)")
    if any(is_rsa_below(key, rules.shortest_rsa_bits) for key in (*keys.signing, *keys.encryption)):
        raise refuse(f"the profile {profile} wants RSA keys of at least {rules.shortest_rsa_bits} bits")
    if not rules.is_connector:
        return
    if admission.country is None or not _COUNTRY.fullmatch(admission.country):
        raise refuse(f"the profile {profile} needs the country that asks, in two capital letters (--country)")
    if admission.legal_basis is None:
        raise refuse(f"the profile {profile} needs the act that lets it have a date of birth (--legal-basis)")


def are_requests_signed(role: XmlElement, keys: ServiceKeys, admission: Admission) -> bool:
    """Demanded where the metadata or the profile say so."""
    is_demanded = (flag(role, "AuthnRequestsSigned") or False) or RULES[admission.profile].is_request_signed
    if is_demanded and not keys.signing:
        raise refuse("requests must be signed (AuthnRequestsSigned, or the profile), and there is no key for signing")
    return is_demanded


def are_assertions_encrypted(keys: ServiceKeys, admission: Admission) -> bool:
    """Where the operator or the profile wants it."""
    wanted = RULES[admission.profile].encryption
    is_demanded = admission.is_encrypted or wanted is Encryption.ALWAYS
    if is_demanded and not keys.encryption:
        raise refuse("assertions are to be encrypted, and there is no RSA key for encryption")
    return is_demanded or (wanted is Encryption.WITH_A_KEY and bool(keys.encryption))
