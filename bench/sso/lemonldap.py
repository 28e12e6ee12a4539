"""Debian's LemonLDAP::NG as a contestant: the portal of the other peers, as a SAML provider (lasso)."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding

from bench.beside.lemonldap import NAME, portal
from bench.sso.asker import metadata, self_signed
from bench.sso.contestant import SamlContestant
from bench.sso.files import der_of, pem_of

SERVICE = "https://service.example/lemonldap"
PATH = "/saml/singleSignOn"
_OPTIONS = {
    "samlSPMetaDataOptionsNameIDFormat": "persistent",
    "samlSPMetaDataOptionsSignSSOMessage": 1,
    "samlSPMetaDataOptionsCheckSSOMessageSignature": 1,
    "samlSPMetaDataOptionsForceUTF8": 1,
    "samlSPMetaDataOptionsSignatureMethod": "RSA_SHA256",
}


@contextmanager
def entrant(folder: Path, cores: set[int]) -> Iterator[SamlContestant]:
    """The portal, running, with browsers signed in."""
    key = rsa.generate_private_key(65537, 2048)
    certificate = self_signed(key, "lemonldap.example")
    settings = _settings(pem_of(key).decode(), certificate.public_bytes(Encoding.PEM).decode())
    with portal(folder / "lemonldap-saml", cores, ready="/saml/metadata", settings=lambda _: settings) as here:
        yield SamlContestant(
            name=NAME,
            version=here.version,
            store=here.store,
            port=here.port,
            path=PATH,
            destination=f"http://localhost:{here.port}{PATH}",
            entity_id=SERVICE,
            certificate=der_of(certificate),
            cookies=here.cookies,
            pids=here.pids,
            otherwise="signs the assertion beside the answer; no memory of answered requests",
        )


def _settings(key: str, certificate: str) -> Mapping[str, object]:
    """What its manager would write for SAML."""
    return {
        "issuerDBSAMLActivation": 1,
        "issuerDBSAMLPath": "^/saml/",
        "issuerDBSAMLRule": 1,
        "issuerDBOpenIDConnectActivation": 0,
        "samlServicePrivateKeySig": key,
        "samlServicePublicKeySig": certificate,
        "samlServiceSignatureMethod": "RSA_SHA256",
        "samlServiceUseCertificateInResponse": 0,
        "samlSPMetaDataXML": {"bench": {"samlSPMetaDataXML": metadata(SERVICE)}},
        "samlSPMetaDataOptions": {"bench": _OPTIONS},
        "samlSPMetaDataExportedAttributes": {"bench": {"cn": "1;displayName;;", "mail": "1;mail;;", "uid": "1;uid;;"}},
    }
