"""The ways in, step by step: password, second factor, passkey, and what a running session still lacks."""
