"""Which keys of the provider a SAML service believes: those it was given, then those that believed metadata name."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from tempfile import NamedTemporaryFile

import msgspec
from onelogin.saml2.utils import OneLogin_Saml2_Utils
from onelogin.saml2.xml_utils import OneLogin_Saml2_XML

from ugyfelkapu.demo.services.configuration import Configuration

TRUST_FILE = "provider-certificates.json"
_REFERENCE = "/md:EntityDescriptor/ds:Signature/ds:SignedInfo/ds:Reference"
_CERTIFICATE = "/md:EntityDescriptor/md:IDPSSODescriptor/md:KeyDescriptor[not(@use='encryption')]//ds:X509Certificate"


class _Known(msgspec.Struct, frozen=True, kw_only=True):
    given: tuple[str, ...]
    """As in the configuration; others there start the trust afresh."""
    learned: tuple[str, ...]


def is_believed(document: bytes, configuration: Configuration, *, now: datetime) -> bool:
    """Whether a known key signed the whole document, and it still counts (SAML 2.0 Metadata sections 2.3.2 and 3).

    The keys it names are the known ones from then on, so that the provider can change its key without a new start here.
    """
    file = Path(configuration.data) / TRUST_FILE
    known = _known(file, configuration.provider_certificates)
    if not any(_is_signed_by(document, certificate) for certificate in known):
        return False
    root = OneLogin_Saml2_XML.to_etree(document)
    if not _covers_all(document) or not _counts(root.get("validUntil"), now=now):
        return False
    named = tuple("".join((each.text or "").split()) for each in OneLogin_Saml2_XML.query(root, _CERTIFICATE))
    if named and named != tuple(known):
        _keep(file, _Known(given=configuration.provider_certificates, learned=named))
    return True


def _known(file: Path, given: tuple[str, ...]) -> Sequence[str]:
    if not file.exists():
        return given
    kept = msgspec.json.decode(file.read_bytes(), type=_Known)
    return kept.learned if kept.given == given else given


def _is_signed_by(document: bytes, certificate: str) -> bool:
    """The library says no to a document that is none, too."""
    pem = OneLogin_Saml2_Utils.format_cert(certificate)
    return bool(document) and OneLogin_Saml2_Utils.validate_metadata_sign(document, cert=pem) is True


def _covers_all(document: bytes) -> bool:
    """The one signature is about the root: the library would also take one about a part, with another document around it."""
    root = OneLogin_Saml2_XML.to_etree(document)
    references = [each.get("URI") for each in OneLogin_Saml2_XML.query(root, _REFERENCE)]
    names = [each.get("ID") for each in OneLogin_Saml2_XML.query(root, "//*[@ID]")]
    return names.count(root.get("ID")) == 1 and references == [f"#{root.get('ID')}"]


def _counts(until: str | None, *, now: datetime) -> bool:
    try:
        return until is not None and now < datetime.fromisoformat(until).astimezone(UTC)
    except ValueError:
        return False


def _keep(file: Path, known: _Known) -> None:
    """Whole or not at all."""
    with NamedTemporaryFile("wb", dir=file.parent, delete=False) as fresh:
        fresh.write(msgspec.json.encode(known))
    Path(fresh.name).replace(file)
