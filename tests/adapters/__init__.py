"""The world itself, spoken to over real sockets."""
