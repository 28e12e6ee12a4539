"""One logout for both protocols, seen from SAML (SAML 2.0 Profiles section 4.4); start reading at `slo.py`."""
