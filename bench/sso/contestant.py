"""A provider of SAML sign-ons that runs, and how it is asked."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class SamlContestant:
    """Where it is, who it knows, what it costs."""

    name: str
    version: str
    store: str
    """Where its sessions are."""
    port: int
    path: str
    """Of its single sign-on service."""
    destination: str
    """The whole address, as requests name it."""
    entity_id: str
    """By which it knows the service."""
    certificate: str
    """Base64 of DER: its answers are verified with it."""
    cookies: list[str]
    """The whole `Cookie` header of each browser that is signed in."""
    pids: tuple[int, ...]
    otherwise: str = ""
    """What it does less or more than ours."""
