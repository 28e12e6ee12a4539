"""Claims asked for one by one (OpenID Connect Core section 5.5), as far as registration and law let them out."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedClaims:
    """Names of claims beyond those of the scopes; essential or not, they go out only where they may."""

    userinfo: tuple[str, ...] = ()
    id_token: tuple[str, ...] = ()

    @property
    def names(self) -> frozenset[str]:
        """All of them, wherever they are told."""
        return frozenset((*self.userinfo, *self.id_token))


NO_CLAIMS = AskedClaims()
