"""Who takes part, by the name one asks for them with; ours first."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path

from bench.beside import django_toolkit, glewlwyd, lemonldap, oidc_provider, ours
from bench.beside.contestant import Contestant

Entrant = Callable[[Path, set[int]], AbstractContextManager[Contestant]]
"""Starts a contestant in a folder and on these cores, ended with the block. May raise `NotHereError`."""

ENTRANTS: Mapping[str, Entrant] = {
    "ours-sqlite": ours.on_sqlite,
    "ours-postgres": ours.on_postgres,
    "oidc-provider-group": partial(oidc_provider.entrant, commit="group"),
    "oidc-provider-each": partial(oidc_provider.entrant, commit="each"),
    "oidc-provider-memory": partial(oidc_provider.entrant, commit="memory"),
    "django-oauth-toolkit": django_toolkit.entrant,
    "glewlwyd": glewlwyd.entrant,
    "lemonldap-ng": lemonldap.entrant,
}
