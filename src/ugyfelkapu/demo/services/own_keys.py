"""The keys a service makes for itself at its first start and keeps in its data folder."""

import json
import secrets
from collections.abc import Callable
from pathlib import Path
from tempfile import NamedTemporaryFile

from joserfc.jwk import ECKey

ALGORITHM = "ES256"
CLIENT_KEY_FILE = "client-key.json"
COOKIE_KEY_FILE = "cookie-key"
COOKIE_KEY_BYTES = 32


def client_key(data: Path) -> ECKey:
    """The key pair with which the service proves itself (RFC 7523 section 2.2)."""
    return ECKey.import_key(json.loads(_kept(data / CLIENT_KEY_FILE, _new_client_key)))


def public_jwks(data: Path) -> dict[str, list[dict[str, object]]]:
    """The public half of `client_key`, as the provider registers it (RFC 7591 section 2)."""
    return {"keys": [dict(client_key(data).as_dict(private=False))]}


def cookie_key(data: Path) -> str:
    """The secret that signs the session cookie."""
    return _kept(data / COOKIE_KEY_FILE, _new_cookie_key)


def _new_client_key() -> str:
    key = ECKey.generate_key("P-256", parameters={"use": "sig", "alg": ALGORITHM}, private=True, auto_kid=True)
    return json.dumps(key.as_dict(private=True))


def _new_cookie_key() -> str:
    return secrets.token_urlsafe(COOKIE_KEY_BYTES)


def _kept(file: Path, make: Callable[[], str]) -> str:
    """What the file holds, made first if it is absent; whole or not there at all, and readable by its owner only."""
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile("w", dir=file.parent, delete=False) as fresh:
            fresh.write(make())
        Path(fresh.name).replace(file)
    return file.read_text("utf-8")
