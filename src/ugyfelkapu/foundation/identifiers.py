"""Names for rows: unique, ordered by time, and no secret."""

from datetime import datetime
from uuid import uuid4


def identifier(at: datetime) -> str:
    """A new name of 32 hexadecimal digits: 16 of the instant in microseconds, 16 of chance.

    Ordered names keep new rows together in an index. The chance only keeps two processes apart, so it needs no port.
    """
    return f"{int(at.timestamp() * 1_000_000):016x}{uuid4().hex[:16]}"
