"""A reference to an answer, carried by the browser in its place (SAML 2.0 Bindings sections 3.6.4 and 3.6.4.2)."""

from base64 import b64decode, b64encode
from binascii import Error
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha1, sha256

ARTIFACT_LIFETIME = timedelta(seconds=60)
HANDLE_BYTES = 20
ENDPOINT_INDEX = 0
"""Of our one `ArtifactResolutionService`."""
_TYPE = b"\x00\x04"
_LENGTH = len(_TYPE) + 2 + 20 + HANDLE_BYTES


@dataclass(frozen=True, slots=True)
class Artifact:
    """An artifact of type 4; its handle is chance, and a secret until the answer was fetched."""

    handle: bytes

    @property
    def digest(self) -> bytes:
        """What is kept of it."""
        return sha256(b"artifact" + self.handle).digest()

    def text(self, entity_id: str) -> str:
        """As it travels: type, endpoint, whose it is, handle."""
        octets = _TYPE + ENDPOINT_INDEX.to_bytes(2) + source_id(entity_id) + self.handle
        return b64encode(octets).decode()


def source_id(entity_id: str) -> bytes:
    """Whose artifact it is: SHA-1 as the standard names it, and nothing rests on it."""
    return sha1(entity_id.encode(), usedforsecurity=False).digest()


def artifact_of(text: str, entity_id: str) -> Artifact | None:
    """The artifact, if it is of our making by its shape."""
    try:
        octets = b64decode(text, validate=True)
    except (Error, ValueError):
        return None
    head = _TYPE + ENDPOINT_INDEX.to_bytes(2) + source_id(entity_id)
    return Artifact(octets[len(head) :]) if len(octets) == _LENGTH and octets.startswith(head) else None
