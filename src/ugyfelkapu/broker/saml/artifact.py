"""A service fetches an answer by its artifact (SAML 2.0 Core section 3.5, Bindings section 3.6)."""

from starlette.requests import Request
from starlette.responses import Response

from ugyfelkapu.broker.domain.saml_artifact import ARTIFACT_LIFETIME, HANDLE_BYTES, Artifact, artifact_of
from ugyfelkapu.broker.saml import paths
from ugyfelkapu.broker.saml.asker import Asker
from ugyfelkapu.broker.saml.room import SamlRoom
from ugyfelkapu.broker.saml.soap import soap_answer
from ugyfelkapu.broker.saml.soap_asker import SoapAsker, soap_asker
from ugyfelkapu.broker.saml.speaking import fresh_id, issuer, sealed, stamped, status_node
from ugyfelkapu.broker.saml.xml.keeping import locked, unlocked
from ugyfelkapu.broker.saml.xml.names import SAMLP
from ugyfelkapu.broker.saml.xml.writing import Fragment, XmlNode, element, fragment_of
from ugyfelkapu.broker.store import saml_artifacts

_WITHIN = frozenset({"samlp"})
"""A kept answer is written as it stands in an `ArtifactResponse`."""


async def kept_for(room: SamlRoom, asker: Asker, message: XmlNode) -> str:
    """Keep an answer for its service; what the browser takes there instead."""
    artifact = Artifact(room.world.entropy.bytes(HANDLE_BYTES))
    octets = fragment_of(message, within=_WITHIN).text.encode()
    async with room.world.database.transaction() as tx:
        await saml_artifacts.add(
            tx,
            artifact.digest,
            client_id=asker.party.client_id,
            message=locked(octets, artifact.handle),
            expires_at=asker.now + ARTIFACT_LIFETIME,
        )
    return artifact.text(room.entity_id)


async def resolve(room: SamlRoom, request: Request) -> Response:
    """The answer, to its own service and once; for any other artifact an empty success (Core section 3.5.3)."""
    asker = await soap_asker(room, request, SAMLP + "ArtifactResolve", path=paths.ARTIFACT)
    if isinstance(asker, Response):
        return asker
    found = await _taken(room, asker)
    return soap_answer(sealed(room.world, asker.terms, _artifact_response(room, asker, found)))


async def _taken(room: SamlRoom, asker: SoapAsker) -> Fragment | None:
    named = asker.message.child(SAMLP + "Artifact")
    artifact = artifact_of(named.text.strip(), room.entity_id) if named is not None else None
    if artifact is None:
        return None
    async with room.world.database.transaction() as tx:
        kept = await saml_artifacts.take(tx, artifact.digest, client_id=asker.party.client_id, now=asker.now)
    if kept is None:
        return None
    return Fragment(unlocked(kept, artifact.handle).decode(), within=_WITHIN, declares=frozenset())


def _artifact_response(room: SamlRoom, asker: SoapAsker, found: Fragment | None) -> XmlNode:
    attributes = {
        "ID": fresh_id(room.world),
        "InResponseTo": asker.request_id,
        "IssueInstant": stamped(asker.now),
        "Version": "2.0",
    }
    return element("samlp:ArtifactResponse", attributes, issuer(room.world), status_node(None), *([found] if found else []))
