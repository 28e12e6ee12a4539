"""SAML sign-ons with a live session, ours and the peers': a signed request by address, a signed answer by form."""
