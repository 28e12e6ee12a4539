"""The operating system's chance."""

import os


class SystemEntropy:
    """Draws from the operating system's generator."""

    def bytes(self, count: int) -> bytes:
        """`count` bytes fit for keys and codes."""
        return os.urandom(count)
