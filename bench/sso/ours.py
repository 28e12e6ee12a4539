"""Ours as a contestant: one server, a service for each kind of our keys."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from importlib.metadata import version

from bench.connection import WrongAnswerError
from bench.installation import Installation
from bench.sign_on import our_server
from bench.sso.asker import metadata
from bench.sso.contestant import SamlContestant
from ugyfelkapu.app import opened
from ugyfelkapu.broker.actions.keep_saml_service import add_saml_service
from ugyfelkapu.broker.domain.metadata import MetadataFault
from ugyfelkapu.broker.domain.saml_service import SamlSignature
from ugyfelkapu.broker.saml.metadata.admission import Admission
from ugyfelkapu.broker.saml.metadata_of_service import service_from


@contextmanager
def entrants(installation: Installation, cores: set[int]) -> Iterator[list[SamlContestant]]:
    """Both, on one server."""
    both = asyncio.run(joined(installation))
    with our_server(installation, cores=cores) as server:
        yield [replace(each, pids=(server.pid,)) for each in both]


async def joined(installation: Installation) -> list[SamlContestant]:
    """Take a service in for each kind of our keys; as whom it meets us."""
    async with opened(installation.settings) as house:
        for signature in SamlSignature:
            admission = Admission(now=datetime.now(UTC), loopback_allowed=True, signature=signature)
            party = service_from(metadata(_entity_id(signature)).encode(), admission)
            if isinstance(party, MetadataFault):
                raise WrongAnswerError(party.description)
            await add_saml_service(house.broker, party)
        keys = house.broker.saml_keys
        return [_contestant(installation, signature, keys.certificate(signature)) for signature in SamlSignature]


def _contestant(installation: Installation, signature: SamlSignature, certificate: str) -> SamlContestant:
    return SamlContestant(
        name=f"Ügyfélkapu, {signature}",
        version=version("ugyfelkapu"),
        store="SQLite, synchronous=FULL",
        port=installation.port,
        path="/saml/sso",
        destination=f"http://localhost:{installation.port}/saml/sso",
        entity_id=_entity_id(signature),
        certificate=certificate,
        cookies=[f"broker_session={secret}" for secret in installation.sessions],
        pids=(),
    )


def _entity_id(signature: SamlSignature) -> str:
    return f"https://service.example/{signature}"
