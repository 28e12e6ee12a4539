"""PyPI's pysaml2 as a service; it signs and decrypts with Debian's xmlsec1."""

from typing import Any

from saml2 import BINDING_HTTP_POST, BINDING_HTTP_REDIRECT
from saml2.client import Saml2Client
from saml2.config import SPConfig
from saml2.metadata import entity_descriptor
from saml2.response import StatusError
from saml2.saml import NAMEID_FORMAT_PERSISTENT
from saml2.xmldsig import DIGEST_SHA256, SIG_RSA_SHA256

from tests.journeys.clients.saml.library import Asked, Came, Learned, NotLearned, Place, fields_of


class Pysaml2Library:
    """The library keeps by itself what it asked; here only the last request's name."""

    def __init__(self, place: Place) -> None:
        self._configuration = SPConfig().load(_configuration(place))
        self._client = Saml2Client(config=self._configuration)
        self._ours = self._client.metadata.identity_providers()[0]
        self._request_id = ""
        self._name: Any = None

    def metadata(self) -> bytes:
        return str(entity_descriptor(self._configuration)).encode()

    def begin(self, asked: Asked) -> str:
        flags = {"force_authn": asked.is_forced, "is_passive": asked.is_passive}
        self._request_id, request = self._client.prepare_for_authenticate(
            self._ours,
            relay_state="/",
            binding=BINDING_HTTP_REDIRECT,
            sigalg=SIG_RSA_SHA256,
            requested_authn_context={"authn_context_class_ref": [asked.context], "comparison": asked.comparison},
            **{name: "true" for name, is_so in flags.items() if is_so},
        )
        return str(dict(request["headers"])["Location"])

    def begin_by_form(self) -> str:
        self._request_id, request = self._client.prepare_for_authenticate(
            self._ours,
            relay_state="/",
            binding=BINDING_HTTP_POST,
            sigalg=SIG_RSA_SHA256,
            digest_alg=DIGEST_SHA256,  # in forms the configured one does not count
        )
        return str(request["data"])

    def finish(self, came: Came) -> Learned | NotLearned:
        asked = {self._request_id: "/"}
        message = fields_of(came)["SAMLResponse"]
        try:
            answer = self._client.parse_authn_request_response(message, BINDING_HTTP_POST, outstanding=asked)
        except StatusError as error:
            return NotLearned(f"{type(error).__name__}: {error}")
        told = answer.session_info()
        self._name = told["name_id"]
        return Learned(
            name_id=self._name.text,
            session_index=told["session_index"],
            context=told["authn_info"][0][0],
            email=told["ava"]["mail"][0],
        )

    def leave(self, learned: Learned) -> str:
        assert self._name.text == learned.name_id
        begun = self._client.do_logout(
            self._name,
            [self._ours],
            "",
            None,
            sign=True,
            expected_binding=BINDING_HTTP_REDIRECT,
            sign_alg=SIG_RSA_SHA256,
            digest_alg=DIGEST_SHA256,
        )
        _binding, request = begun[self._ours]
        return str(dict(request["headers"])["Location"])

    def left(self, came: Came) -> bool:
        answer = self._client.parse_logout_request_response(fields_of(came)["SAMLResponse"], BINDING_HTTP_REDIRECT)
        return bool(answer.status_ok())

    def hear(self, came: Came) -> str:
        fields = fields_of(came)
        answer = self._client.handle_logout_request(
            fields["SAMLRequest"],
            self._name,
            BINDING_HTTP_REDIRECT,
            sign=True,
            sign_alg=SIG_RSA_SHA256,
            relay_state=fields.get("RelayState", ""),
        )
        return str(dict(answer["headers"])["Location"])


def _configuration(place: Place) -> dict[str, Any]:
    key, certificate = str(place.files.key), str(place.files.certificate)
    service = {
        "endpoints": {
            "assertion_consumer_service": [(place.url, BINDING_HTTP_POST)],
            "single_logout_service": [(place.url, BINDING_HTTP_REDIRECT)],
        },
        "name_id_policy_format": NAMEID_FORMAT_PERSISTENT,
        "name_id_format_allow_create": True,  # by itself it forbids a name that is not there yet
        "authn_requests_signed": True,
        "logout_requests_signed": True,
        "want_response_signed": True,
        "want_assertions_signed": False,
        "allow_unknown_attributes": True,
    }
    return {
        "entityid": place.entity_id,
        "service": {"sp": service},
        "key_file": key,
        "cert_file": certificate,
        "encryption_keypairs": [{"key_file": key, "cert_file": certificate}],
        "metadata": {"inline": [place.our_metadata.decode()]},
        "signing_algorithm": SIG_RSA_SHA256,
        "digest_algorithm": DIGEST_SHA256,
    }
