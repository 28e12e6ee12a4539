"""A demo's folder: its settings, secrets, databases, mails and logs, kept between runs."""

import fcntl
import json
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from ugyfelkapu.adapters.entropy import SystemEntropy
from ugyfelkapu.adapters.secret_box import make_key_file
from ugyfelkapu.demo.addresses import HOST, Addresses
from ugyfelkapu.demo.card_authority.authority import Authority, issuer_file, root_file
from ugyfelkapu.demo.card_authority.issuing import POLICY
from ugyfelkapu.demo.options import DemoOptions
from ugyfelkapu.demo.seal import make_seal
from ugyfelkapu.demo.signing.authority import town_authority

MARK = "settings.toml"
SECRET_MODE = 0o600


class FolderRefusedError(Exception):
    """The folder is another demo's now, or holds something that is not a demo's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Folder:
    """Paths in a demo's folder."""

    path: Path

    @property
    def settings(self) -> Path:
        """The installation's settings."""
        return self.path / MARK

    @property
    def logs(self) -> Path:
        """What the servers say, a file each."""
        return self.path / "logs"

    @property
    def mailbox(self) -> Path:
        """The mails."""
        return self.path / "mailbox"

    @property
    def registers_token(self) -> Path:
        """What the gate shows the registers."""
        return self.path / "registers.token"

    @property
    def register_events(self) -> Path:
        """What happened in the registers since the town was founded."""
        return self.path / "register-events.jsonl"

    @property
    def gate_key(self) -> Path:
        """What seals the second factors."""
        return self.path / "gate.key"

    @property
    def seal(self) -> tuple[Path, Path]:
        """Key and certificate of the seal under signed copies."""
        return self.path / "seal.key", self.path / "seal.pem"

    @property
    def payment_key(self) -> Path:
        """What gate and payment gateway sign with."""
        return self.path / "payment.key"

    @property
    def payment_books(self) -> Path:
        """What the payment gateway remembers."""
        return self.path / "payments.json"

    @property
    def card_authority(self) -> Path:
        """The card authority's own folder."""
        return self.path / "card-authority"

    @property
    def card_proxy(self) -> Path:
        """The folder of the proxy that asks for cards."""
        return self.path / "card-proxy"

    @property
    def card_proxy_secret(self) -> Path:
        """What that proxy shows the site."""
        return self.path / "card-proxy.secret"

    @property
    def signing(self) -> Path:
        """The keys of the town's trust service."""
        return self.path / "signing"

    @property
    def trusted(self) -> Path:
        """The certificates of the issuers whose signatures the gate believes."""
        return self.path / "trusted"

    @property
    def accounts(self) -> Path:
        """The town's accounts with their passwords: everybody in it is made up."""
        return self.path / "accounts.json"

    @property
    def contract(self) -> Path:
        """What automation reads; there only while everything answers."""
        return self.path / "demo.json"

    @property
    def guide(self) -> Path:
        """What the first page shows a newcomer."""
        return self.path / "guide.json"

    @contextmanager
    def held(self) -> Iterator[None]:
        """Keep a second demo out of the folder; `FolderRefusedError` when one is in it."""
        self.path.mkdir(parents=True, exist_ok=True)
        with (self.path / "lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                message = f"{self.path}: a demo is running with this folder; choose another with --data"
                raise FolderRefusedError(message) from error
            try:
                yield
            finally:
                self.contract.unlink(missing_ok=True)

    def empty(self) -> None:
        """Start from nothing; only in a folder that is a demo's, or empty."""
        entries = [entry for entry in self.path.iterdir() if entry.name != "lock"]
        if entries and not self.settings.exists():
            message = f"{self.path}: is not empty and is no demo's folder, so --fresh leaves it alone"
            raise FolderRefusedError(message)
        for entry in entries:
            if entry.is_dir():
                shutil.rmtree(entry)
            else:
                entry.unlink()

    def furnish(self, options: DemoOptions, addresses: Addresses) -> None:
        """Write the settings of this run, and what is missing beside them."""
        for folder in (self.logs, self.mailbox):
            folder.mkdir(exist_ok=True)
        for secret in (self.registers_token, self.payment_key, self.card_proxy_secret):
            self._keep_secret(secret)
        if not self.gate_key.exists():
            make_key_file(self.gate_key, SystemEntropy())
        if not all(file.exists() for file in self.seal):
            make_seal(*self.seal)
        Authority.kept_in(self.card_authority, status_url=addresses.url("card_authority"))
        town_authority(self.signing, self.trusted, now=datetime.now(UTC))
        self.settings.write_text(_settings(options, addresses, self), encoding="utf-8")

    def _keep_secret(self, file: Path) -> None:
        if not file.exists():
            file.touch(mode=SECRET_MODE)
            file.write_text(secrets.token_urlsafe(32), encoding="ascii")


def _settings(options: DemoOptions, addresses: Addresses, folder: Folder) -> str:
    values: dict[str, str | int | bool] = {
        "gate_database": options.gate_database or "sqlite:gate.db",
        "broker_database": options.broker_database or "sqlite:broker.db",
        "public_url": addresses.public_url,
        "registers_url": addresses.url("registers"),
        "registers_token_file": folder.registers_token.name,
        "gate_key_file": folder.gate_key.name,
        "signing_keys_directory": "keys",
        "payment_url": addresses.url("payments"),
        "payment_key_file": folder.payment_key.name,
        "signature_trust_directory": folder.trusted.name,
        "signature_revocation_lists": " ".join(f"{addresses.url('signing')}/lists/{name}.crl" for name in ("root", "issuing")),
        "seal_key_file": folder.seal[0].name,
        "seal_certificate_file": folder.seal[1].name,
        "mail_host": HOST,
        "mail_port": addresses.ports["smtp"],
        "mail_encryption": "none",
        "mail_sender": "ertesites@ugyfelkapu.example",
        "host": HOST,
        "port": addresses.port,
        "metrics_port": addresses.ports["metrics"],
        "workers": options.workers,
        "plain_http_allowed": True,
        "developer_log_kept": True,
        "demo_guide": folder.guide.name,
    }
    values |= _cards(options, addresses, folder)
    lines = [f"{name} = {json.dumps(value, ensure_ascii=False)}" for name, value in values.items()]
    return "# Written anew at each start of the demo.\n" + "\n".join(lines) + "\n"


def _cards(options: DemoOptions, addresses: Addresses, folder: Folder) -> dict[str, str | int | bool]:
    """Cards are taken where a proxy asks for them."""
    if options.card_port is None:
        return {}
    return {
        "card_url": f"https://localhost:{options.card_port}",
        "card_proxies": HOST,
        "card_proxy_secret_file": folder.card_proxy_secret.name,
        "card_anchors_file": str(root_file(folder.card_authority)),
        "card_issuers_file": str(issuer_file(folder.card_authority)),
        "card_policies": POLICY,
        "card_status_addresses": f"{addresses.url('card_authority')}/",
    }
