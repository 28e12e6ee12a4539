"""The room of registration: which ways into a gate there are, and what can be begun at home (`domain.md R2`)."""
