"""The modules of the OpenID Foundation's plans that no other test proves; CONFORMANCE.md says where the others are."""
