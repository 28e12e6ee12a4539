"""What a gate costs, and that it was paid (`domain.md R11`)."""
