"""What a row of the table holds."""

from dataclasses import dataclass, field
from statistics import median


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One measured thing; the value is the median of its rounds."""

    name: str
    unit: str
    rounds: list[float]
    peer: str = ""
    peer_rounds: list[float] = field(default_factory=list)
    target: str = ""
    is_met: bool | None = None
    cpu_ms: float | None = None
    """What one piece cost the server's process."""
    peer_cpu_ms: float | None = None
    p50_ms: float | None = None
    p99_ms: float | None = None
    peer_p50_ms: float | None = None
    peer_p99_ms: float | None = None

    @property
    def value(self) -> float:
        """The median."""
        return median(self.rounds)

    @property
    def peer_value(self) -> float | None:
        """The peer's median in the same run."""
        return median(self.peer_rounds) if self.peer_rounds else None

    @property
    def ratio(self) -> float | None:
        """Ours against the peer's."""
        return self.value / self.peer_value if self.peer_value else None

    @property
    def cpu_ratio(self) -> float | None:
        """How much less a piece costs us than the peer: the ratio that others on the same cores disturb least."""
        return self.peer_cpu_ms / self.cpu_ms if self.cpu_ms and self.peer_cpu_ms else None
