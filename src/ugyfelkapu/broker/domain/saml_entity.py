"""A SAML service's entity ID, and the client id made from it."""

from hashlib import sha256

from ugyfelkapu.broker.domain.relying_party import ClientId
from ugyfelkapu.broker.domain.saml_service import EntityId
from ugyfelkapu.broker.domain.secret import IDENTIFIER_BYTES, text_of


def client_id_of(entity_id: EntityId) -> ClientId:
    """The name by which everything of ours knows the service: made from its own, so that one look-up finds it."""
    return ClientId(text_of(sha256(entity_id.encode()).digest()[:IDENTIFIER_BYTES]))
