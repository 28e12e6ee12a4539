"""The namespaces of SAML, each with the one prefix we write it with."""

PREFIXES = {
    "samlp": "urn:oasis:names:tc:SAML:2.0:protocol",
    "saml": "urn:oasis:names:tc:SAML:2.0:assertion",
    "md": "urn:oasis:names:tc:SAML:2.0:metadata",
    "mdui": "urn:oasis:names:tc:SAML:metadata:ui",
    "mdattr": "urn:oasis:names:tc:SAML:metadata:attribute",
    "ds": "http://www.w3.org/2000/09/xmldsig#",
    "xenc": "http://www.w3.org/2001/04/xmlenc#",
    "soap": "http://schemas.xmlsoap.org/soap/envelope/",
    "eidas": "http://eidas.europa.eu/saml-extensions",
    "eidas-natural": "http://eidas.europa.eu/attributes/naturalperson",
    "xsi": "http://www.w3.org/2001/XMLSchema-instance",
    "ec": "http://www.w3.org/2001/10/xml-exc-c14n#",
    "own": "urn:ugyfelkapu:saml:issued",
    "xml": "http://www.w3.org/XML/1998/namespace",
}

SAMLP = "{" + PREFIXES["samlp"] + "}"
SAML = "{" + PREFIXES["saml"] + "}"
MD = "{" + PREFIXES["md"] + "}"
MDUI = "{" + PREFIXES["mdui"] + "}"
DS = "{" + PREFIXES["ds"] + "}"
SOAP = "{" + PREFIXES["soap"] + "}"
EIDAS = "{" + PREFIXES["eidas"] + "}"
OWN = "{" + PREFIXES["own"] + "}"
XML = "{" + PREFIXES["xml"] + "}"
