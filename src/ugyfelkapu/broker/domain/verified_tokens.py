"""What was found of our own access tokens a moment ago, so that a token shown again costs no second verification.

A signature over the same bytes by the same key is good for ever: only its keys, its time and what it stands on can end, and
those are asked at each use (`security.md` 4). Tokens are known by their digest, as everywhere.
"""

from collections import OrderedDict
from hashlib import sha256

MOST_TOKENS = 4096
"""At some 600 bytes each; the one longest unused goes first."""


class VerifiedTokens:
    """Payloads of tokens whose signature was good under the key set as it is; another key set forgets them all."""

    def __init__(self) -> None:
        """Nothing is known yet."""
        self._keys: object = None
        self._payloads: OrderedDict[bytes, bytes] = OrderedDict()

    def payload(self, token: str, *, keys: object) -> bytes | None:
        """The payload, if this very token was good under this very key set, which is the same object until it changes."""
        if keys is not self._keys:
            self._keys = keys
            self._payloads.clear()
        digest = _digest(token)
        found = self._payloads.get(digest)
        if found is not None:
            self._payloads.move_to_end(digest)
        return found

    def keep(self, token: str, payload: bytes, *, keys: object) -> None:
        """The token's signature was just found good under these keys."""
        if keys is not self._keys:
            return
        self._payloads[_digest(token)] = payload
        if len(self._payloads) > MOST_TOKENS:
            self._payloads.popitem(last=False)


def _digest(token: str) -> bytes:
    return sha256(token.encode()).digest()
