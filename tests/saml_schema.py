"""The OASIS and W3C schemas of SAML 2.0, as Debian ships them (opensaml-schemas, xmltooling-schemas); nothing is fetched.

The types of eIDAS stand beside them, in `vectors/eidas`.
"""

from functools import cache
from pathlib import Path
from typing import Any

from lxml import etree

_FOLDERS = (Path("/usr/share/xml/opensaml"), Path("/usr/share/xml/xmltooling"), Path(__file__).parent / "vectors" / "eidas")
_SCHEMAS = {
    "urn:oasis:names:tc:SAML:2.0:protocol": "saml-schema-protocol-2.0.xsd",
    "urn:oasis:names:tc:SAML:2.0:assertion": "saml-schema-assertion-2.0.xsd",
    "urn:oasis:names:tc:SAML:2.0:metadata": "saml-schema-metadata-2.0.xsd",
    "urn:oasis:names:tc:SAML:metadata:ui": "sstc-saml-metadata-ui-v1.0.xsd",
    "urn:oasis:names:tc:SAML:metadata:attribute": "sstc-metadata-attr.xsd",
    "urn:oasis:names:tc:SAML:metadata:algsupport": "sstc-saml-metadata-algsupport-v1.0.xsd",
    "http://www.w3.org/2000/09/xmldsig#": "xmldsig-core-schema.xsd",
    "http://www.w3.org/2001/04/xmlenc#": "xenc-schema.xsd",
    "http://www.w3.org/2009/xmlenc11#": "xenc11-schema.xsd",
    "http://schemas.xmlsoap.org/soap/envelope/": "soap-envelope.xsd",
    "http://eidas.europa.eu/attributes/naturalperson": "eidas-natural-person.xsd",
}


class _AtHand(etree.Resolver):
    """Every schema by its file name, wherever the schema that imports it says it is."""

    def resolve(self, system_url: str | None, public_id: str | None, context: Any) -> Any:  # noqa: ANN401 - as the library has it
        del public_id
        return self.resolve_filename(str(_path((system_url or "").rpartition("/")[2])), context)


def _path(name: str) -> Path:
    return next(folder / name for folder in _FOLDERS if (folder / name).exists())


@cache
def _schema() -> etree.XMLSchema:
    parser = etree.XMLParser(no_network=True, load_dtd=False)
    parser.resolvers.add(_AtHand())
    imports = "".join(
        f'<xs:import namespace="{namespace}" schemaLocation="{_path(name)}"/>' for namespace, name in _SCHEMAS.items()
    )
    whole = f'<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">{imports}</xs:schema>'
    return etree.XMLSchema(etree.fromstring(whole, parser))


def schema_faults(document: bytes) -> list[str]:
    """What the schemas have against a message; nothing where it is valid."""
    schema = _schema()
    return [] if schema.validate(etree.fromstring(document)) else [f"{each.line}: {each.message}" for each in schema.error_log]
