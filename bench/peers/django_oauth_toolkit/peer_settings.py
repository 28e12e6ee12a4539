"""Settings of the Django site that is the Python peer; the rest is as Django and the toolkit have it."""

import os
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

_DATABASE = urlsplit(os.environ["PEER_DATABASE"])

SECRET_KEY = os.environ["PEER_SECRET"]
DEBUG = False
ALLOWED_HOSTS = ["localhost", "127.0.0.1"]
ROOT_URLCONF = "peer_urls"
USE_TZ = True
INSTALLED_APPS = ["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions", "oauth2_provider"]
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [Path(__file__).parent / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    }
]
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": _DATABASE.path.lstrip("/"),
        "USER": "postgres",
        "HOST": parse_qs(_DATABASE.query)["host"][0],
        "CONN_MAX_AGE": None,  # connections stay open
    }
}
PASSWORD_HASHERS = ["peer_hasher.SameArgon2id"]
LOGIN_REDIRECT_URL = "/"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
OAUTH2_PROVIDER = {
    "OIDC_ENABLED": True,
    "OIDC_RSA_PRIVATE_KEY": Path(os.environ["PEER_KEY"]).read_text(encoding="ascii"),
    "OAUTH2_VALIDATOR_CLASS": "peer_claims.Validator",
    "PKCE_REQUIRED": True,
    "ROTATE_REFRESH_TOKEN": True,
    "SCOPES": {"openid": "who", "profile": "name", "email": "address", "introspection": "tokens"},
}
