"""What the authority answers about revocation: to one question (OCSP, RFC 6960), and as a list (RFC 5280 section 5)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp

from ugyfelkapu.demo.card_authority.issuing import Keyed

GOOD_FOR = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the authority knows of the certificates it issued."""

    issued: frozenset[int]
    """Serial numbers."""
    revoked: Mapping[int, datetime]


def ocsp_answer(request: bytes, known: Known, signer: Keyed, *, now: datetime) -> bytes:
    """The signed answer with the question's own nonce; *unknown* of a certificate that was never issued here."""
    try:
        question = ocsp.load_der_ocsp_request(request)
    except ValueError:
        return _unsuccessful(ocsp.OCSPResponseStatus.MALFORMED_REQUEST)
    revoked_at = known.revoked.get(question.serial_number)
    status = ocsp.OCSPCertStatus.GOOD if question.serial_number in known.issued else ocsp.OCSPCertStatus.UNKNOWN
    builder = ocsp.OCSPResponseBuilder().add_response_by_hash(
        issuer_name_hash=question.issuer_name_hash,
        issuer_key_hash=question.issuer_key_hash,
        serial_number=question.serial_number,
        algorithm=question.hash_algorithm,
        cert_status=ocsp.OCSPCertStatus.REVOKED if revoked_at else status,
        this_update=now,
        next_update=now + GOOD_FOR,
        revocation_time=revoked_at,
        revocation_reason=None,
    )
    for extension in question.extensions:
        if isinstance(extension.value, x509.OCSPNonce):
            builder = builder.add_extension(extension.value, critical=False)
    builder = builder.responder_id(ocsp.OCSPResponderEncoding.HASH, signer.certificate).certificates([signer.certificate])
    return builder.sign(signer.key, hashes.SHA256()).public_bytes(Encoding.DER)


def revocation_list(issuer: Keyed, revoked: Mapping[int, datetime], *, now: datetime) -> bytes:
    """The issuer's list, DER."""
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(issuer.certificate.subject)
        .last_update(now)
        .next_update(now + GOOD_FOR)
        .add_extension(x509.CRLNumber(int(now.timestamp())), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.key.public_key()), critical=False)
    )
    for serial_number, at in revoked.items():
        entry = x509.RevokedCertificateBuilder().serial_number(serial_number).revocation_date(at).build()
        builder = builder.add_revoked_certificate(entry)
    return builder.sign(issuer.key, hashes.SHA256()).public_bytes(Encoding.DER)


def _unsuccessful(status: ocsp.OCSPResponseStatus) -> bytes:
    return ocsp.OCSPResponseBuilder.build_unsuccessful(status).public_bytes(Encoding.DER)
