"""SAML 2.0 identity provider; start reading at `routes.py` (`protocols.md`)."""
