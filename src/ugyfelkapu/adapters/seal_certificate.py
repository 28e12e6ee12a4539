"""What an organisation's seal is called, read from its certificate; whom to believe is asked of each sealed document."""

from asn1crypto import pem, x509

from ugyfelkapu.adapters.signer_certificate import signer_of
from ugyfelkapu.gate.domain.signed_document import SignerKind

LONGEST_CERTIFICATE_BYTES = 16 * 1024


def seal_named_in(file: bytes) -> str | None:
    """The organisation's identifier (ETSI EN 319 412-1 section 5.1.4), perhaps empty; `None`: no certificate of a seal."""
    if len(file) > LONGEST_CERTIFICATE_BYTES:
        return None
    try:
        der = pem.unarmor(file)[2] if pem.detect(file) else file
        signer = signer_of(x509.Certificate.load(der, strict=True))
    except (ValueError, TypeError, KeyError):  # what asn1crypto raises for bytes of whatever other kind
        return None
    return signer.organisation_identifier if signer.kind is SignerKind.LEGAL_PERSON else None
