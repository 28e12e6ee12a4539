"""How services prove themselves, and that a token is theirs."""
