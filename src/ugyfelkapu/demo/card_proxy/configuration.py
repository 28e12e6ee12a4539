"""Writes nginx's configuration into a folder: the server block of the papers, with this machine's names and ports in it."""

import os
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

SECRET_MODE = 0o600
LIFETIME = timedelta(days=365)
WHOLE = """daemon off;
pid {folder}/nginx.pid;
error_log stderr warn;
worker_processes 1;
events {{
    worker_connections 128;
}}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    upstream ugyfelkapu {{
        server {site};
    }}
{server}}}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class CardProxy:
    """One proxy on this machine."""

    folder: Path
    """Its own; nobody else reads it."""
    port: int
    site: str
    """Host and port where the site listens."""
    public_url: str
    issuers: Path
    """Certificates (PEM) that browsers are told of."""
    secret: str


def write_configuration(proxy: CardProxy) -> Path:
    """Write everything nginx needs; the file to start it with."""
    proxy.folder.mkdir(parents=True, exist_ok=True)
    write_tls(proxy.folder)
    secret = _secret_file(proxy.folder / "card-secret.conf")
    secret.write_text(f'proxy_set_header X-Card-Proxy-Secret "{proxy.secret}";\n', encoding="ascii")
    text = WHOLE.format(folder=proxy.folder, site=proxy.site, server=_server(proxy))
    file = proxy.folder / "nginx.conf"
    file.write_text(text, encoding="utf-8")
    return file


def nginx() -> str | None:
    """Where nginx is, if it is installed; Debian keeps it where only root looks."""
    return shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")


def _server(proxy: CardProxy) -> str:
    text = files("ugyfelkapu.demo.card_proxy").joinpath("card.conf").read_text(encoding="utf-8")
    here = {
        "listen 443 ssl;": f"listen 127.0.0.1:{proxy.port} ssl;",
        "server_name kartya.kapu.example;": "server_name localhost;",
        "/etc/ssl/kartya.crt": str(proxy.folder / "tls.crt"),
        "/etc/ssl/kartya.key": str(proxy.folder / "tls.key"),
        "/etc/ssl/card-issuers.pem": str(proxy.issuers),
        "/etc/nginx/card-secret.conf": str(proxy.folder / "card-secret.conf"),
        "https://kapu.example": proxy.public_url,
    }
    for there, ours in here.items():
        text = text.replace(there, ours)
    return text


def write_tls(folder: Path) -> None:
    """A certificate for `localhost` that nobody vouches for."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    hosts = x509.SubjectAlternativeName([x509.DNSName("localhost"), x509.IPAddress(ip_address("127.0.0.1"))])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(minutes=5))
        .not_valid_after(now + LIFETIME)
        .add_extension(hosts, critical=False)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    _secret_file(folder / "tls.key").write_bytes(pem)
    (folder / "tls.crt").write_bytes(certificate.public_bytes(Encoding.PEM))


def _secret_file(file: Path) -> Path:
    file.touch(mode=SECRET_MODE)
    return file
