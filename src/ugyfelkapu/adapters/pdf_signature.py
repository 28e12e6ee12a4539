"""Judges the one signature of a PDF by pyHanko; runs in the process that checks signatures, never in the loop.

What is checked: the form (PAdES, ETSI EN 319 142-1 section 5.4), that all bytes are covered and nothing was added but proofs
of the signature itself, the digest and the signature, the chain to a trusted issuer, its times, uses and revocation by the
lists that the operator named. Lists and answers embedded in the document are not believed: they may be older than the
revocation.
"""

import asyncio
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from io import BytesIO

from asn1crypto import crl, x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.ades.report import AdESIndeterminate, AdESSubIndic
from pyhanko.sign.diff_analysis import (
    DEFAULT_DIFF_POLICY,
    FormUpdatingRule,
    ModificationLevel,
    StandardDiffPolicy,
    SuspiciousModification,
)
from pyhanko.sign.diff_analysis.constants import ACROFORM_EXEMPT_STRICT_COMPARISON
from pyhanko.sign.general import CMSExtractionError, CMSStructuralError
from pyhanko.sign.validation import EmbeddedPdfSignature, async_validate_pdf_signature
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.generic_cms import get_signing_cert_attr
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.path import ValidationPath

from ugyfelkapu.adapters import pdf_guard
from ugyfelkapu.adapters.signer_certificate import level_of, signer_of
from ugyfelkapu.gate.domain.signed_document import Original, SignatureFault, ValidSignature

_PADES = "/ETSI.CAdES.detached"
_SIGNING = StandardDiffPolicy(
    global_rules=DEFAULT_DIFF_POLICY.global_rules,
    form_rule=FormUpdatingRule(
        field_rules=DEFAULT_DIFF_POLICY.form_rule.field_rules if DEFAULT_DIFF_POLICY.form_rule else [],
        ignored_acroform_keys=ACROFORM_EXEMPT_STRICT_COMPARISON | {"/SigFlags"},
    ),
)
"""What signing may change of an unsigned document: pyHanko's own rules, and the flag that says it is signed."""
_USES = KeyUsageConstraints(key_usage={"digital_signature", "non_repudiation"}, key_usage_forbidden={"key_cert_sign"})
_TRUST_FAULTS: dict[AdESSubIndic | None, SignatureFault] = {
    AdESIndeterminate.REVOKED_NO_POE: SignatureFault.REVOKED,
    AdESIndeterminate.REVOKED_CA_NO_POE: SignatureFault.REVOKED,
    AdESIndeterminate.TRY_LATER: SignatureFault.REVOCATION_UNKNOWN,
    AdESIndeterminate.NO_CERTIFICATE_CHAIN_FOUND: SignatureFault.UNKNOWN_ISSUER,
    AdESIndeterminate.CRYPTO_CONSTRAINTS_FAILURE: SignatureFault.NOT_ADVANCED,
    AdESIndeterminate.CRYPTO_CONSTRAINTS_FAILURE_NO_POE: SignatureFault.NOT_ADVANCED,
    AdESIndeterminate.CHAIN_CONSTRAINTS_FAILURE: SignatureFault.NOT_FOR_SIGNING,
}
_PLAIN = (
    *(AdESIndeterminate.NO_CERTIFICATE_CHAIN_FOUND, AdESIndeterminate.TRY_LATER),
    *(AdESIndeterminate.REVOKED_NO_POE, AdESIndeterminate.REVOKED_CA_NO_POE),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trust:
    """Whom to believe, about what, when."""

    issuers: list[x509.Certificate]
    lists: list[bytes]
    """Revocation lists (RFC 5280 section 5), DER."""
    now: datetime


def judged(pdf: bytes, original: Original | None, trust: Trust) -> ValidSignature | SignatureFault:
    """The signature, or the first thing that is wrong; the parent of this process bounds time and memory."""
    reader = pdf_guard.opened(pdf)
    if isinstance(reader, SignatureFault):
        return reader
    try:
        signature = _only_signature(reader)
        if isinstance(signature, SignatureFault):
            return signature
        if fault := _form_fault(pdf, signature) or _another(pdf, original):
            return fault
        verdict = _verdict(pdf, signature, trust)
        return verdict if isinstance(verdict, SignatureFault) else _growth_fault(pdf, reader, original) or verdict
    except (RecursionError, MemoryError):
        return SignatureFault.TOO_COMPLEX
    except pdf_guard.NOT_READ:
        return SignatureFault.UNREADABLE


def _only_signature(reader: PdfFileReader) -> EmbeddedPdfSignature | SignatureFault:
    signatures: list[EmbeddedPdfSignature] = [
        each for each in reader.embedded_signatures if each.sig_object_type != "/DocTimeStamp"
    ]
    if not signatures:
        return SignatureFault.UNSIGNED
    if len(signatures) > 1 or len(signatures[0].signed_data["signer_infos"]) != 1:
        return SignatureFault.SEVERAL_SIGNATURES
    return signatures[0]


def _form_fault(pdf: bytes, signature: EmbeddedPdfSignature) -> SignatureFault | None:
    """The bytes that are left out of the signature are the signature's own and no others."""
    ranges = [int(each) for each in signature.byte_range]
    contents = b"<" + signature.pkcs7_content.hex().encode() + b">"
    if len(ranges) != 4 or ranges[0] != 0 or min(ranges) < 0:  # noqa: PLR2004 - ISO 32000-1 table 252: two pairs
        return SignatureFault.PARTLY_SIGNED
    if pdf[ranges[1] : ranges[2]].lower() != contents or ranges[2] + ranges[3] > len(pdf):
        return SignatureFault.PARTLY_SIGNED
    names_certificate = get_signing_cert_attr(signature.signer_info["signed_attrs"]) is not None
    is_pades = signature.sig_object.get("/SubFilter") == _PADES and names_certificate  # ETSI EN 319 142-1 section 6.3
    return None if is_pades else SignatureFault.NOT_ADVANCED


def _another(pdf: bytes, original: Original | None) -> SignatureFault | None:
    """Whether it begins with our bytes, if it has to."""
    if original is None or sha256(pdf[: original.length_bytes]).digest() == original.digest:
        return None
    return SignatureFault.ANOTHER_DOCUMENT


def _growth_fault(pdf: bytes, reader: PdfFileReader, original: Original | None) -> SignatureFault | None:
    """Whether it goes on from our bytes, and adds nothing but what a signature needs."""
    if original is None:
        return None
    ours = PdfFileReader(BytesIO(pdf[: original.length_bytes]), strict=True, decode_limits=pdf_guard.LIMITS)
    last = ours.total_revisions - 1
    if reader.total_revisions <= last or reader.xrefs.get_startxref_for_revision(last) != ours.last_startxref:
        return SignatureFault.CHANGED  # our bytes are there, but its table of objects leads past them
    review = _SIGNING.review_file(reader, last)
    if isinstance(review, SuspiciousModification) or review.modification_level > ModificationLevel.FORM_FILLING:
        return SignatureFault.CHANGED
    return None


def _verdict(pdf: bytes, signature: EmbeddedPdfSignature, trust: Trust) -> ValidSignature | SignatureFault:
    context = ValidationContext(
        trust_roots=trust.issuers,
        moment=trust.now,
        crls=trust.lists,
        revocation_mode="require",
        allow_fetching=False,
    )
    try:
        status = asyncio.run(
            async_validate_pdf_signature(signature, signer_validation_context=context, key_usage_settings=_USES)
        )
    except SignatureValidationError as error:
        return _TRUST_FAULTS.get(error.ades_subindication, SignatureFault.UNREADABLE)
    except (CMSExtractionError, CMSStructuralError):
        return SignatureFault.UNREADABLE
    certificate = signature.signer_cert
    fault = _status_fault(status) or _certificate_fault(certificate, status, trust)
    if fault is not None:
        return fault
    return ValidSignature(
        signer=signer_of(certificate),
        level=level_of(certificate),
        certificate_digest=sha256(certificate.dump()).digest(),
        document_digest=sha256(pdf).digest(),
    )


def _status_fault(status: PdfSignatureStatus) -> SignatureFault | None:
    """What was signed is what is there."""
    if status.coverage is None or status.coverage < SignatureCoverageLevel.ENTIRE_REVISION:
        return SignatureFault.PARTLY_SIGNED
    if not (status.intact and status.valid):
        return SignatureFault.CHANGED
    if status.modification_level is None or status.modification_level > ModificationLevel.LTA_UPDATES:
        return SignatureFault.ADDED_AFTERWARDS
    return None


def _certificate_fault(certificate: x509.Certificate, status: PdfSignatureStatus, trust: Trust) -> SignatureFault | None:
    problem = status.trust_problem_indic
    if certificate.self_issued and certificate not in trust.issuers:
        return SignatureFault.SELF_SIGNED
    if problem in _PLAIN:
        return _TRUST_FAULTS[problem]  # first, since of a stranger's certificate the dates are nobody's business
    if trust.now > certificate.not_valid_after:
        return SignatureFault.EXPIRED
    if trust.now < certificate.not_valid_before:
        return SignatureFault.NOT_YET_VALID
    if status.validation_path is None or status.validation_path.pkix_len == 0:
        return SignatureFault.NOT_FOR_SIGNING  # an issuer's own certificate signs certificates, not documents
    if problem is AdESIndeterminate.CERTIFICATE_CHAIN_GENERAL_FAILURE:
        return _chain_fault(status.validation_path, trust)
    return _TRUST_FAULTS.get(problem, SignatureFault.NOT_FOR_SIGNING) if problem else None


def _chain_fault(path: ValidationPath, trust: Trust) -> SignatureFault:
    """PyHanko has one word for a list that cannot be had and for a chain that breaks its issuers' rules."""
    lists = [crl.CertificateList.load(each)["tbs_cert_list"] for each in trust.lists]
    fresh = {each["issuer"].hashable for each in lists if each["next_update"].native > trust.now}
    issuers = {each.issuer.hashable for each in path.iter_certs(include_root=False)}
    return SignatureFault.NOT_FOR_SIGNING if issuers <= fresh else SignatureFault.REVOCATION_UNKNOWN
