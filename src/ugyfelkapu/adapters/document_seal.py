"""Seals PDF documents with the operator's certificate: PAdES baseline B-B (ETSI EN 319 142-1), by pyHanko, beside the loop.

pyHanko is loaded with the first document: it takes 23 MiB, and most processes never seal any.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key

from ugyfelkapu.ports import Unsealed

FIELD = "Seal"
MOST_WAITING = 8
"""One document is made at a time; so many may wait for it, some seconds at most."""


class WrongSealError(Exception):
    """The seal's key and certificate cannot be used; the one line says why."""


class NoSeal:
    """Where no seal is configured: nothing is handed out that somebody might take for signed."""

    async def sealed(self, make: Callable[[], bytes]) -> bytes | Unsealed:  # noqa: ARG002 - the port's shape
        """No document."""
        return Unsealed.NOT_CONFIGURED

    def close(self) -> None:
        """Nothing to close."""


class PadesSeal:
    """The operator's seal, on a thread of its own."""

    def __init__(self, key_file: Path, certificate_file: Path) -> None:
        self._certificate = _checked(key_file, certificate_file)
        self._files = str(key_file), str(certificate_file)
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="seal")
        self._places = 1 + MOST_WAITING

    async def sealed(self, make: Callable[[], bytes]) -> bytes | Unsealed:
        """The document that `make` makes, with the seal under it; both take place beside the event loop."""
        if datetime.now(UTC) >= self._certificate.not_valid_after_utc:
            return Unsealed.NOT_CONFIGURED
        if self._places == 0:
            return Unsealed.BUSY
        self._places -= 1
        future = asyncio.get_running_loop().run_in_executor(self._thread, lambda: self._seal(make()))
        future.add_done_callback(self._free)  # on the loop, and also when whoever asked has gone away
        return await asyncio.shield(future)

    def close(self) -> None:
        """Let the thread end."""
        self._thread.shutdown(wait=False, cancel_futures=True)

    def _seal(self, document: bytes) -> bytes:
        from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter  # noqa: PLC0415 - see the head of this file
        from pyhanko.sign.fields import SigSeedSubFilter  # noqa: PLC0415 - the same
        from pyhanko.sign.signers import PdfSignatureMetadata, SimpleSigner, sign_pdf  # noqa: PLC0415 - the same

        signer = SimpleSigner.load(*self._files, ca_chain_files=self._files[1:])
        if signer is None:
            raise WrongSealError(" and ".join(self._files))
        metadata = PdfSignatureMetadata(field_name=FIELD, md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES)
        sealed = sign_pdf(IncrementalPdfFileWriter(BytesIO(document)), metadata, signer=signer)
        return bytes(sealed.getvalue())

    def _free(self, done: asyncio.Future[bytes]) -> None:
        self._places += 1
        if not done.cancelled():
            done.exception()  # seen; whoever asked gets it too, unless they have gone away


def document_seal(key_file: str, certificate_file: str) -> PadesSeal | NoSeal:
    """The seal of the settings; `WrongSealError` or `OSError` when it cannot be used."""
    return PadesSeal(Path(key_file), Path(certificate_file)) if key_file else NoSeal()


def _checked(key_file: Path, certificate_file: Path) -> x509.Certificate:
    """The certificate, once it is sure that the key is its own."""
    try:
        certificate = x509.load_pem_x509_certificates(certificate_file.read_bytes())[0]
        key = load_pem_private_key(key_file.read_bytes(), password=None)
    except (ValueError, TypeError) as error:
        message = f"settings seal_key_file, seal_certificate_file: no PEM key and certificate: {error}"
        raise WrongSealError(message) from error
    shape = (Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    if key.public_key().public_bytes(*shape) != certificate.public_key().public_bytes(*shape):
        message = f"settings seal_key_file, seal_certificate_file: {key_file} is not the key of {certificate_file}"
        raise WrongSealError(message)
    return certificate
