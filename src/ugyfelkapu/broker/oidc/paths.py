"""Where the endpoints stand below the issuer; named here once, for the routes and the discovery document."""

from ugyfelkapu.broker.actions.weigh import Missing

OPENID_CONFIGURATION = "/.well-known/openid-configuration"
OAUTH_CONFIGURATION = "/.well-known/oauth-authorization-server"
JWKS = "/jwks"
AUTHORIZE = "/authorize"
RESUME = "/authorize/{pending_id}/resume"
PAR = "/par"
TOKEN = "/token"  # noqa: S105 - a path, no secret
INTROSPECT = "/introspect"
REVOKE = "/revoke"
DEVICE_AUTHORIZATION = "/device-authorization"
DEVICE = "/device"
DEVICE_DONE = "/device/done"
USERINFO = "/userinfo"
REGISTER = "/register"
REGISTRATION = "/registrations/{client_id}"
ISSUED = "/issued"
DEVELOPER_LOG = "/developer-log"
DEVELOPER_LOG_BY_KEY = "/developer-log/by-key"
REFUSALS = "/refusals"
DEVELOPER_LOG_LISTED = "/developer-log/refusals"
REVERSE_IDENTIFICATION = "/reverse-identification"
END_SESSION = "/end-session"
END_SESSION_CONFIRM = "/end-session/confirm"
SIGNED_OUT = "/signed-out"

STEPS = {
    Missing.IDENTIFICATION: "",
    Missing.OTHER_PERSON: "",
    Missing.OTHER_METHOD: "",
    Missing.PRINCIPAL: "/behalf",
    Missing.CONSENT: "/consent",
}
"""What the person must still do, as the page for it stands below a waiting request."""
