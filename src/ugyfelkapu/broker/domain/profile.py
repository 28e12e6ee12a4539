"""What each client profile demands: one table, read by whoever enforces a line of it (`protocols.md`, profiles)."""

from collections.abc import Mapping
from dataclasses import dataclass

from ugyfelkapu.broker.domain.relying_party import ClientAuthentication, ClientProfile, RelyingParty, TokenAlgorithm

_STRONG = (TokenAlgorithm.ES256, TokenAlgorithm.PS256, TokenAlgorithm.EDDSA)
_BY_KEY = (ClientAuthentication.PRIVATE_KEY_JWT, ClientAuthentication.TLS, ClientAuthentication.SELF_SIGNED_TLS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """A profile's rules; where two documents differ, the stricter one, unless the profile is the laxer one on purpose."""

    authentication: tuple[ClientAuthentication, ...]
    algorithms: tuple[TokenAlgorithm, ...]
    """What may sign: its assertions and request objects, and what it gets."""
    is_endpoint_an_audience: bool
    """An assertion may name the endpoint in place of the issuer: many libraries do (OpenID Connect Core section 9)."""
    is_challenge_demanded: bool
    """PKCE also of a service that proves itself; of one that cannot, it is always demanded (RFC 9700 section 2.1.1)."""
    is_push_demanded: bool
    """FAPI 2.0 Security Profile section 5.3.2.2."""
    is_sender_constrained: bool
    """Access tokens are bound to a key or a certificate (FAPI 2.0 Security Profile section 5.3.2.1)."""
    is_nonce_demanded: bool
    """A proof of possession is made after a nonce of ours, so that none can be made beforehand (RFC 9449 section 8)."""
    is_token_taken_from_form: bool
    """Userinfo also takes an access token from a posted form (RFC 6750 section 2.2), which the others are spared."""
    is_refresh_rotated: bool
    """FAPI 2.0 Security Profile section 5.3.2.1: no rotation, since the token is bound to its holder anyway."""


RULES: Mapping[ClientProfile, Rules] = {
    ClientProfile.BASIC: Rules(
        authentication=tuple(ClientAuthentication),
        algorithms=tuple(TokenAlgorithm),
        is_endpoint_an_audience=True,
        is_challenge_demanded=False,
        is_push_demanded=False,
        is_sender_constrained=False,
        is_nonce_demanded=False,
        is_token_taken_from_form=True,
        is_refresh_rotated=True,
    ),
    ClientProfile.OAUTH21: Rules(
        authentication=(ClientAuthentication.SECRET_BASIC, *_BY_KEY, ClientAuthentication.NONE),
        algorithms=tuple(TokenAlgorithm),
        is_endpoint_an_audience=False,
        is_challenge_demanded=True,
        is_push_demanded=False,
        is_sender_constrained=False,
        is_nonce_demanded=False,
        is_token_taken_from_form=False,
        is_refresh_rotated=True,
    ),
    ClientProfile.FAPI2: Rules(
        authentication=_BY_KEY,
        algorithms=_STRONG,
        is_endpoint_an_audience=False,
        is_challenge_demanded=True,
        is_push_demanded=True,
        is_sender_constrained=True,
        is_nonce_demanded=True,
        is_token_taken_from_form=False,
        is_refresh_rotated=False,
    ),
}


def rules_of(party: RelyingParty) -> Rules:
    """The rules a service keeps to."""
    return RULES[party.profile]


def is_challenge_demanded(party: RelyingParty) -> bool:
    """Whether a request without PKCE is refused (RFC 7636, RFC 9700 section 2.1.1)."""
    return party.authentication is ClientAuthentication.NONE or rules_of(party).is_challenge_demanded


def is_push_demanded(party: RelyingParty) -> bool:
    """Whether a request must have been pushed (RFC 9126 section 5 and 6)."""
    return party.requests.is_pushed or rules_of(party).is_push_demanded
