"""The town's trust service: its keys in a folder, made at the first start, and the certificates it issues from there."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from ugyfelkapu.demo.signing.certificates import CA_LIFETIME, Credential, Issuer, Subject, Wanted, founded

ROOT_NAME = "Ügyfélkapu bemutató – gyökér"
ISSUING_NAME = "Ügyfélkapu bemutató – aláírások kiadója"
A_YEAR = timedelta(days=365)
REVOKED_SERIAL = 1_000_003
"""Every certificate that is to be shown as revoked has this number, so that a list kept for a while names it already."""


class Kind(StrEnum):
    """What sort of certificate to sign with: a good one, and what goes wrong."""

    GOOD = "good"
    EXPIRED = "expired"
    REVOKED = "revoked"
    SELF_SIGNED = "self_signed"


@dataclass(frozen=True, slots=True, kw_only=True)
class TownAuthority:
    """A root and the issuer below it."""

    root: Issuer
    issuing: Issuer

    def certify(self, subject: Subject, kind: Kind, *, now: datetime) -> Credential:
        """A new key and certificate for somebody of the town."""
        since = now - 2 * A_YEAR if kind is Kind.EXPIRED else now - timedelta(days=1)
        wanted = Wanted(
            subject=subject,
            valid_from=since,
            valid_until=since + A_YEAR,
            serial_number=REVOKED_SERIAL if kind is Kind.REVOKED else None,
        )
        if kind is Kind.SELF_SIGNED:
            return founded(subject.common_name, now).credential
        return self.issuing.issue(wanted)

    def lists(self) -> dict[str, Callable[[datetime], bytes]]:
        """The revocation lists by the names of their files."""
        return {"root.crl": self.root.revocation_list, "issuing.crl": self.issuing.revocation_list}


def town_authority(folder: Path, trusted: Path, *, now: datetime) -> TownAuthority:
    """The trust service of a demo's folder, made if it is not there; its root goes to the folder of trusted issuers."""
    if not (folder / "issuing.key").exists():
        folder.mkdir(mode=0o700, exist_ok=True)
        root = founded(ROOT_NAME, now)
        wanted = Wanted(
            subject=Subject(common_name=ISSUING_NAME), valid_from=now, valid_until=now + CA_LIFETIME, is_issuer=True
        )
        _keep(folder, "root", root.credential)
        _keep(folder, "issuing", root.issue(wanted))
    root_credential = _kept(folder, "root", chain=())
    issuing = Issuer(credential=_kept(folder, "issuing", chain=(root_credential.certificate,)), revoked={REVOKED_SERIAL: now})
    trusted.mkdir(exist_ok=True)
    (trusted / "root.pem").write_bytes(root_credential.certificate.public_bytes(Encoding.PEM))
    return TownAuthority(root=Issuer(credential=root_credential), issuing=issuing)


def _keep(folder: Path, name: str, credential: Credential) -> None:
    (folder / f"{name}.pem").write_bytes(credential.certificate.public_bytes(Encoding.PEM))
    key = folder / f"{name}.key"
    key.touch(mode=0o600)
    key.write_bytes(credential.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))


def _kept(folder: Path, name: str, *, chain: tuple[x509.Certificate, ...]) -> Credential:
    key = load_pem_private_key((folder / f"{name}.key").read_bytes(), password=None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise TypeError(name)
    certificate = x509.load_pem_x509_certificate((folder / f"{name}.pem").read_bytes())
    return Credential(key=key, certificate=certificate, chain=chain)
