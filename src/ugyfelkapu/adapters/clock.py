"""The machine's clock."""

from datetime import UTC, datetime


class SystemClock:
    """Tells the time of the machine; the operator keeps it right (NTP)."""

    def now(self) -> datetime:
        """This instant, aware, in UTC."""
        return datetime.now(UTC)
