"""Passkeys: what a browser's answer must show before it counts (Web Authentication Level 3, sections 7.1 and 7.2).

The library checks structure and signature; what we ask beside it stands here, so that nothing rests on its defaults.
"""

import json
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from urllib.parse import urlsplit

from webauthn import verify_authentication_response, verify_registration_response
from webauthn.helpers import (
    bytes_to_base64url,
    parse_attestation_object,
    parse_authentication_credential_json,
    parse_client_data_json,
    parse_registration_credential_json,
)
from webauthn.helpers.cose import COSEAlgorithmIdentifier
from webauthn.helpers.structs import (
    AttestationFormat,
    AuthenticationCredential,
    RegistrationCredential,
)

from ugyfelkapu.gate.domain.gate import GateId

CHALLENGE_BYTES = 32
CHALLENGE_MINUTES = 10
LONGEST_ANSWER = 32 * 1024
LONGEST_CREDENTIAL_ID = 1023
"""Bytes (Web Authentication Level 3, section 7.1 step 25)."""

ALGORITHMS = (
    COSEAlgorithmIdentifier.ECDSA_SHA_256,
    COSEAlgorithmIdentifier.EDDSA,
    COSEAlgorithmIdentifier.RSASSA_PKCS1_v1_5_SHA_256,
)
"""In the order of our liking; the last is what Windows makes."""

TRANSPORTS = frozenset({"usb", "nfc", "ble", "smart-card", "hybrid", "internal"})
_UNATTESTED = (AttestationFormat.NONE, AttestationFormat.PACKED)
"""What a browser sends when no attestation is asked: nothing, or the key's own signature (section 5.4.7)."""


class ChallengePurpose(StrEnum):
    """What a challenge was given out for; it is good for nothing else."""

    ENROL = "enrol"
    SECOND_FACTOR = "second_factor"
    SIGN_IN = "sign_in"


@dataclass(frozen=True, slots=True, kw_only=True)
class PasskeySite:
    """Where passkeys of this installation are good; from the settings, never from a request (`docs/security.md` 2)."""

    origin: str
    rp_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NewKey:
    """A key pair that was made for a gate, as far as we keep it."""

    credential_id: bytes
    public_key: bytes
    sign_count: int
    transports: tuple[str, ...]
    backed_up: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownKey:
    """An answer whose signature is good; its count is still to be compared with the one kept."""

    sign_count: int
    backed_up: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    """A browser's answer to the wish for a new passkey, read but not believed."""

    challenge: bytes
    parsed: RegistrationCredential


@dataclass(frozen=True, slots=True, kw_only=True)
class Assertion:
    """A browser's answer to the question for a passkey, read but not believed."""

    challenge: bytes
    credential_id: bytes
    user_handle: bytes | None
    parsed: AuthenticationCredential


def site_of(public_url: str) -> PasskeySite:
    """The site of an installation's public address."""
    address = urlsplit(public_url)
    return PasskeySite(origin=f"{address.scheme}://{address.netloc}", rp_id=address.hostname or "")


def user_handle(gate_id: GateId) -> bytes:
    """By what a passkey names its gate: says nothing of the person (Web Authentication Level 3, section 14.6.1)."""
    return sha256(f"passkey:{gate_id}".encode()).digest()


def read_registration(text: str) -> Registration | None:
    """The answer as sent by the page's script; `None` when it is none."""
    if len(text) > LONGEST_ANSWER:
        return None
    try:
        parsed = parse_registration_credential_json(text)
        challenge = _challenge(parsed.response.client_data_json)
    except Exception:  # noqa: BLE001 - whatever breaks the parser is no answer of a browser
        return None
    return Registration(challenge=challenge, parsed=parsed) if challenge else None


def read_assertion(text: str) -> Assertion | None:
    """The same for the question for a passkey."""
    if len(text) > LONGEST_ANSWER:
        return None
    try:
        parsed = parse_authentication_credential_json(text)
        challenge = _challenge(parsed.response.client_data_json)
    except Exception:  # noqa: BLE001 - whatever breaks the parser is no answer of a browser
        return None
    if not challenge:
        return None
    return Assertion(
        challenge=challenge,
        credential_id=parsed.raw_id,
        user_handle=parsed.response.user_handle,
        parsed=parsed,
    )


def new_key(answer: Registration, *, challenge: bytes, site: PasskeySite) -> NewKey | None:
    """The key, if all of section 7.1 holds: challenge, origin, RP id, user verification, algorithm, no attestation."""
    response = answer.parsed.response
    try:
        if parse_attestation_object(response.attestation_object).fmt not in _UNATTESTED:
            return None
        verified = verify_registration_response(
            credential=answer.parsed,
            expected_challenge=challenge,
            expected_rp_id=site.rp_id,
            expected_origin=site.origin,
            require_user_verification=True,
            supported_pub_key_algs=list(ALGORITHMS),
        )
    except Exception:  # noqa: BLE001 - whatever a hand-made answer breaks, it proves nothing
        return None
    if verified.credential_id != answer.parsed.raw_id or len(verified.credential_id) > LONGEST_CREDENTIAL_ID:
        return None
    return NewKey(
        credential_id=verified.credential_id,
        public_key=verified.credential_public_key,
        sign_count=verified.sign_count,
        transports=tuple(sorted(TRANSPORTS & {transport.value for transport in response.transports or ()})),
        backed_up=verified.credential_backed_up,
    )


def shown_key(answer: Assertion, *, public_key: bytes, challenge: bytes, site: PasskeySite) -> ShownKey | None:
    """What the answer shows, if all of section 7.2 holds but the count, which is compared where it is kept."""
    try:
        verified = verify_authentication_response(
            credential=answer.parsed,
            expected_challenge=challenge,
            expected_rp_id=site.rp_id,
            expected_origin=site.origin,
            credential_public_key=public_key,
            credential_current_sign_count=0,
            require_user_verification=True,
        )
    except Exception:  # noqa: BLE001 - whatever a hand-made answer breaks, it proves nothing
        return None
    return ShownKey(sign_count=verified.new_sign_count, backed_up=verified.credential_backed_up)


def creation_options(
    gate_id: GateId, username: str, *, challenge: bytes, site: PasskeySite, known: list[bytes]
) -> dict[str, object]:
    """What the browser is asked to make: a key it can find by itself, behind a PIN or a finger, no second on one device."""
    return {
        "rp": {"id": site.rp_id, "name": "Ügyfélkapu"},
        "user": {"id": bytes_to_base64url(user_handle(gate_id)), "name": username, "displayName": username},
        "challenge": bytes_to_base64url(challenge),
        "pubKeyCredParams": [{"type": "public-key", "alg": int(algorithm)} for algorithm in ALGORITHMS],
        "excludeCredentials": _descriptors(known),
        "authenticatorSelection": {
            "residentKey": "required",
            "requireResidentKey": True,
            "userVerification": "required",
        },
        "attestation": "none",
        "timeout": CHALLENGE_MINUTES * 60 * 1000,
    }


def request_options(*, challenge: bytes, site: PasskeySite, known: list[bytes]) -> dict[str, object]:
    """What the browser is asked to show; without known ones it offers those it has for this site."""
    return {
        "challenge": bytes_to_base64url(challenge),
        "rpId": site.rp_id,
        "allowCredentials": _descriptors(known),
        "userVerification": "required",
        "timeout": CHALLENGE_MINUTES * 60 * 1000,
    }


def _descriptors(known: list[bytes]) -> list[dict[str, str]]:
    return [{"type": "public-key", "id": bytes_to_base64url(credential_id)} for credential_id in known]


def _challenge(client_data: bytes) -> bytes | None:
    """The challenge the browser was given, unless another site had our page in a frame (section 7.2 step 14)."""
    if json.loads(client_data).get("crossOrigin") not in (None, False):
        return None
    return parse_client_data_json(client_data).challenge
