"""What our metadata show to people: names, a logo, who answers questions (MetaUI 1.0, SAML 2.0 Metadata section 2.3.2)."""

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files

from ugyfelkapu.broker.saml.xml.writing import XmlNode, element
from ugyfelkapu.foundation.page.catalogue import Catalogue, Language

LOGO_PIXELS = "32"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """The texts of each language, and how people reach whoever runs this."""

    issuer: str
    catalogues: Mapping[Language, Catalogue]
    contact: str | None
    """An e-mail address; `None`: none is told."""


def interface(shown: Shown) -> XmlNode:
    """Name, description and addresses in every language (MetaUI section 2.1)."""
    return element(
        "mdui:UIInfo",
        {},
        *_texts(shown, "mdui:DisplayName", "saml.metadata.name"),
        *_texts(shown, "mdui:Description", "saml.metadata.description"),
        *_addresses(shown, "mdui:InformationURL", "/"),
        *_addresses(shown, "mdui:PrivacyStatementURL", "/privacy"),
        element("mdui:Logo", {"height": LOGO_PIXELS, "width": LOGO_PIXELS}, _logo()),
    )


def organisation(shown: Shown) -> XmlNode:
    """Who runs the identity provider (Metadata section 2.3.2.1)."""
    return element(
        "md:Organization",
        {},
        *_texts(shown, "md:OrganizationName", "saml.metadata.organisation"),
        *_texts(shown, "md:OrganizationDisplayName", "saml.metadata.organisation"),
        *_addresses(shown, "md:OrganizationURL", "/"),
    )


def contacts(shown: Shown) -> tuple[XmlNode, ...]:
    """Whom to ask (Metadata section 2.3.2.2)."""
    if shown.contact is None:
        return ()
    name = shown.catalogues[Language.HU].text("saml.metadata.organisation")
    return tuple(
        element(
            "md:ContactPerson",
            {"contactType": kind},
            element("md:Company", {}, name),
            element("md:EmailAddress", {}, f"mailto:{shown.contact}"),
        )
        for kind in ("technical", "support")
    )


def _texts(shown: Shown, name: str, key: str) -> tuple[XmlNode, ...]:
    return tuple(element(name, {"xml:lang": language}, texts.text(key)) for language, texts in shown.catalogues.items())


def _addresses(shown: Shown, name: str, path: str) -> tuple[XmlNode, ...]:
    return tuple(element(name, {"xml:lang": language}, shown.issuer + path) for language in shown.catalogues)


def _logo() -> str:
    """By value: other sites may not embed our files."""
    mark = files("ugyfelkapu.foundation.page").joinpath("static", "mark.svg").read_bytes()
    return f"data:image/svg+xml;base64,{b64encode(mark).decode('ascii')}"
