"""Activation, and everything that becomes of a password (`domain.md R5`, R7, R8)."""
