"""PyPI's python3-saml as a service."""

from typing import Any
from urllib.parse import urlsplit

from onelogin.saml2.auth import OneLogin_Saml2_Auth
from onelogin.saml2.idp_metadata_parser import OneLogin_Saml2_IdPMetadataParser
from onelogin.saml2.settings import OneLogin_Saml2_Settings

from tests.journeys.clients.saml.library import Asked, Came, Learned, NotLearned, Place, fields_of

REDIRECT = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"
POST = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST"
PERSISTENT = "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent"


class OneLoginLibrary:
    """Keeps between two requests of the browser what a service would keep in its session."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._asked = Asked()
        self._request_id = ""

    def metadata(self) -> bytes:
        document: str | bytes = OneLogin_Saml2_Settings(self._settings(), sp_validation_only=True).get_sp_metadata()
        return document if isinstance(document, bytes) else document.encode()

    def begin(self, asked: Asked) -> str:
        self._asked = asked
        auth = self._auth({})
        address = auth.login("/", force_authn=asked.is_forced, is_passive=asked.is_passive)
        self._request_id = auth.get_last_request_id()
        return str(address)

    def begin_by_form(self) -> str:
        raise NotImplementedError  # this library asks by address alone

    def finish(self, came: Came) -> Learned | NotLearned:
        auth = self._auth(came)
        auth.process_response(request_id=self._request_id)
        if not auth.is_authenticated():
            return NotLearned(str(auth.get_last_error_reason()))
        return Learned(
            name_id=auth.get_nameid(),
            session_index=auth.get_session_index(),
            context=auth.get_last_authn_contexts()[0],
            email=auth.get_friendlyname_attribute("mail")[0],
        )

    def leave(self, learned: Learned) -> str:
        auth = self._auth({})
        names = {"name_id": learned.name_id, "session_index": learned.session_index, "name_id_format": PERSISTENT}
        address = auth.logout("/", **names, spnq=self._place.entity_id)
        self._request_id = auth.get_last_request_id()
        return str(address)

    def left(self, came: Came) -> bool:
        auth = self._auth(came)
        auth.process_slo(keep_local_session=True, request_id=self._request_id)
        assert not auth.get_errors(), auth.get_last_error_reason()
        return True

    def hear(self, came: Came) -> str:
        auth = self._auth(came)
        address = auth.process_slo(keep_local_session=True)
        assert not auth.get_errors(), auth.get_last_error_reason()
        return str(address)

    def _auth(self, came: Came) -> OneLogin_Saml2_Auth:
        at = urlsplit(self._place.url)
        fields = fields_of(came) if came else {}
        return OneLogin_Saml2_Auth(
            {
                "https": "off",
                "http_host": at.netloc,
                "script_name": at.path,
                "query_string": urlsplit(came["came"]).query if came else "",
                "get_data": {} if "posted" in came else fields,
                "post_data": fields if "posted" in came else {},
            },
            self._settings(),
        )

    def _settings(self) -> dict[str, Any]:
        ours = OneLogin_Saml2_IdPMetadataParser.parse(self._place.our_metadata)
        service = {
            "entityId": self._place.entity_id,
            "assertionConsumerService": {"url": self._place.url, "binding": POST},
            "singleLogoutService": {"url": self._place.url, "binding": REDIRECT},
            "NameIDFormat": PERSISTENT,
            "x509cert": self._place.files.certificate.read_text(),
            "privateKey": self._place.files.key.read_text(),
        }
        security = {
            "authnRequestsSigned": True,
            "logoutRequestSigned": True,
            "logoutResponseSigned": True,
            "wantMessagesSigned": True,
            "wantAssertionsEncrypted": True,
            "rejectDeprecatedAlgorithm": True,
            "failOnAuthnContextMismatch": self._asked.comparison == "exact",
            "requestedAuthnContext": [self._asked.context],
            "requestedAuthnContextComparison": self._asked.comparison,
        }
        return {"strict": True, "sp": service, "idp": ours["idp"], "security": security}
