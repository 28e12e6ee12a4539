"""Our server beside its peers: the same work, by the same client, on the same core, turn and turn about."""
