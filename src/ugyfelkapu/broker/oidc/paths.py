"""Where the endpoints stand below the issuer; named here once, for the routes and the discovery document."""

OPENID_CONFIGURATION = "/.well-known/openid-configuration"
OAUTH_CONFIGURATION = "/.well-known/oauth-authorization-server"
JWKS = "/jwks"
AUTHORIZE = "/authorize"
RESUME = "/authorize/{pending_id}/resume"
TOKEN = "/token"  # noqa: S105 - a path, no secret
USERINFO = "/userinfo"
REGISTER = "/register"
END_SESSION = "/end-session"
END_SESSION_CONFIRM = "/end-session/confirm"
SIGNED_OUT = "/signed-out"
