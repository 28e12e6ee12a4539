"""A wrong setting stops the start with one line that says which and why."""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import pytest

from ugyfelkapu.settings import Settings, SettingsError, read_settings

GOOD = {
    "gate_database": '"sqlite:gate.db"',
    "broker_database": '"postgresql://broker@db/broker"',
    "public_url": '"https://gate.example"',
    "registers_url": '"https://registers.example"',
    "registers_token_file": '"registers.token"',
    "gate_key_file": '"gate.key"',
    "signing_keys_directory": '"keys"',
    "mail_host": '"mail.example"',
    "mail_port": "25",
    "mail_sender": '"gate@gate.example"',
}


def read(folder: Path, environment: Mapping[str, str] = MappingProxyType({}), /, **changes: str) -> Settings:
    file = folder / "settings.toml"
    lines = [f"{name} = {value}" for name, value in (GOOD | changes).items() if value]
    file.write_text("\n".join(lines), encoding="utf-8")
    return read_settings(file, environment)


def test_relative_paths_count_from_the_file(tmp_path: Path) -> None:
    settings = read(tmp_path)
    assert settings.gate_database == f"sqlite:{tmp_path}/gate.db"
    assert settings.gate_key_file == f"{tmp_path}/gate.key"
    assert settings.broker_database == "postgresql://broker@db/broker"


def test_the_environment_overrides_the_file(tmp_path: Path) -> None:
    assert read(tmp_path, {"UGYFELKAPU_PORT": "8443"}).port == 8443


@pytest.mark.parametrize(
    ("name", "value", "why"),
    [
        ("mail_port", '"many"', "Expected `int`, got `str` - at `$.mail_port`"),
        ("mail_port", "70000", "setting mail_port: must be between 0 and 65535"),
        ("mail_host", "", "missing required field `mail_host`"),
        ("colour", '"green"', "unknown field `colour`"),
        ("gate_database", '"mysql://x"', "setting gate_database: must begin with sqlite: or postgresql:"),
        ("broker_database", '"sqlite:gate.db"', "must not be the gate's database"),
        ("public_url", '"http://gate.example"', "must begin with https://"),
        ("public_url", '"https://gate.example/"', "without a path or a slash at the end"),
        ("registers_url", '"here"', "setting registers_url: is no http(s) URL with a host"),
        ("registers_url", '"ftp://registers.example"', "setting registers_url: is no http(s) URL with a host"),
        ("registers_url", '"http://registers.example:port"', "setting registers_url: is no http(s) URL with a host"),
        ("public_url", '"https://[::1"', "setting public_url: must be a scheme and a host"),
        ("public_url", '"https://gate example"', "setting public_url: must be a scheme and a host"),
        ("public_url", '"https://gate.example:99999"', "setting public_url: must be a scheme and a host"),
        ("public_url", '"https://clerk:secret@gate.example"', "setting public_url: must be a scheme and a host"),
        ("broker_database", '"postgresql://u@h:port/x"', "setting broker_database: is no URL"),
        ("trusted_proxies", '"proxy.example"', "setting trusted_proxies: 'proxy.example' is no IP address or network"),
        ("metrics_port", "8000", "setting metrics_port: must not be the site's own port"),
        ("mail_sender", '"gate"', "setting mail_sender: is no e-mail address"),
        ("workers", "0", "setting workers: must be between 1 and 64"),
        ("gate_key_file", '"unclosed', "settings.toml: "),
    ],
)
def test_a_wrong_setting_is_named_in_one_line(tmp_path: Path, name: str, value: str, why: str) -> None:
    with pytest.raises(SettingsError) as refusal:
        read(tmp_path, **{name: value})
    assert why in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_plain_http_is_for_this_machine_alone(tmp_path: Path) -> None:
    assert read(tmp_path, public_url='"http://localhost:8000"', plain_http_allowed="true").plain_http_allowed
    with pytest.raises(SettingsError):
        read(tmp_path, public_url='"http://gate.example"', plain_http_allowed="true")


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://pay.example", "must begin with https:// (http:// only with plain_http_allowed)"),
        ("HTTP://pay.example", "must begin with https:// (http:// only with plain_http_allowed)"),
        ("https://pay.example/", "must not end in a slash"),
        ("ftp://pay.example", "is no http(s) URL with a host"),
        ("pay.example", "is no http(s) URL with a host"),
        ("https://us:secret@pay.example", "must have neither credentials nor a query"),
        ("https://pay.example?merchant=1", "must have neither credentials nor a query"),
    ],
)
def test_a_payment_gateway_is_asked_at_a_plain_https_address(tmp_path: Path, url: str, why: str) -> None:
    with pytest.raises(SettingsError) as refusal:
        read(tmp_path, payment_url=f'"{url}"', payment_key_file='"payment.key"')
    assert str(refusal.value) == f"setting payment_url: {why}"
    assert read(tmp_path, payment_url='"https://pay.example/shop"', payment_key_file='"payment.key"').payment_url


@pytest.mark.parametrize("given", ["payment_url", "payment_key_file"])
def test_a_gateway_without_its_key_and_a_key_without_its_gateway_are_refused(tmp_path: Path, given: str) -> None:
    value = {"payment_url": '"https://pay.example"', "payment_key_file": '"payment.key"'}[given]
    with pytest.raises(SettingsError, match="setting payment_url: must be given with payment_key_file"):
        read(tmp_path, **{given: value})


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"nowhere\.toml"):
        read_settings(tmp_path / "nowhere.toml", {})


@pytest.mark.parametrize("given", ["seal_key_file", "seal_certificate_file"])
def test_half_a_seal_is_refused(tmp_path: Path, given: str) -> None:
    with pytest.raises(SettingsError, match="setting seal_certificate_file: must be given with seal_key_file"):
        read(tmp_path, **{given: '"seal.pem"'})


CARDS = {
    "card_url": '"https://cards.gate.example"',
    "card_proxy_secret_file": '"proxy.secret"',
    "card_anchors_file": '"root.pem"',
    "card_policies": '"2.999.1"',
    "card_status_addresses": '"http://ocsp.example/, http://crl.example/lists/"',
}


def test_with_an_address_for_cards_all_that_makes_one_believed_is_said(tmp_path: Path) -> None:
    assert read(tmp_path, **CARDS).card_anchors_file == str(tmp_path / "root.pem")
    assert read(tmp_path).card_url == ""


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *((name, '""') for name in CARDS if name != "card_url"),
        ("card_proxies", '""'),
        ("card_proxies", '"proxy.example"'),
        ("card_url", '"http://cards.gate.example"'),
        ("card_url", '"https://gate.example"'),
        ("card_url", '"https://cards.gate.example/x"'),
        ("card_status_addresses", '"http://ocsp.example"'),
        ("card_status_addresses", '"ldap://ocsp.example/"'),
        ("card_status_addresses", '"http://ocsp.example/?x=/"'),
    ],
)
def test_what_would_believe_the_wrong_cards_stops_the_start(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=f"setting {name}: "):
        read(tmp_path, **(CARDS | {name: value}))


SERVICES = {"mtls_url": '"https://mtls.gate.example"', "mtls_proxy_secret_file": '"mtls.secret"'}


def test_an_address_for_services_certificates_needs_the_proxys_secret(tmp_path: Path) -> None:
    assert read(tmp_path, **SERVICES).mtls_proxy_secret_file == str(tmp_path / "mtls.secret")
    assert read(tmp_path).mtls_url == ""


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("mtls_proxy_secret_file", '""'),
        ("mtls_proxies", '""'),
        ("mtls_proxies", '"proxy.example"'),
        ("mtls_url", '"http://mtls.gate.example"'),
        ("mtls_url", '"https://gate.example"'),
        ("mtls_url", '"https://cards.gate.example"'),
    ],
)
def test_what_would_believe_the_wrong_services_stops_the_start(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=f"setting {name}: "):
        read(tmp_path, **(CARDS | SERVICES | {name: value}))
