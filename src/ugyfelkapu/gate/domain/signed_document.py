"""What a signature on a document says of whoever signed it, and what can be wrong with it (`domain.md` R2, R11)."""

from dataclasses import dataclass
from enum import StrEnum

MOST_DOCUMENT_BYTES = 4 * 1024 * 1024
"""More is refused unread: an application is some 15 kB, a scanned certificate of an organisation some hundreds."""


class SignerKind(StrEnum):
    """Whose certificate it is (ETSI EN 319 412-2 and 412-3)."""

    NATURAL_PERSON = "natural_person"
    """A signature: somebody's own."""
    LEGAL_PERSON = "legal_person"
    """A seal: an organisation's."""


class SignatureLevel(StrEnum):
    """How much the certificate promises (eIDAS 910/2014 article 3); the form is PAdES in either case."""

    ADVANCED = "advanced"
    ADVANCED_QUALIFIED_CERTIFICATE = "advanced_qualified_certificate"
    """The certificate is qualified; whether its key is in a qualified device it does not say."""
    QUALIFIED = "qualified"


@dataclass(frozen=True, slots=True, kw_only=True)
class Signer:
    """The subject of the certificate as it stands there; what it lacks is empty."""

    kind: SignerKind
    common_name: str
    family_name: str
    given_name: str
    serial_number: str
    """`PNOHU-...` a personal number, `IDCHU-...` an ID card, `PASHU-...` a passport (EN 319 412-1 section 5.1.3), or opaque."""
    organisation_name: str
    organisation_identifier: str
    """`VATHU-12345678`, `NTRHU-...` (ETSI EN 319 412-1 section 5.1.4)."""
    country: str
    """ISO 3166-1 alpha-2."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ValidSignature:
    """One signature over the whole document, by a certificate that is trusted and good now."""

    signer: Signer
    level: SignatureLevel
    certificate_digest: bytes
    """SHA-256 of the certificate (DER): names it without saying whose it is."""
    document_digest: bytes
    """SHA-256 of the document as it was handed in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Original:
    """A document that we made: what was signed must be these very bytes with a signature behind them."""

    length_bytes: int
    digest: bytes
    """SHA-256."""


class SignatureFault(StrEnum):
    """Why a document that was handed in will not do; each has its own sentence."""

    NOT_CONFIGURED = "not_configured"
    """The operator trusts no issuer, so nothing can be checked."""
    BUSY = "busy"
    """Too many are being checked: *try again in a moment*."""

    NOT_A_PDF = "not_a_pdf"
    """By its content; what it is called does not count."""
    UNREADABLE = "unreadable"
    TOO_LARGE = "too_large"
    TOO_COMPLEX = "too_complex"
    """Too many pages, objects or levels, or too much time or memory."""
    ENCRYPTED = "encrypted"
    ACTIVE_CONTENT = "active_content"
    """Scripts, actions, files or forms that a program would run or fill in."""

    UNSIGNED = "unsigned"
    SEVERAL_SIGNATURES = "several_signatures"
    PARTLY_SIGNED = "partly_signed"
    """The signature does not cover all from the first byte on."""
    CHANGED = "changed"
    """The document is not what was signed."""
    ADDED_AFTERWARDS = "added_afterwards"
    """Something stands behind the signature that is no proof of it."""
    NOT_ADVANCED = "not_advanced"
    """No PAdES signature, one that does not name its certificate, or by an algorithm that is too weak."""
    ANOTHER_DOCUMENT = "another_document"
    """Signed well, but not what we made."""

    SELF_SIGNED = "self_signed"
    UNKNOWN_ISSUER = "unknown_issuer"
    EXPIRED = "expired"
    NOT_YET_VALID = "not_yet_valid"
    REVOKED = "revoked"
    REVOCATION_UNKNOWN = "revocation_unknown"
    """No fresh list of revoked certificates can be had."""
    NOT_FOR_SIGNING = "not_for_signing"
    """A trusted issuer's certificate, but for another use, or breaking a rule of its issuer's."""
