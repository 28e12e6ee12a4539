"""Chance that comes out the same every time, so that the town is the same town after a restart."""

from random import Random


def chance(*about: object) -> Random:
    """A source of repeatable choices about one thing, named by its parts."""
    return Random("/".join(str(part) for part in about))
