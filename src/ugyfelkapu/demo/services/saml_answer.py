"""What the provider's SAML messages say, as the service's pages know it."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from onelogin.saml2.auth import OneLogin_Saml2_Auth
from onelogin.saml2.logout_request import OneLogin_Saml2_Logout_Request
from onelogin.saml2.xml_utils import OneLogin_Saml2_XML

from ugyfelkapu.demo.services.learned import Learned
from ugyfelkapu.demo.services.refusal import Refusal
from ugyfelkapu.demo.services.saml_library import CLAIMS

_STATUS = "urn:oasis:names:tc:SAML:2.0:status:"
_REFUSALS = {
    "NoPassive": Refusal.SIGN_IN_NEEDED,
    "NoAuthnContext": Refusal.LEVEL_NOT_REACHED,
    "AuthnFailed": Refusal.CANCELLED,
    "RequestDenied": Refusal.NOT_ALLOWED,
    "Requester": Refusal.NOT_ALLOWED,
    "Responder": Refusal.TRY_LATER,
}


def learned_from(auth: OneLogin_Saml2_Auth, *, entity_id: str) -> Learned:
    """Of a believed answer: what it says of the sign-in, and the attributes under the names of claims."""
    told: Mapping[str, Sequence[str]] = auth.get_attributes()
    sign_in: dict[str, object] = {
        "sub": auth.get_nameid(),
        "acr": auth.get_last_authn_contexts()[0],
        "auth_time": _instant(auth.get_last_response_xml()),
        "sid": auth.get_session_index(),
        "iss": auth.get_settings().get_idp_data()["entityId"],
        "aud": entity_id,
        "exp": auth.get_last_assertion_not_on_or_after(),
        "jti": auth.get_last_assertion_id(),
    }
    person: dict[str, object] = {claim: told[name][0] for name, claim in CLAIMS.items() if told.get(name)}
    return Learned(id_token=sign_in, userinfo=person, id_token_hint="", is_assertion=True)


def refusal_in(document: str | bytes | None) -> Refusal:
    """Why there is no assertion, by the innermost status we know; not trusted where it says success."""
    codes = [str(code.get("Value")).removeprefix(_STATUS) for code in _found(document, "//samlp:Status//samlp:StatusCode")]
    return next((_REFUSALS[code] for code in reversed(codes) if code in _REFUSALS), Refusal.NOT_TRUSTED)


def answered_request(document: str | bytes | None) -> str | None:
    """Which request an answer says to answer."""
    found = _found(document, "/samlp:Response")
    return found[0].get("InResponseTo") if found else None


def ended_sessions(document: str) -> tuple[str, ...]:
    """The sessions a believed wish of the provider names."""
    return tuple(OneLogin_Saml2_Logout_Request.get_session_indexes(document))


def _instant(document: str | bytes | None) -> int:
    """When the person signed in, as a time of Unix."""
    statement = _found(document, "//saml:AuthnStatement")[0]
    return int(datetime.fromisoformat(str(statement.get("AuthnInstant"))).timestamp())


def _found(document: str | bytes | None, path: str) -> list[Mapping[str, str]]:
    return list(OneLogin_Saml2_XML.query(OneLogin_Saml2_XML.to_etree(document), path)) if document else []
