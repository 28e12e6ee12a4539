"""Signs PDF documents as a person's own software does: PAdES baseline B-B (ETSI EN 319 142-1)."""

from io import BytesIO

from asn1crypto import keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, SimpleSigner, sign_pdf
from pyhanko_certvalidator.registry import SimpleCertificateStore

from ugyfelkapu.demo.signing.certificates import Credential


def signed(pdf: bytes, credential: Credential, *, field: str = "Signature") -> bytes:
    """The document with a signature behind it; beside the loop, since pyHanko runs one of its own."""
    metadata = PdfSignatureMetadata(field_name=field, md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES)
    output = sign_pdf(IncrementalPdfFileWriter(BytesIO(pdf)), metadata, signer=signer(credential))
    return bytes(output.getvalue())


def signer(credential: Credential) -> SimpleSigner:
    """Key and certificates in pyHanko's shape."""
    store = SimpleCertificateStore()
    store.register_multiple(_certificate(each) for each in credential.chain)
    key = credential.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    return SimpleSigner(
        signing_cert=_certificate(credential.certificate),
        signing_key=keys.PrivateKeyInfo.load(key),
        cert_registry=store,
    )


def _certificate(certificate: x509.Certificate) -> asn1_x509.Certificate:
    return asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER))
