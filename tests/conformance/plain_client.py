"""The client of the Foundation's suite for OpenID Connect: a secret, no PKCE, and requests that vary a little."""

from tests.broker.town import ServiceAtHand, Town

ANSWERED: dict[str, dict[str, str | None]] = {
    "oidcc-server": {},
    "oidcc-ensure-request-without-nonce-succeeds-for-code-flow": {"nonce": None},
    "oidcc-ensure-other-scope-order-succeeds": {"scope": "email openid"},
    "oidcc-scope-all": {"scope": "openid profile email address phone offline_access"},
    "oidcc-display-page": {"display": "page"},
    "oidcc-display-popup": {"display": "popup"},
    "oidcc-ui-locales": {"ui_locales": "se fr"},
    "oidcc-claims-locales": {"claims_locales": "se"},
    "oidcc-ensure-request-with-unknown-parameter-succeeds": {"extra": "foobar"},
    "oidcc-ensure-request-with-acr-values-succeeds": {"acr_values": "urn:mace:incommon:iap:silver 1 2"},
    "oidcc-login-hint": {"login_hint": "buffy@op.example.test"},
    "oidcc-max-age-10000": {"max_age": "10000"},
    "a request without state": {"state": None},
    "a nonce of 512 characters": {"nonce": "n" * 512},
    "a state of 1024 characters": {"state": "s" * 1024},
}
"""What must not keep a request from being answered, under the module's name."""


async def plain_client(town: Town, **metadata: object) -> ServiceAtHand:
    """Registered in the profile that such clients need (`docs/protocols.md`)."""
    return await town.service(client_profile="basic", **metadata)


def asked(service: ServiceAtHand, **changes: str | None) -> dict[str, str]:
    """A request without PKCE."""
    return service.question(**{"code_challenge": None, "code_challenge_method": None, **changes})
