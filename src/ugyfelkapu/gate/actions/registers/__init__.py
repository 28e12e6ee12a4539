"""What the state registers say after the registration (`domain.md R10`)."""
