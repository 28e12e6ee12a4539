"""Synthetic SZL, ISZL and 3NYT behind a real HTTP service (`domain.md R1`); every person in them is made up."""
