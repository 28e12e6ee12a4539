"""The path from a card's certificate to a configured anchor, by RFC 5280 section 6 (pyhanko-certvalidator): plain computing.

Nothing here asks anybody. A path is sought without revocation first, so that only certificates of a trusted chain name the
servers that are asked; then the same path is gone over with what they answered, all of it required.
"""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from ugyfelkapu.gate.domain.eid import CertificateFault

if TYPE_CHECKING:
    from asn1crypto.x509 import Certificate
    from pyhanko_certvalidator import ValidationContext
    from pyhanko_certvalidator.policy_decl import PKIXValidationParams, RevocationCheckingPolicy

CLOCK_SKEW = timedelta(seconds=60)
KEY_USAGE = {"digital_signature"}
EXTENDED_KEY_USAGE = {"client_auth"}


@dataclass(frozen=True, slots=True, kw_only=True)
class CardTrust:
    """Whose cards are believed."""

    anchors: tuple[x509.Certificate, ...]
    issuers: tuple[x509.Certificate, ...]
    """Between the anchors and the cards; believed no further than an anchor signed them."""
    policies: frozenset[str]
    """Object identifiers; a card's certificate must be issued under one of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What was fetched about a path, DER."""

    ocsp: tuple[bytes, ...]
    crls: tuple[bytes, ...]


Path = tuple[x509.Certificate, ...]
"""From the anchor to the card, both included."""


def path_of(card: x509.Certificate, trust: CardTrust, evidence: Evidence | None, *, now: datetime) -> Path | CertificateFault:
    """The path, or the first thing wrong; with evidence it must say, freshly and signed, that nothing of it is revoked."""
    try:
        if not any(policy in trust.policies for policy in _policies(card)):
            return CertificateFault.POLICY_MISSING
        if not _has_key_usage(card):
            return CertificateFault.WRONG_USE
        return _validated(card, trust, evidence, now=now)
    except (ValueError, x509.DuplicateExtension):
        return CertificateFault.MALFORMED  # read lazily: an extension that is none shows here


def _validated(
    card: x509.Certificate, trust: CardTrust, evidence: Evidence | None, *, now: datetime
) -> Path | CertificateFault:
    from pyhanko_certvalidator import CertificateValidator, errors  # noqa: PLC0415 - loaded with the first card

    context = _context(trust, evidence, now=now)
    validator = CertificateValidator(_read(card), validation_context=context, pkix_params=_parameters(trust))
    faults = (
        (errors.RevokedError, CertificateFault.REVOKED),
        (errors.InsufficientRevinfoError, CertificateFault.STATUS_UNKNOWN),
        (errors.NotYetValidError, CertificateFault.NOT_YET_VALID),
        (errors.ExpiredError, CertificateFault.EXPIRED),
        (errors.InvalidCertificateError, CertificateFault.WRONG_USE),
    )
    try:
        path = asyncio.run(validator.async_validate_usage(KEY_USAGE, EXTENDED_KEY_USAGE, extended_optional=False))
    except (errors.PathError, errors.ValidationError) as error:
        return next((fault for kind, fault in faults if isinstance(error, kind)), CertificateFault.UNTRUSTED)
    return tuple(x509.load_der_x509_certificate(each.dump()) for each in path.iter_certs(include_root=True))


def _context(trust: CardTrust, evidence: Evidence | None, *, now: datetime) -> "ValidationContext":
    from pyhanko_certvalidator import ValidationContext  # noqa: PLC0415 - loaded with the first card
    from pyhanko_certvalidator.policy_decl import CertRevTrustPolicy  # noqa: PLC0415 - the same

    return ValidationContext(
        trust_roots=[_read(anchor) for anchor in trust.anchors],
        other_certs=[_read(issuer) for issuer in trust.issuers],
        ocsps=evidence.ocsp if evidence else (),
        crls=evidence.crls if evidence else (),
        revinfo_policy=CertRevTrustPolicy(_revocation(evidence)),
        moment=now,
        time_tolerance=CLOCK_SKEW,
        allow_fetching=False,
    )


def _revocation(evidence: Evidence | None) -> "RevocationCheckingPolicy":
    """With evidence: the card by both ways, each authority above it by its issuer's list."""
    from pyhanko_certvalidator.policy_decl import (  # noqa: PLC0415 - loaded with the first card
        NO_REVOCATION,
        RevocationCheckingPolicy,
        RevocationCheckingRule,
    )

    if evidence is None:
        return NO_REVOCATION
    return RevocationCheckingPolicy(
        ee_certificate_rule=RevocationCheckingRule.CRL_AND_OCSP_REQUIRED,
        intermediate_ca_cert_rule=RevocationCheckingRule.CRL_REQUIRED,
    )


def _parameters(trust: CardTrust) -> "PKIXValidationParams":
    """The whole path must be under the policy (RFC 5280 section 6.1.1, initial-explicit-policy)."""
    from pyhanko_certvalidator.policy_decl import PKIXValidationParams  # noqa: PLC0415 - loaded with the first card

    return PKIXValidationParams(user_initial_policy_set=trust.policies, initial_explicit_policy=True)


def _read(certificate: x509.Certificate) -> "Certificate":
    from asn1crypto.x509 import Certificate  # noqa: PLC0415 - loaded with the first card

    return Certificate.load(certificate.public_bytes(Encoding.DER))


def _policies(card: x509.Certificate) -> list[str]:
    try:
        extension = card.extensions.get_extension_for_class(x509.CertificatePolicies)
    except x509.ExtensionNotFound:
        return []
    return [information.policy_identifier.dotted_string for information in extension.value]


def _has_key_usage(card: x509.Certificate) -> bool:
    """RFC 5280 lets a certificate be silent about its use; a card's may not be."""
    try:
        return card.extensions.get_extension_for_class(x509.KeyUsage).value.digital_signature
    except x509.ExtensionNotFound:
        return False
