"""A mailbox to look into: a real mail server that keeps what the demo sends and lets nothing out."""
