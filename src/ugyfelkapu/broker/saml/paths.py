"""Where the endpoints stand below the issuer; named here once, for the routes and the metadata."""

from ugyfelkapu.broker.actions.weigh import Missing

METADATA = "/saml/metadata"
"""Also our entity ID, below the issuer (SAML 2.0 Metadata section 4.1)."""
SSO = "/saml/sso"
ISSUED = "/saml/issued"
ARTIFACT = "/saml/artifact"
RESUME = "/saml/sso/{pending_id}/resume"
SLO = "/saml/slo"
SLO_SOAP = "/saml/slo/soap"
SLO_QUESTION = "/saml/slo/{logout_id}"
SLO_DONE = "/saml/slo/{logout_id}/done"
ONWARD = "/saml/slo/onward/{sign_out_id}"

STEPS = {
    Missing.IDENTIFICATION: "",
    Missing.OTHER_PERSON: "",
    Missing.OTHER_METHOD: "",
    Missing.PRINCIPAL: "/behalf",
    Missing.CONSENT: "/consent",
}
"""What the person must still do, as the page for it stands below a waiting request."""
