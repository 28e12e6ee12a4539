"""A web server whose module for SAML keeps a page: what the tests know of it."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Module:
    """The service, as a browser reaches it; `/sure` wants a higher level, `/unheard` one that nobody has."""

    name: str
    url: str
    metadata_url: str
    passive_url: str
    forced_url: str
    artifact_url: str
    """Where the answer is asked for by artifact."""
    sign_out_url: str
    folder: Path

    @property
    def log(self) -> str:
        """What it complained about."""
        return "\n".join(file.read_text(errors="replace") for file in sorted(self.folder.glob("*.log")))
