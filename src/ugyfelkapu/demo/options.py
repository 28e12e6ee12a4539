"""What whoever starts a demo may choose."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoOptions:
    """The options of `ugyfelkapu demo`."""

    data: Path
    port: int
    fresh: bool
    gate_database: str | None
    """A PostgreSQL URL; `None`: a file in the folder."""
    broker_database: str | None
    workers: int
    public_url: str | None
    """When a TLS proxy stands in front."""
    card_port: int | None
    """Where nginx asks for eID cards; `None`: nowhere."""
