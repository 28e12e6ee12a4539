"""A passkey made by hand: what a browser would send, and whatever a forger would send instead."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from webauthn.helpers import encode_cbor

UP, UV, BE, BS, AT = 0x01, 0x04, 0x08, 0x10, 0x40
ES256 = -7

Options = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How the device answers; each field that is changed makes a forgery."""

    origin: str = "http://localhost:8000"
    rp_id: str = "localhost"
    flags: int = UP | UV
    algorithm: int = ES256
    cross_origin: bool = False
    challenge: str = ""
    """Another challenge than the one asked for."""
    ceremony: str = ""
    raw_id: bytes = b""
    user_handle: bytes | None = None
    has_user_handle: bool = True


HONEST = Manner()


@dataclass(kw_only=True)
class Device:
    """One device with one key."""

    seed: int = 1
    sign_count: int = 0
    manner: Manner = HONEST
    user_handle: bytes = field(default=b"")

    @property
    def key(self) -> ec.EllipticCurvePrivateKey:
        """The same for a seed in every run."""
        return ec.derive_private_key(10_000 + self.seed, ec.SECP256R1())

    @property
    def credential_id(self) -> bytes:
        """The key's name."""
        return sha256(f"credential {self.seed}".encode()).digest()

    def forging(self, manner: Manner) -> "Device":
        """The same key in a forger's hands."""
        return replace(self, manner=manner)

    def makes(self, options: Options) -> str:
        """What the page's script sends when a key was made."""
        self.user_handle = _bytes(options["user"]["id"])
        client = self._client_data("webauthn.create", options)
        attestation = encode_cbor({"fmt": "none", "attStmt": {}, "authData": self._data(attested=self._attested())})
        response = {"clientDataJSON": _text(client), "attestationObject": _text(attestation), "transports": ["internal"]}
        return self._credential(response)

    def shows(self, options: Options) -> str:
        """What the page's script sends when the key was shown."""
        client = self._client_data("webauthn.get", options)
        data = self._data(attested=b"")
        signature = self.key.sign(data + sha256(client).digest(), ec.ECDSA(SHA256()))
        response = {"clientDataJSON": _text(client), "authenticatorData": _text(data), "signature": _text(signature)}
        if self.manner.has_user_handle:
            response["userHandle"] = _text(self.manner.user_handle or self.user_handle)
        return self._credential(response)

    def _credential(self, response: dict[str, Any]) -> str:
        raw_id = self.manner.raw_id or self.credential_id
        return json.dumps({"id": _text(self.credential_id), "rawId": _text(raw_id), "type": "public-key", "response": response})

    def _client_data(self, ceremony: str, options: Options) -> bytes:
        manner = self.manner
        data = {
            "type": manner.ceremony or ceremony,
            "challenge": manner.challenge or options["challenge"],
            "origin": manner.origin,
            "crossOrigin": manner.cross_origin,
        }
        return json.dumps(data).encode()

    def _data(self, *, attested: bytes) -> bytes:
        flags = self.manner.flags | (AT if attested else 0)
        return sha256(self.manner.rp_id.encode()).digest() + bytes([flags]) + self.sign_count.to_bytes(4) + attested

    def _attested(self) -> bytes:
        numbers = self.key.public_key().public_numbers()
        public = {1: 2, 3: self.manner.algorithm, -1: 1, -2: numbers.x.to_bytes(32), -3: numbers.y.to_bytes(32)}
        return bytes(16) + len(self.credential_id).to_bytes(2) + self.credential_id + encode_cbor(public)


def _text(data: bytes) -> str:
    return urlsafe_b64encode(data).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
