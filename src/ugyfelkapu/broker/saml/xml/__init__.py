"""XML as SAML needs it: read with suspicion, written in canonical form, signed, verified, encrypted."""
