"""What an authorization request must meet, one short function a rule, in the order they run.

These run after the client and its redirect address are known to be good, so each refusal may go back to the service.
"""

import re
from collections.abc import Callable, Iterable, Mapping

from ugyfelkapu.broker.domain.assurance import level_of
from ugyfelkapu.broker.domain.authorization import Prompt
from ugyfelkapu.broker.domain.profile import is_challenge_demanded
from ugyfelkapu.broker.domain.redirect import may_be_posted_to
from ugyfelkapu.broker.domain.relying_party import GrantType, RelyingParty, Scope
from ugyfelkapu.broker.domain.response_mode import RESPONSE_MODES, response_mode_of
from ugyfelkapu.broker.oidc.errors import OAuthError, invalid_request
from ugyfelkapu.broker.oidc.requests.claims_parameter import claims_wish
from ugyfelkapu.identification import AssuranceLevel

LONGEST_NONCE = 512
LONGEST_STATE = 4096
LONGEST_HINT = 320
"""Of `login_hint`: an e-mail address with all it may have (RFC 3696 section 3)."""
LONGEST_ACR_VALUES = 2048

_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")
_AGE = re.compile(r"[0-9]{1,9}")

Parameters = Mapping[str, str]
Check = Callable[[Parameters, RelyingParty], OAuthError | None]


def code_is_registered(_: Parameters, party: RelyingParty) -> OAuthError | None:
    """Who registered other grants alone gets no codes (RFC 6749 section 4.1.2.1)."""
    if GrantType.AUTHORIZATION_CODE not in party.grants:
        return OAuthError(error="unauthorized_client", description="the client did not register authorization_code")
    return None


def state_is_short(parameters: Parameters, _: RelyingParty) -> OAuthError | None:
    """What we give back unread has a limit; where `state` itself is too long, it is not given back."""
    if len(parameters.get("state", "")) > LONGEST_STATE:
        return invalid_request(f"state may have {LONGEST_STATE} characters")
    return None


def client_is_registered_beforehand(parameters: Parameters, _: RelyingParty) -> OAuthError | None:
    """No self-issued providers, so no metadata in a request (OpenID Connect Core section 7.2.1)."""
    if "registration" in parameters:
        return OAuthError(error="registration_not_supported", description="the parameter registration is not supported")
    return None


def response_type_is_code(parameters: Parameters, _: RelyingParty) -> OAuthError | None:
    """No implicit grant, no hybrid flow (RFC 9700 section 2.1.2)."""
    match parameters.get("response_type"):
        case "code":
            return None
        case None:
            return invalid_request("response_type is missing")
        case _:
            return OAuthError(error="unsupported_response_type", description="response_type must be code")


def response_mode_is_known(parameters: Parameters, _: RelyingParty) -> OAuthError | None:
    """OAuth 2.0 Multiple Response Type Encoding Practices section 2.1; a form goes to no app's own scheme."""
    mode = response_mode_of(parameters.get("response_mode"))
    if mode is None:
        return invalid_request(f"response_mode must be left out or one of: {', '.join(RESPONSE_MODES)}")
    if mode.is_posted and not may_be_posted_to(parameters["redirect_uri"]):
        return invalid_request("response_mode: a form can be posted to an http address only")
    return None


def scope_is_allowed(parameters: Parameters, party: RelyingParty) -> OAuthError | None:
    """`openid` always; identity data only with a legal basis (OpenID Connect Core section 3.1.2.1, domain.md R14)."""
    asked = parameters.get("scope", "").split()
    if Scope.OPENID not in asked:
        return OAuthError(error="invalid_scope", description="scope must hold openid")
    if Scope.IDENTITY in asked and (Scope.IDENTITY not in party.scopes or party.legal_basis is None):
        return OAuthError(error="invalid_scope", description="scope identity needs a legal basis recorded by the operator")
    return None


def challenge_is_s256(parameters: Parameters, party: RelyingParty) -> OAuthError | None:
    """PKCE by the client's profile, and S256 whenever it is used (RFC 7636 section 4.3 and 4.4.1, RFC 9700 section 2.1.1)."""
    if "code_challenge" not in parameters:
        if "code_challenge_method" in parameters or is_challenge_demanded(party):
            return invalid_request("code_challenge is missing: PKCE is required")
        return None
    if parameters.get("code_challenge_method") != "S256":
        return invalid_request("code_challenge_method must be S256")
    if not _CHALLENGE.fullmatch(parameters["code_challenge"]):
        return invalid_request("code_challenge must be 43 characters of base64url")
    return None


def prompt_is_known(parameters: Parameters, _: RelyingParty) -> OAuthError | None:
    """`none` stands alone (OpenID Connect Core section 3.1.2.1)."""
    asked = parameters.get("prompt", "").split()
    if not set(asked) <= set(Prompt):
        return invalid_request("prompt may hold none, login, consent, select_account")
    if Prompt.NONE in asked and len(set(asked)) > 1:
        return invalid_request("prompt=none stands alone")
    return None


def max_age_is_a_number(parameters: Parameters, _: RelyingParty) -> OAuthError | None:
    """Whole seconds (OpenID Connect Core section 3.1.2.1)."""
    if "max_age" in parameters and not _AGE.fullmatch(parameters["max_age"]):
        return invalid_request("max_age must be a whole number of seconds, at most nine digits")
    return None


def echoes_are_short(parameters: Parameters, _: RelyingParty) -> OAuthError | None:
    """What we give back unread, or pass over, has a limit."""
    if len(parameters.get("nonce", "")) > LONGEST_NONCE:
        return invalid_request(f"nonce may have {LONGEST_NONCE} characters")
    if len(parameters.get("login_hint", "")) > LONGEST_HINT:
        return invalid_request(f"login_hint may have {LONGEST_HINT} characters")
    return None


def key_is_a_thumbprint(parameters: Parameters, _: RelyingParty) -> OAuthError | None:
    """RFC 9449 section 10: the SHA-256 thumbprint of a key (RFC 7638)."""
    if "dpop_jkt" in parameters and not _CHALLENGE.fullmatch(parameters["dpop_jkt"]):
        return invalid_request("dpop_jkt must be 43 characters of base64url")
    return None


def acr_is_understood(parameters: Parameters, _: RelyingParty) -> OAuthError | None:
    """An essential `acr` that we cannot give is a failed sign-in from the start (OpenID Connect Core section 5.5.1.1)."""
    if len(parameters.get("acr_values", "")) > LONGEST_ACR_VALUES:
        return invalid_request(f"acr_values may have {LONGEST_ACR_VALUES} characters")
    asked = claims_wish(parameters)
    if isinstance(asked, OAuthError):
        return asked
    if asked.acr.is_essential and asked.acr.values and not known_levels(asked.acr.values):
        return OAuthError(error="unmet_authentication_requirements", description="none of the essential acr values is known")
    return None


CHECKS: tuple[Check, ...] = (
    code_is_registered,
    state_is_short,
    response_mode_is_known,
    client_is_registered_beforehand,
    response_type_is_code,
    scope_is_allowed,
    challenge_is_s256,
    prompt_is_known,
    max_age_is_a_number,
    echoes_are_short,
    key_is_a_thumbprint,
    acr_is_understood,
)


def first_fault(parameters: Parameters, party: RelyingParty) -> OAuthError | None:
    """The first rule the request breaks, if any."""
    return next((fault for check in CHECKS if (fault := check(parameters, party)) is not None), None)


def known_levels(values: Iterable[str]) -> tuple[AssuranceLevel, ...]:
    """The levels we know among the values, in their order."""
    return tuple(level for level in map(level_of, values) if level is not None)
