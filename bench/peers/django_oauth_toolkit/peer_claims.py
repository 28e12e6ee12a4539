"""The same claims as the other contestants give."""

from collections.abc import Callable
from typing import ClassVar

from oauth2_provider.oauth2_validators import OAuth2Validator


class Validator(OAuth2Validator):
    """Name and address by their scopes."""

    oidc_claim_scope: ClassVar = {"sub": "openid", "family_name": "profile", "given_name": "profile", "email": "email"}

    def get_additional_claims(self) -> dict[str, Callable]:
        """As functions of the request, which is the toolkit's newer way."""
        return {
            "family_name": lambda request: request.user.last_name,
            "given_name": lambda request: request.user.first_name,
            "email": lambda request: request.user.email,
        }
