"""The one address of a gate changes, and can be changed back (`domain.md R9`)."""
