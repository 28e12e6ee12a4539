"""Joins everything: settings to adapters to databases to actions to rooms; nothing else knows all of it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from email.headerregistry import Address
from pathlib import Path
from urllib.parse import urlsplit

import httpx

from ugyfelkapu.adapters.breach_list import breach_list
from ugyfelkapu.adapters.card_certificates import CardSource, issued_cards
from ugyfelkapu.adapters.card_register import HttpCardRegister
from ugyfelkapu.adapters.clock import SystemClock
from ugyfelkapu.adapters.document_seal import document_seal
from ugyfelkapu.adapters.entropy import SystemEntropy
from ugyfelkapu.adapters.keys import FileKeyRing
from ugyfelkapu.adapters.nonce_key import nonce_key
from ugyfelkapu.adapters.outside import guarded_outside
from ugyfelkapu.adapters.passwords import PasswordPool, blocked_passwords
from ugyfelkapu.adapters.payments import HttpPaymentGateway, payment_key, payments_client
from ugyfelkapu.adapters.saml_keys import FileSamlKeys
from ugyfelkapu.adapters.seal_certificate import seal_named_in
from ugyfelkapu.adapters.secret_box import SealingBox
from ugyfelkapu.adapters.signed_documents import signed_documents
from ugyfelkapu.adapters.smtp import Encryption, Login, SmtpMailer
from ugyfelkapu.adapters.state_registers import HttpStateRegisters, registers_client
from ugyfelkapu.adapters.status_fetcher import status_client
from ugyfelkapu.broker.ports import BrokerWorld, Outside
from ugyfelkapu.foundation.database import Database
from ugyfelkapu.foundation.database.migrations import migrate
from ugyfelkapu.foundation.database.postgres import PostgresDatabase
from ugyfelkapu.foundation.database.sqlite import SqliteDatabase
from ugyfelkapu.gate.actions.sessions.identify import GateIdentification
from ugyfelkapu.gate.ports import EidWorld, GateWorld
from ugyfelkapu.ports import Clock, Mailer
from ugyfelkapu.settings import Settings

GATE_TABLES = "ugyfelkapu.gate.store"
BROKER_TABLES = "ugyfelkapu.broker.store"


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """One installation, put together: both wings, and the world around them."""

    settings: Settings
    clock: Clock
    mailer: Mailer
    gate: GateWorld
    eid: EidWorld
    broker: BrokerWorld


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[House]:
    """The house, with its connections given back at the end."""
    clock, entropy = SystemClock(), SystemEntropy()
    hasher = PasswordPool()
    seal = document_seal(settings.seal_key_file, settings.seal_certificate_file)
    gate_database, broker_database = database(settings.gate_database), database(settings.broker_database)
    trusted = signed_documents(settings.signature_trust_directory, settings.signature_revocation_lists)
    reached = guarded_outside(loopback_allowed=settings.plain_http_allowed)
    async with (
        registers_client() as client,
        status_client() as status,
        trusted as documents,
        payments_client() as payers,
        reached as outside,
    ):
        token = secret_in(settings.registers_token_file)
        gate = GateWorld(
            database=gate_database,
            clock=clock,
            entropy=entropy,
            hasher=hasher,
            box=SealingBox.from_file(Path(settings.gate_key_file), entropy),
            registers=HttpStateRegisters(base_url=settings.registers_url, token=token, client=client),
            blocked_passwords=blocked_passwords(),
            breached_passwords=breach_list(settings.blocked_passwords_file),
            seal=seal,
            signed_documents=documents,
            seal_named_in=seal_named_in,
            payments=_payments(settings, payers, clock),
            public_url=settings.public_url,
        )
        eid = _eid_world(settings, gate, client=client, status=status)
        broker = _broker_world(settings, gate, broker_database, outside=outside)
        try:
            mailer = _mailer(settings, clock)
            yield House(settings=settings, clock=clock, mailer=mailer, gate=gate, eid=eid, broker=broker)
        finally:
            await asyncio.gather(gate_database.close(), broker_database.close())
            hasher.close()
            seal.close()


async def migrated(house: House) -> list[str]:
    """Bring both databases to this version's tables; the migrations applied."""
    applied = await migrate(house.gate.database, GATE_TABLES)
    return applied + await migrate(house.broker.database, BROKER_TABLES)


def database(url: str) -> Database:
    """The database of a settings value."""
    if url.startswith("sqlite:"):
        return SqliteDatabase(Path(url.removeprefix("sqlite:")))
    return PostgresDatabase(url)


def secret_in(file: str) -> str:
    """A secret from its file, without the line end; `OSError` when it cannot be read."""
    return Path(file).read_text(encoding="utf-8").strip()


def _payments(settings: Settings, client: httpx.AsyncClient, clock: Clock) -> HttpPaymentGateway | None:
    if not settings.payment_url:
        return None
    return HttpPaymentGateway(
        base_url=settings.payment_url,
        key=payment_key(Path(settings.payment_key_file)),
        client=client,
        clock=clock,
        public_url=settings.public_url,
    )


def _eid_world(settings: Settings, gate: GateWorld, *, client: httpx.AsyncClient, status: httpx.AsyncClient) -> EidWorld:
    token = secret_in(settings.registers_token_file)
    source = CardSource(
        anchors_file=settings.card_anchors_file if settings.card_url else "",
        issuers_file=settings.card_issuers_file,
        policies=settings.card_policies,
        status_addresses=settings.card_status_addresses,
    )
    return EidWorld(
        gate=gate,
        register=HttpCardRegister(base_url=settings.registers_url, token=token, client=client),
        certificates=issued_cards(source, status, gate.entropy),
    )


def _broker_world(settings: Settings, gate: GateWorld, database: Database, *, outside: Outside) -> BrokerWorld:
    return BrokerWorld(
        database=database,
        clock=gate.clock,
        entropy=gate.entropy,
        keys=FileKeyRing(Path(settings.signing_keys_directory), gate.clock),
        saml_keys=_saml_keys(settings, gate.clock),
        identification=GateIdentification(gate),
        outside=outside,
        seal=gate.seal,
        nonce_key=nonce_key(Path(settings.signing_keys_directory), gate.entropy),
        issuer=settings.public_url,
        are_certificates_taken=bool(settings.mtls_url),
        loopback_allowed=settings.plain_http_allowed,
        is_developer_log_kept=settings.developer_log_kept,
    )


def _saml_keys(settings: Settings, clock: Clock) -> FileSamlKeys:
    directory = settings.saml_keys_directory or Path(settings.signing_keys_directory) / "saml"
    host = urlsplit(settings.public_url).hostname or ""
    return FileSamlKeys(Path(directory), clock, host=host, published_first=timedelta(days=settings.saml_key_overlap_days))


def _mailer(settings: Settings, clock: Clock) -> Mailer:
    login = None
    if settings.mail_username:
        login = Login(username=settings.mail_username, password=secret_in(settings.mail_password_file))
    return SmtpMailer(
        host=settings.mail_host,
        port=settings.mail_port,
        encryption=Encryption(settings.mail_encryption),
        login=login,
        sender=Address(display_name="Ügyfélkapu", addr_spec=settings.mail_sender),
        clock=clock,
    )
