"""Fill the peer's database: people with live sessions, and the services. Prints the session keys, one a line."""

import os
import sys

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "peer_settings"
django.setup()

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model  # noqa: E402
from django.contrib.auth.hashers import make_password  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.core.management import call_command  # noqa: E402
from oauth2_provider.models import Application  # noqa: E402


def main(people: int, password: str, secret: str, redirect_uri: str) -> None:
    """The secrets of services are kept as they are: hashing them would cost each token request as much as a password."""
    call_command("migrate", verbosity=0)
    for client_id, grant in (("bench", "authorization-code"), ("bench-machine", "client-credentials")):
        Application.objects.create(
            client_id=client_id,
            client_secret=secret,
            hash_client_secret=False,
            client_type="confidential",
            authorization_grant_type=grant,
            redirect_uris=redirect_uri,
            algorithm="RS256",
            skip_authorization=True,
        )
    encoded = make_password(password)
    for number in range(people):
        print(_session(number, encoded))


def _session(number: int, encoded: str) -> str:
    person = get_user_model().objects.create(
        username=f"bench{number}",
        password=encoded,
        first_name="Ildikó",
        last_name="Minta",
        email=f"bench-{number}@posta.example",
    )
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.save()
    return session.session_key


if __name__ == "__main__":
    main(int(sys.argv[1]), *sys.argv[2:])
