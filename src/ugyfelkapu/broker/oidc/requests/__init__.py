"""What an authorization request may ask, rule by rule, and how it comes: by address, pushed, or as a signed object."""
