"""What an owner does with their second factors (`domain.md R16`)."""
