"""python3-saml as we use it: the settings of a service, and its metadata."""

import re
from html import escape
from pathlib import Path

from onelogin.saml2.idp_metadata_parser import OneLogin_Saml2_IdPMetadataParser
from onelogin.saml2.settings import OneLogin_Saml2_Settings

from ugyfelkapu.demo.services import own_keys
from ugyfelkapu.demo.services.configuration import Configuration
from ugyfelkapu.demo.services.kind import ServiceKind
from ugyfelkapu.demo.services.learned import Level
from ugyfelkapu.demo.services.wording import CATALOGUES
from ugyfelkapu.foundation.page import Language

PERSISTENT = "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent"
URI = "urn:oasis:names:tc:SAML:2.0:attrname-format:uri"
POST = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST"
REDIRECT = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"
MDUI = "urn:oasis:names:tc:SAML:metadata:ui"

_EIDAS = "http://eidas.europa.eu/attributes/naturalperson/"
CLAIMS = {
    "urn:oid:2.16.840.1.113730.3.1.241": "name",
    _EIDAS + "CurrentFamilyName": "family_name",
    _EIDAS + "CurrentGivenName": "given_name",
    "urn:oid:0.9.2342.19200300.100.1.3": "email",
}
"""The attributes the service asks for, and what each is as a claim, so that both services' pages say the same."""

Settings = dict[str, object]


def settings_of(configuration: Configuration, *, provider: bytes | None, level: Level | None = None) -> Settings:
    """The library's settings; `provider`: its metadata, `None` where only ours are wanted."""
    known = OneLogin_Saml2_IdPMetadataParser.parse(provider)["idp"] if provider is not None else {}
    return {
        "strict": True,
        "sp": _service(configuration),
        "idp": known,
        "security": {
            "authnRequestsSigned": True,
            "logoutRequestSigned": True,
            "logoutResponseSigned": True,
            "wantMessagesSigned": True,
            "wantAssertionsEncrypted": True,
            "rejectDeprecatedAlgorithm": True,
            "requestedAuthnContext": [level.value] if level else False,
            "requestedAuthnContextComparison": "minimum",
            "metadataValidUntil": "",  # by itself the library says two days, after which nobody could sign in
            "metadataCacheDuration": "",
        },
    }


def _service(configuration: Configuration) -> Settings:
    key = own_keys.saml_key(Path(configuration.data))
    asked = [{"name": name, "nameFormat": URI, "isRequired": False} for name in CLAIMS]
    return {
        "entityId": configuration.entity_id,
        "assertionConsumerService": {"url": configuration.consumer_url, "binding": POST},
        "singleLogoutService": {"url": configuration.logout_url, "binding": REDIRECT},
        "attributeConsumingService": {"serviceName": "service", "requestedAttributes": asked},
        "NameIDFormat": PERSISTENT,
        "x509cert": key.certificate,
        "privateKey": key.key,
    }


def metadata(kind: ServiceKind, configuration: Configuration) -> bytes:
    """What the service says of itself (SAML 2.0 Metadata section 2.4.4), with its names in each language."""
    names = {language: CATALOGUES[language].text(f"demo_service.name_{kind}") for language in Language}
    body = f"demo_service.body_{kind}"
    organisation = {language: CATALOGUES[language].text(body) for language in Language}
    settings = settings_of(configuration, provider=None) | {
        "organization": {
            language.value: {"name": escape(name), "displayname": escape(name), "url": f"{configuration.public_url}/"}
            for language, name in organisation.items()
        }
    }
    written = OneLogin_Saml2_Settings(settings, sp_validation_only=True).get_sp_metadata()
    document = written.decode() if isinstance(written, bytes) else str(written)
    return re.sub(r"(<md:SPSSODescriptor[^>]*>)", lambda found: found[1] + _interface(names), document, count=1).encode()


def _interface(names: dict[Language, str]) -> str:
    """Names for people, which the library cannot write (Metadata Extensions for Login and Discovery User Interface)."""
    shown = "".join(
        f'<mdui:DisplayName xml:lang="{language.value}">{escape(name)}</mdui:DisplayName>' for language, name in names.items()
    )
    return f'<md:Extensions><mdui:UIInfo xmlns:mdui="{MDUI}">{shown}</mdui:UIInfo></md:Extensions>'
