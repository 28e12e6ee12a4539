"""The proxy that asks for eID cards: nginx on a host and port of its own, as `docs/operations.md` has it."""
