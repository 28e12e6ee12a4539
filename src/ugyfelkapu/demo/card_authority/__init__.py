"""A made-up authority that issues eID cards: certificates, their revocation, and a server that tells of it (`domain.md R2`)."""
