"""From a registration document to a relying party, and back."""
