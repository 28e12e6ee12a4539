"""Metadata, theirs as they are read and refreshed, and ours as they are written (SAML 2.0 Metadata)."""
