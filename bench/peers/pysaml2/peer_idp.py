"""A provider on pysaml2's `Server`, as its example identity provider has it; sessions are known by their cookies alone."""

import os
from collections.abc import Callable, Iterable
from http.cookies import SimpleCookie
from urllib.parse import parse_qs

from saml2 import BINDING_HTTP_POST, BINDING_HTTP_REDIRECT, SAMLError
from saml2.authn_context import PASSWORDPROTECTEDTRANSPORT
from saml2.config import IdPConfig
from saml2.saml import NAMEID_FORMAT_PERSISTENT
from saml2.server import Server
from saml2.xmldsig import DIGEST_SHA256, SIG_RSA_SHA256

Environ = dict[str, str]
StartResponse = Callable[[str, list[tuple[str, str]]], object]

BASE = os.environ["PEER_BASE"]
SESSIONS = frozenset(os.environ["PEER_SESSIONS"].split())
PERSON = {
    "uid": ["bench"],
    "displayName": ["Minta Ildikó"],
    "sn": ["Minta"],
    "givenName": ["Ildikó"],
    "mail": ["minta.ildiko@example.org"],
}
_CONFIGURATION = {
    "entityid": f"{BASE}/metadata",
    "key_file": os.environ["PEER_KEY"],
    "cert_file": os.environ["PEER_CERTIFICATE"],
    "xmlsec_binary": os.environ["PEER_XMLSEC"],
    "metadata": {"local": [os.environ["PEER_METADATA"]]},
    "service": {
        "idp": {
            "endpoints": {"single_sign_on_service": [(f"{BASE}/sso", BINDING_HTTP_REDIRECT)]},
            "policy": {"default": {"lifetime": {"minutes": 5}, "attribute_restrictions": None}},
            "name_id_format": [NAMEID_FORMAT_PERSISTENT],
            "want_authn_requests_signed": True,
        }
    },
}


def _server() -> Server:
    configuration = IdPConfig()
    configuration.load(_CONFIGURATION)
    return Server(config=configuration)


IDP = _server()


def application(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
    """The single sign-on service, for who has a session."""
    if environ["PATH_INFO"] != "/sso":
        return _page(start_response, "200 OK", "ready")
    cookie = SimpleCookie(environ.get("HTTP_COOKIE", "")).get("idpauthn")
    if cookie is None or cookie.value not in SESSIONS:
        return _page(start_response, "403 Forbidden", "sign in first")
    asked = {name: values[0] for name, values in parse_qs(environ["QUERY_STRING"]).items()}
    try:
        request = IDP.parse_authn_request(
            asked["SAMLRequest"], BINDING_HTTP_REDIRECT, sigalg=asked.get("SigAlg"), signature=asked.get("Signature")
        )
    except SAMLError as error:
        return _page(start_response, "400 Bad Request", type(error).__name__)
    arguments = IDP.response_args(request.message)
    answer = IDP.create_authn_response(
        PERSON,
        userid="bench",
        authn={"class_ref": PASSWORDPROTECTEDTRANSPORT, "authn_auth": BASE},
        sign_response=True,
        sign_assertion=False,
        sign_alg=SIG_RSA_SHA256,
        digest_alg=DIGEST_SHA256,
        **arguments,
    )
    form = IDP.apply_binding(BINDING_HTTP_POST, str(answer), arguments["destination"], response=True)
    return _page(start_response, "200 OK", str(form["data"]))


def _page(start_response: StartResponse, status: str, text: str) -> list[bytes]:
    body = text.encode()
    start_response(status, [("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(len(body)))])
    return [body]
