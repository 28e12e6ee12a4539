"""Suspension, lifting, the end, and what is kept of a gate after it (`domain.md R12`)."""
