"""Our signature in a message of ours (SAML 2.0 Core section 5.4, XML Signature Syntax and Processing section 4)."""

from base64 import b64encode
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from hashlib import sha256
from urllib.parse import quote, urlencode

from ugyfelkapu.broker.saml.xml.writing import Fragment, XmlNode, element, fragment_of, prefixes_of, written
from ugyfelkapu.ports import Signer

EXCLUSIVE = "http://www.w3.org/2001/10/xml-exc-c14n#"
ENVELOPED = "http://www.w3.org/2000/09/xmldsig#enveloped-signature"
SHA_256 = "http://www.w3.org/2001/04/xmlenc#sha256"
ALGORITHMS: Mapping[str, str] = {
    "RS256": "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
    "ES256": "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256",
}
"""By the signer's algorithm (RFC 9231 sections 2.3.2 and 2.3.6); a signature of JOSE has the very octets XML wants."""


def signed(node: XmlNode, signer: Signer, certificate: str) -> XmlNode:
    """The element with its signature behind the issuer, or in front of all; it has an `ID`. `certificate`: base64 of DER."""
    node = _written_once(node)
    digest = b64encode(sha256(written(node)).digest()).decode()
    info = _signed_info(node, digest, ALGORITHMS[signer.algorithm])
    value = b64encode(signer.sign(written(info))).decode()
    signature = element("ds:Signature", {}, info, element("ds:SignatureValue", {}, value), _known_by(certificate))
    first, rest = _parted(node)
    return XmlNode(node.name, node.attributes, (*first, signature, *rest), node.declares)


def signed_query(parameters: Sequence[tuple[str, str]], signer: Signer) -> str:
    """The parameters of an address in this order, with our signature over them (SAML 2.0 Bindings section 3.4.4.1)."""
    octets = urlencode([*parameters, ("SigAlg", ALGORITHMS[signer.algorithm])], quote_via=quote)
    return f"{octets}&{urlencode({'Signature': b64encode(signer.sign(octets.encode())).decode()}, quote_via=quote)}"


def _written_once(node: XmlNode) -> XmlNode:
    """The element with its children as fragments: the signature stands among them and changes none."""
    within = prefixes_of(node)
    children = (fragment_of(child, within=within) if isinstance(child, XmlNode) else child for child in node.children)
    return XmlNode(node.name, node.attributes, tuple(children), node.declares)


def _signed_info(node: XmlNode, digest: str, algorithm: str) -> XmlNode:
    reference = element(
        "ds:Reference",
        {"URI": f"#{node.attributes['ID']}"},
        _transforms(node.declares),
        _DIGEST_METHOD,
        element("ds:DigestValue", {}, digest),
    )
    return element("ds:SignedInfo", {}, _CANONICALIZATION_METHOD, _signature_method(algorithm), reference)


def _within(node: XmlNode) -> Fragment:
    """What every signature says alike is written once."""
    return fragment_of(node, within=frozenset({"ds"}))


_CANONICALIZATION_METHOD = _within(element("ds:CanonicalizationMethod", {"Algorithm": EXCLUSIVE}))
_DIGEST_METHOD = _within(element("ds:DigestMethod", {"Algorithm": SHA_256}))


@cache
def _signature_method(algorithm: str) -> Fragment:
    return _within(element("ds:SignatureMethod", {"Algorithm": algorithm}))


@cache
def _transforms(declared: frozenset[str]) -> Fragment:
    """Prefixes of values are named, so that they stay declared (Exclusive XML Canonicalization section 1.3)."""
    named = {"PrefixList": " ".join(sorted(declared))}
    kept = (element("ec:InclusiveNamespaces", named),) if declared else ()
    enveloped, exclusive = {"Algorithm": ENVELOPED}, {"Algorithm": EXCLUSIVE}
    return _within(element("ds:Transforms", {}, element("ds:Transform", enveloped), element("ds:Transform", exclusive, *kept)))


@lru_cache(maxsize=16)
def _known_by(certificate: str) -> Fragment:
    data = element("ds:X509Data", {}, element("ds:X509Certificate", {}, certificate))
    return _within(element("ds:KeyInfo", {}, data))


_Children = tuple[XmlNode | Fragment | str, ...]


def _parted(node: XmlNode) -> tuple[_Children, _Children]:
    """Where the schemas want the signature: right behind the issuer, where there is one (Core section 2.3.3)."""
    head = node.children[:1]
    has_issuer = bool(head) and isinstance(head[0], Fragment) and head[0].text.startswith("<saml:Issuer")
    return (head, node.children[1:]) if has_issuer else ((), node.children)
