"""The settings of one installation: one frozen value, read once, checked at the start; secrets come from files.

A settings file is TOML. Each value may be overridden by an environment variable `UGYFELKAPU_` with the value's name in
capitals. Relative paths count from the settings file.
"""

import os
import tomllib
from collections.abc import Mapping
from ipaddress import ip_network
from pathlib import Path
from typing import Literal
from urllib.parse import SplitResult, urlsplit

import msgspec

ENVIRONMENT_PREFIX = "UGYFELKAPU_"
MOST_WORKERS = 64
MOST_PORT = 65535
MOST_OVERLAP_DAYS = 365
_SCHEMES = ("sqlite:", "postgresql:")
_PATHS = (
    *("registers_token_file", "gate_key_file", "signing_keys_directory", "saml_keys_directory", "blocked_passwords_file"),
    *(
        "seal_key_file",
        "seal_certificate_file",
        "signature_trust_directory",
        "payment_key_file",
        "mail_password_file",
        "demo_guide",
    ),
    *("card_proxy_secret_file", "card_anchors_file", "card_issuers_file"),
    *("mtls_proxy_secret_file", "mtls_anchors_file", "mtls_issuers_file"),
)


class SettingsError(Exception):
    """Which setting is wrong and why, in one line."""


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the operator decides."""

    gate_database: str
    """`sqlite:PATH` or a `postgresql://` URL; never the broker's (`domain.md R14`)."""
    broker_database: str
    public_url: str
    """The address in all links, the issuer and the cookies; never taken from a request."""
    registers_url: str
    """The state registers' service."""
    registers_token_file: str
    """A file with the bearer token for the registers."""
    gate_key_file: str
    """A file with 32 random bytes that seal second-factor secrets; `ugyfelkapu keys create` makes it."""
    signing_keys_directory: str
    saml_keys_directory: str = ""
    """Keys and certificates for SAML; empty: a folder `saml` within `signing_keys_directory`."""
    saml_key_overlap_days: int = 14
    """How long a SAML key is published before it signs, and the longest that our metadata are valid: whoever holds a copy
    that is still valid knows the key that signs."""
    seal_key_file: str = ""
    """The private key (PEM) of the operator's electronic seal; empty: no signed copies are handed out."""
    seal_certificate_file: str = ""
    """Its certificate (PEM), with those above it behind it."""
    signature_trust_directory: str = ""
    """A folder with the certificates (`*.pem`) of the issuers whose signatures and seals are believed; empty: none is."""
    signature_revocation_lists: str = ""
    """Where those issuers' lists of revoked certificates are (http or https), separated by spaces; every issuer has one."""
    payment_url: str = ""
    """The payment gateway's address; empty: nobody pays online, and further gates are opened at counters only."""
    payment_key_file: str = ""
    """A file with the key shared with the gateway, at least 32 bytes; what both say is signed with it."""
    blocked_passwords_file: str = ""
    """A list of breached passwords that `ugyfelkapu passwords block` made; empty: only the bundled list counts."""
    mail_host: str
    mail_port: int
    mail_sender: str
    mail_encryption: Literal["none", "starttls", "tls"] = "starttls"
    contact_email: str = ""
    """Whom services ask, as our SAML metadata tell; empty: `mail_sender`."""
    mail_username: str = ""
    mail_password_file: str = ""
    host: str = "127.0.0.1"
    port: int = 8000
    metrics_port: int = 0
    """Where `/metrics` answers, on `host`; 0: nowhere."""
    workers: int = 1
    trusted_proxies: str = "127.0.0.1"
    """Proxies whose `X-Forwarded-For` and `-Proto` are believed, separated by commas; empty: none."""
    card_url: str = ""
    """The host name on which a proxy asks for eID cards' certificates; empty: registration takes no cards."""
    card_proxies: str = "127.0.0.1"
    """From where that proxy connects, separated by commas; nobody else's certificate header is read."""
    card_proxy_secret_file: str = ""
    """A file with the secret that the proxy sends along with each certificate."""
    card_anchors_file: str = ""
    """The certificates (PEM) under which cards are believed."""
    card_issuers_file: str = ""
    """Those between them and the cards (PEM)."""
    card_policies: str = ""
    """Object identifiers, separated by commas: a card's certificate is issued under one of them."""
    card_status_addresses: str = ""
    """Beginnings of the addresses where OCSP and lists may be asked for, separated by commas; nowhere else is asked."""
    mtls_url: str = ""
    """The host name on which a proxy asks services for certificates; empty: none is taken (RFC 8705)."""
    mtls_proxies: str = "127.0.0.1"
    """From where that proxy connects, separated by commas; nobody else's certificate header is read."""
    mtls_proxy_secret_file: str = ""
    """A file with the secret that the proxy sends along with each certificate."""
    mtls_anchors_file: str = ""
    """The certificates (PEM) under which `tls_client_auth` is believed; empty: only registered keys count."""
    mtls_issuers_file: str = ""
    """Those between them and the services (PEM)."""
    plain_http_allowed: bool = False
    """Only for trying it out: `public_url` may be http, and then must be on this machine."""
    developer_log_kept: bool = False
    """Whether refused requests of services are kept for a day, for whoever builds them, at `/developer-log`."""
    demo_guide: str = ""
    """A file the demo writes for its guide on the first page; empty outside the demo."""


def read_settings(path: Path, environment: Mapping[str, str] = os.environ) -> Settings:
    """The settings of a file; `SettingsError` says in one line which is wrong and why."""
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        message = f"{path}: {error.strerror}"
        raise SettingsError(message) from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        message = f"{path}: {error}"
        raise SettingsError(message) from error
    for name in Settings.__struct_fields__:
        if (given := environment.get(ENVIRONMENT_PREFIX + name.upper())) is not None:
            values[name] = given
    try:
        settings = msgspec.convert(values, Settings, strict=False)
    except msgspec.ValidationError as error:
        message = f"{path}: {error}"
        raise SettingsError(message) from error
    return _checked(_beside(settings, path.parent))


def _beside(settings: Settings, folder: Path) -> Settings:
    """Relative paths counted from the settings file's folder."""
    paths = {name: str((folder / value).absolute()) for name in _PATHS if (value := getattr(settings, name))}
    databases = {
        name: f"sqlite:{(folder / value.removeprefix('sqlite:')).absolute()}"
        for name in ("gate_database", "broker_database")
        if (value := getattr(settings, name)).startswith("sqlite:")
    }
    return msgspec.structs.replace(settings, **paths, **databases)


def _checked(settings: Settings) -> Settings:
    for name, fault in _faults(settings):
        if fault:
            message = f"setting {name}: {fault}"
            raise SettingsError(message)
    return settings


def _faults(settings: Settings) -> list[tuple[str, str]]:
    return [
        ("gate_database", _database_fault(settings.gate_database)),
        ("broker_database", _database_fault(settings.broker_database)),
        (
            "broker_database",
            "must not be the gate's database: the register may not know which services a person uses"
            if settings.gate_database == settings.broker_database
            else "",
        ),
        ("public_url", _address_fault(settings.public_url, plain_http_allowed=settings.plain_http_allowed)),
        ("registers_url", _service_fault(settings.registers_url)),
        ("trusted_proxies", _proxies_fault(settings.trusted_proxies)),
        ("port", _range_fault(settings.port, 0, MOST_PORT)),
        ("metrics_port", _range_fault(settings.metrics_port, 0, MOST_PORT)),
        ("metrics_port", "must not be the site's own port" if settings.metrics_port == settings.port else ""),
        ("mail_port", _range_fault(settings.mail_port, 0, MOST_PORT)),
        ("workers", _range_fault(settings.workers, 1, MOST_WORKERS)),
        ("saml_key_overlap_days", _range_fault(settings.saml_key_overlap_days, 1, MOST_OVERLAP_DAYS)),
        (
            "mail_password_file",
            "must be given with mail_username" if settings.mail_username and not settings.mail_password_file else "",
        ),
        (
            "seal_certificate_file",
            "must be given with seal_key_file, and the other way round"
            if bool(settings.seal_key_file) != bool(settings.seal_certificate_file)
            else "",
        ),
        ("signature_revocation_lists", _lists_fault(settings)),
        ("payment_url", _payment_fault(settings)),
        *_card_faults(settings),
        *_mtls_faults(settings),
        ("mail_sender", "" if "@" in settings.mail_sender else "is no e-mail address"),
    ]


def _card_faults(settings: Settings) -> list[tuple[str, str]]:
    """With an address for cards, all that makes one believed must be said; without, nothing of it counts."""
    if not settings.card_url:
        return []
    needed = ("card_proxies", "card_proxy_secret_file", "card_anchors_file", "card_policies", "card_status_addresses")
    addresses = [part.strip() for part in settings.card_status_addresses.split(",")]
    return [
        *((name, "must be given with card_url") for name in needed if not getattr(settings, name)),
        ("card_url", _address_fault(settings.card_url, plain_http_allowed=False)),
        ("card_url", "must be another host or port than public_url" if settings.card_url == settings.public_url else ""),
        ("card_proxies", _proxies_fault(settings.card_proxies)),
        *(("card_status_addresses", _status_fault(address)) for address in addresses if address),
    ]


def _mtls_faults(settings: Settings) -> list[tuple[str, str]]:
    """With an address for services' certificates, what makes them the proxy's must be said."""
    if not settings.mtls_url:
        return []
    needed = ("mtls_proxies", "mtls_proxy_secret_file")
    return [
        *((name, "must be given with mtls_url") for name in needed if not getattr(settings, name)),
        ("mtls_url", _address_fault(settings.mtls_url, plain_http_allowed=False)),
        ("mtls_url", "must be another host or port than public_url" if settings.mtls_url == settings.public_url else ""),
        ("mtls_url", "must be another host or port than card_url" if settings.mtls_url == settings.card_url else ""),
        ("mtls_proxies", _proxies_fault(settings.mtls_proxies)),
    ]


def _status_fault(address: str) -> str:
    parts = _parts(address)
    is_beginning = parts and parts.path.endswith("/") and not parts.query and not parts.fragment
    return _service_fault(address) or ("" if is_beginning else "must end with a slash, so that it cannot begin another host's")


def _database_fault(url: str) -> str:
    if not url.startswith(_SCHEMES):
        return "must begin with sqlite: or postgresql:"
    return "" if url.startswith("sqlite:") or _parts(url) else "is no URL"


def _parts(url: str) -> SplitResult | None:
    """A URL in its parts; `None` when it is none: brackets without an end, a port that is no number, a space."""
    try:
        parts = urlsplit(url)
        _ = parts.port, parts.hostname
    except ValueError:
        return None
    return None if any(character.isspace() for character in url) else parts


def _service_fault(url: str) -> str:
    parts = _parts(url)
    return "" if parts and parts.scheme in {"http", "https"} and parts.hostname else "is no http(s) URL with a host"


def _lists_fault(settings: Settings) -> str:
    """Without lists nobody could tell a revoked certificate from a good one."""
    addresses = settings.signature_revocation_lists.split()
    if bool(addresses) != bool(settings.signature_trust_directory):
        return "must be given with signature_trust_directory, and the other way round"
    return next(filter(None, map(_service_fault, addresses)), "")


def _payment_fault(settings: Settings) -> str:
    if bool(settings.payment_url) != bool(settings.payment_key_file):
        return "must be given with payment_key_file, and the other way round"
    if not settings.payment_url:
        return ""
    if fault := _service_fault(settings.payment_url):
        return fault
    address = urlsplit(settings.payment_url)
    if address.scheme == "http" and not settings.plain_http_allowed:
        return "must begin with https:// (http:// only with plain_http_allowed)"
    if address.username or address.query or address.fragment:
        return "must have neither credentials nor a query"
    return "must not end in a slash" if settings.payment_url.endswith("/") else ""


def _proxies_fault(proxies: str) -> str:
    """Each an address or a network; a name would be looked up by nobody and believed by mistake."""
    for proxy in filter(None, (part.strip() for part in proxies.split(","))):
        try:
            ip_network(proxy)
        except ValueError:
            return f"{proxy!r} is no IP address or network"
    return ""


def _range_fault(number: int, least: int, most: int) -> str:
    return "" if least <= number <= most else f"must be between {least} and {most}"


def _address_fault(url: str, *, plain_http_allowed: bool) -> str:
    address = _parts(url)
    if address is None or address.username or address.path or address.query or address.fragment or not address.hostname:
        return "must be a scheme and a host, without a path or a slash at the end"
    if address.scheme == "https":
        return ""
    if address.scheme == "http" and plain_http_allowed and address.hostname in {"localhost", "127.0.0.1"}:
        return ""
    return "must begin with https:// (http:// only on this machine, with plain_http_allowed)"
