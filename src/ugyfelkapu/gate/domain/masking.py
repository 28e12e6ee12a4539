"""What its owner should recognise and nobody else should learn: an e-mail address, a user name."""

MASK = "•••"


def masked_email(email: str) -> str:
    """The first letter and the domain: `e•••@example.hu`; empty for an empty one."""
    local, at, domain = email.rpartition("@")
    return f"{local[:1]}{MASK}{at}{domain}" if at else ""


def masked_username(username: str) -> str:
    """The first and the last character: `k•••2`."""
    return f"{username[:1]}{MASK}{username[-1:]}"
