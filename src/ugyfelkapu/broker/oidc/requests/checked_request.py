"""From parameters that broke no rule to the typed request; what is unknown in them is passed over (Core 3.1.2.1)."""

from ugyfelkapu.broker.domain.asked_claims import NO_CLAIMS, AskedClaims
from ugyfelkapu.broker.domain.assurance import LevelWish
from ugyfelkapu.broker.domain.authorization import AuthorizationRequest, Prompt
from ugyfelkapu.broker.domain.connection_code import ConnectionCode
from ugyfelkapu.broker.domain.release import IdentityField, askable
from ugyfelkapu.broker.domain.relying_party import RelyingParty
from ugyfelkapu.broker.domain.response_mode import ResponseMode, response_mode_of
from ugyfelkapu.broker.oidc.errors import OAuthError
from ugyfelkapu.broker.oidc.requests.authorize_checks import Parameters, known_levels
from ugyfelkapu.broker.oidc.requests.claims_parameter import NO_WISH, AskedAcr, ClaimsWish, claims_wish

LANGUAGES = ("hu", "en", "de")


def checked_request(
    parameters: Parameters, party: RelyingParty, *, hinted: ConnectionCode | None = None
) -> AuthorizationRequest:
    """The typed request, once no check found a fault; unknown scopes and levels are passed over, as section 3.1.2.1 says."""
    read = claims_wish(parameters)
    wish = NO_WISH if isinstance(read, OAuthError) else read
    max_age = parameters.get("max_age")
    asked_scopes = parameters["scope"].split()
    asked_prompts = parameters.get("prompt", "").split()
    return AuthorizationRequest(
        client_id=party.client_id,
        redirect_uri=parameters["redirect_uri"],
        state=parameters.get("state"),
        nonce=parameters.get("nonce"),
        code_challenge=parameters.get("code_challenge"),
        scopes=tuple(scope for scope in party.scopes if scope in asked_scopes),
        prompts=tuple(prompt for prompt in Prompt if prompt in asked_prompts) if asked_prompts else (),
        max_age_seconds=party.default_max_age_seconds if max_age is None else int(max_age),
        level_wish=_level_wish(parameters, party, acr=wish.acr),
        language=_language(parameters.get("ui_locales", "")),
        response_mode=response_mode_of(parameters.get("response_mode")) or ResponseMode.QUERY,
        dpop_jkt=parameters.get("dpop_jkt"),
        hinted=hinted,
        claims=NO_CLAIMS if wish is NO_WISH else _claims(wish, party),
    )


def _level_wish(parameters: Parameters, party: RelyingParty, *, acr: AskedAcr) -> LevelWish:
    """The levels asked for: by the claim, which is more exact (section 5.5.1.1), else by `acr_values`, else as registered."""
    if levels := known_levels(acr.values):
        return LevelWish(levels=levels, is_essential=acr.is_essential)
    asked = parameters["acr_values"].split() if "acr_values" in parameters else party.default_acr_values
    return LevelWish(levels=known_levels(asked), is_essential=False)


def _claims(wish: ClaimsWish, party: RelyingParty) -> AskedClaims:
    """What of the claims asked one by one this service may learn; the others are passed over (section 5.5.1).

    Identity data are told at userinfo alone, where they are fetched at each use.
    """
    may_go_out = askable(party)
    in_token = may_go_out - set(IdentityField)
    return AskedClaims(
        userinfo=tuple(sorted(may_go_out & set(wish.userinfo))), id_token=tuple(sorted(in_token & set(wish.id_token)))
    )


def _language(ui_locales: str) -> str | None:
    """The first of our languages that the service would like (OpenID Connect Core section 3.1.2.1)."""
    tags = (tag.partition("-")[0].lower() for tag in ui_locales.split()[:10])
    return next((tag for tag in tags if tag in LANGUAGES), None)
