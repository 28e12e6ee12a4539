"""An e-mail address shown where its owner should recognise it and nobody else should learn it."""

MASK = "•••"


def masked_email(email: str) -> str:
    """The first letter and the domain: `e•••@example.hu`; empty for an empty one."""
    local, at, domain = email.rpartition("@")
    return f"{local[:1]}{MASK}{at}{domain}" if at else ""
