"""What a change of a registration may not do (RFC 7592 section 2.2)."""

from ugyfelkapu.broker.domain.metadata import Document, MetadataErrorCode, MetadataFault
from ugyfelkapu.broker.domain.relying_party import RelyingParty

ONLY_OURS = ("registration_access_token", "registration_client_uri", "client_secret_expires_at", "client_id_issued_at")
"""Members of our answer that a change must not send back."""


def change_fault(document: Document, *, former: RelyingParty, party: RelyingParty, is_secret: bool) -> MetadataFault | None:
    """The first rule a change breaks; `party`: what the document describes."""
    if document.get("client_id") != former.client_id:
        return _fault("client_id must be the one of the registration")
    for member in ONLY_OURS:
        if member in document:
            return _fault(f"{member} must not be sent")
    if not is_secret:
        return _fault("client_secret is not the service's: leave it out to keep the one it has")
    if party.sector != former.sector:
        return _fault("a registration stays in its sector: people are known by another code in another one; register anew")
    return None


def _fault(description: str) -> MetadataFault:
    return MetadataFault(code=MetadataErrorCode.INVALID_CLIENT_METADATA, description=description)
