"""For whom a certificate is, sealed in the database and read back."""

import msgspec

from ugyfelkapu.gate.domain.fee_certificate import CertificateNumber, Content
from ugyfelkapu.gate.ports import GateWorld
from ugyfelkapu.gate.store.fee_certificates import Opened


def sealed_content(world: GateWorld, content: Content, number: CertificateNumber) -> bytes:
    """For the database."""
    return world.box.seal(msgspec.msgpack.encode(content), context=_context(number))


def opening(world: GateWorld) -> Opened:
    """What reads it back, for the store."""

    def opened(sealed: bytes, number: str) -> Content:
        return msgspec.msgpack.decode(world.box.open(sealed, context=_context(number)), type=Content)

    return opened


def _context(number: str) -> str:
    return f"fee_certificate:{number}"
