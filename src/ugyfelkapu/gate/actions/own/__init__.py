"""What owners see of themselves, and may ask for (`domain.md R15`)."""
