"""argon2id with the parameters of our own server, so that a sign-in costs both the same hash."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class SameArgon2id(Argon2PasswordHasher):
    """19 MiB, two passes, one lane."""

    time_cost = 2
    memory_cost = 19 * 1024
    parallelism = 1
