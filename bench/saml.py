"""SAML sign-ons with a live session, a second and a core: a signed request by address, a signed answer by form."""

import asyncio
import os
import re
from base64 import b64decode, b64encode
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import count
from statistics import median
from urllib.parse import quote, urlencode

import uvloop
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from bench.connection import Connection, WrongAnswerError, connected
from bench.installation import Installation, hear_the_gate
from bench.load import Measured, keep_busy
from bench.machine import on_cores, server_and_client_cores
from bench.result import Row
from bench.sign_on import Plan, Say, our_server
from ugyfelkapu.app import opened
from ugyfelkapu.broker.actions.keep_saml_service import add_saml_service
from ugyfelkapu.broker.domain.metadata import MetadataFault
from ugyfelkapu.broker.domain.saml_service import SamlSignature
from ugyfelkapu.broker.saml.deflate import deflated
from ugyfelkapu.broker.saml.metadata.admission import Admission
from ugyfelkapu.broker.saml.metadata_of_service import service_from

AT_ONCE = 32
TARGETS = {SamlSignature.RSA_SHA256: 400, SamlSignature.ECDSA_SHA256: 800}
OK = 200
VERIFIED_EVERY = 100
_RSA_SHA256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"
_RESPONSE = re.compile(rb'name="SAMLResponse" value="([^"]+)"')
_METADATA = """<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="{entity_id}">
<SPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol" AuthnRequestsSigned="true">
<KeyDescriptor><KeyInfo xmlns="http://www.w3.org/2000/09/xmldsig#"><X509Data><X509Certificate>{certificate}</X509Certificate></X509Data>
</KeyInfo></KeyDescriptor><AssertionConsumerService index="0" Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST"
 Location="https://service.example/acs"/></SPSSODescriptor></EntityDescriptor>"""
_QUESTION = (
    '<samlp:AuthnRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion"'
    ' ID="{name}" Version="2.0" IssueInstant="{now:%Y-%m-%dT%H:%M:%SZ}" Destination="{destination}">'
    "<saml:Issuer>{entity_id}</saml:Issuer></samlp:AuthnRequest>"
)


def measure(installation: Installation, plan: Plan, *, say: Say) -> list[Row]:
    """A row for each kind of our keys."""
    server_cores, client_cores = server_and_client_cores()
    key = rsa.generate_private_key(65537, 2048)
    rows = []
    with ExitStack() as stack:
        services = {each: f"https://service.example/{each}" for each in SamlSignature}
        asyncio.run(_joined(installation, services, _certificate(key)))
        ours = stack.enter_context(our_server(installation, cores=server_cores))
        stack.enter_context(on_cores(client_cores))
        for signature, entity_id in services.items():
            asker = Asker(installation, entity_id, key)
            runs = []
            for number in range(1, plan.rounds + 1):
                say(f"saml: {signature}, round {number} of {plan.rounds}")
                asyncio.run(hear_the_gate(installation.folder))
                runs.append(uvloop.run(_sign_ons(asker, seconds=plan.seconds, pid=ours.pid)))
            rows.append(_row(signature, runs))
    return rows


class Asker:
    """A service with its key, and the browsers that come from it."""

    def __init__(self, installation: Installation, entity_id: str, key: rsa.RSAPrivateKey) -> None:
        """Each question has a name of its own, since none is answered twice."""
        self._installation = installation
        self.port = installation.port
        self._entity_id = entity_id
        self._key = key
        self._run = os.urandom(8).hex()
        self._numbers = count()

    async def step(self, connection: Connection) -> None:
        """One sign-on; `WrongAnswerError` when the answer is no assertion."""
        number = next(self._numbers)
        answer = await connection.ask(self._request(number))
        found = _RESPONSE.search(answer.body)
        if answer.status != OK or found is None:
            raise WrongAnswerError(str(answer.body[:500]))
        if number % VERIFIED_EVERY == 0 and b"<saml:Assertion" not in b64decode(found[1]):
            raise WrongAnswerError(str(b64decode(found[1])[:2000]))

    def _request(self, number: int) -> bytes:
        destination = f"http://localhost:{self.port}/saml/sso"
        now = datetime.now(UTC)
        name = f"_{self._run}{number}"
        document = _QUESTION.format(name=name, now=now, destination=destination, entity_id=self._entity_id).encode()
        octets = urlencode({"SAMLRequest": deflated(document), "SigAlg": _RSA_SHA256}, quote_via=quote)
        value = b64encode(self._key.sign(octets.encode(), padding.PKCS1v15(), hashes.SHA256())).decode()
        cookie = f"broker_session={self._installation.sessions[number % len(self._installation.sessions)]}"
        return (
            f"GET /saml/sso?{octets}&Signature={quote(value, safe='')} HTTP/1.1\r\n"
            f"Host: localhost:{self.port}\r\nAccept: text/html\r\nCookie: {cookie}\r\n\r\n"
        ).encode("ascii")


async def _joined(installation: Installation, services: dict[SamlSignature, str], certificate: str) -> None:
    async with opened(installation.settings) as house:
        for signature, entity_id in services.items():
            document = _METADATA.format(entity_id=entity_id, certificate=certificate).encode()
            admission = Admission(now=datetime.now(UTC), loopback_allowed=True, signature=signature)
            party = service_from(document, admission)
            if isinstance(party, MetadataFault):
                raise WrongAnswerError(party.description)
            await add_saml_service(house.broker, party)


def _certificate(key: rsa.RSAPrivateKey) -> str:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "service.example")])
    now = datetime.now(UTC)
    built = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    certificate = built.not_valid_before(now).not_valid_after(now + timedelta(days=30)).sign(key, hashes.SHA256())
    return b64encode(certificate.public_bytes(Encoding.DER)).decode()


async def _sign_ons(asker: Asker, *, seconds: float, pid: int) -> Measured:
    connections = [await connected(asker.port) for _ in range(AT_ONCE)]
    try:
        return await keep_busy([partial(asker.step, each) for each in connections], seconds=seconds, servers=[pid])
    finally:
        for connection in connections:
            connection.close()


def _row(signature: SamlSignature, runs: list[Measured]) -> Row:
    rounds = [run.per_second for run in runs]
    return Row(
        name=f"SAML sign-ons, {signature}, {AT_ONCE} at once, one core",
        unit="1/s",
        rounds=rounds,
        cpu_ms=median(run.cpu_ms for run in runs),
        p50_ms=median(run.percentile_ms(50) for run in runs),
        p99_ms=median(run.percentile_ms(99) for run in runs),
        target=f">= {TARGETS[signature]}",
        is_met=median(rounds) >= TARGETS[signature],
    )
