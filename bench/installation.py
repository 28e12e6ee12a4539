"""An installation to measure: settings in a folder of its own, and both databases filled with the stores themselves."""

import json
import secrets
import shutil
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from bench.processes import free_port
from ugyfelkapu.adapters.entropy import SystemEntropy
from ugyfelkapu.adapters.secret_box import make_key_file
from ugyfelkapu.app import House, migrated, opened
from ugyfelkapu.app import database as opened_database
from ugyfelkapu.broker.actions.register_relying_party import Registered, register_relying_party
from ugyfelkapu.broker.domain.registering.registration import Registrar as ServiceRegistrar
from ugyfelkapu.broker.domain.secret import SECRET_BYTES as BROKER_SECRET_BYTES
from ugyfelkapu.broker.domain.secret import SecretKind as BrokerSecretKind
from ugyfelkapu.broker.domain.secret import minted
from ugyfelkapu.broker.domain.session import BrokerSession, SessionId
from ugyfelkapu.broker.store import door
from ugyfelkapu.broker.store import sessions as broker_sessions
from ugyfelkapu.foundation.database import Transaction
from ugyfelkapu.foundation.identifiers import identifier
from ugyfelkapu.gate.actions.counter.appoint_clerk import Appointed, Appointment, appoint_clerk
from ugyfelkapu.gate.domain.email import EmailAddress
from ugyfelkapu.gate.domain.gate import Gate, GateId, Standing
from ugyfelkapu.gate.domain.identity import (
    NO_RECORD,
    DocumentReference,
    DocumentType,
    NaturalIdentity,
    PersonName,
    Register,
    RegisteredPerson,
)
from ugyfelkapu.gate.domain.office import BodyKind, ClerkRole
from ugyfelkapu.gate.domain.person import Person, PersonId
from ugyfelkapu.gate.domain.registration import Registrar, RegistrationWay
from ugyfelkapu.gate.domain.secret import SECRET_BYTES, SecretKind, made
from ugyfelkapu.gate.domain.username import Username
from ugyfelkapu.gate.store import devices, gates, passwords, people
from ugyfelkapu.identification import AssuranceLevel, IdentificationMethod, SessionHandle, SubjectCode
from ugyfelkapu.settings import Settings, read_settings

PASSWORD = "korte-ablak-malom-szekrény"
GATES = 1000
SESSIONS = 256
REDIRECT_URI = "https://service.example/callback"
IN_FILES: Mapping[str, str] = {"gate_database": "sqlite:gate.db", "broker_database": "sqlite:broker.db"}
NAME = PersonName(family_name="Minta", given_name="Ildikó")


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A gate that can be signed in to, from a browser it knows."""

    username: str
    device: str
    """The value of the `device` cookie."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Installation:
    """Where it is, and what opens it."""

    folder: Path
    port: int
    accounts: list[Account]
    sessions: list[str]
    """Values of the `broker_session` cookie."""
    client_id: str
    client_secret: str
    renewing: tuple[str, str]
    """Id and secret of the service that gets refresh tokens."""
    machine: tuple[str, str]
    """Of the one that asks for itself."""

    @property
    def settings_file(self) -> Path:
        """What `ugyfelkapu serve` reads."""
        return self.folder / "settings.toml"

    @property
    def settings(self) -> Settings:
        """The same, read."""
        return read_settings(self.settings_file, {})


async def furnished(folder: Path, *, port: int, databases: Mapping[str, str] = IN_FILES) -> Installation:
    """A new installation with people, sessions and services in it; `databases`: by the settings' names."""
    _write_settings(folder, port, databases)
    async with opened(read_settings(folder / "settings.toml", {})) as house:
        await migrated(house)
        accounts = await _accounts(house, many=GATES)
        sessions = await _sessions(house)
        service = await _service(house, "authorization_code")
        renewing = await _service(house, "authorization_code", "refresh_token")
        machine = await _service(house, "client_credentials")
    await hear_the_gate(folder)
    return Installation(
        folder=folder,
        port=port,
        accounts=accounts,
        sessions=sessions,
        client_id=service.party.client_id,
        client_secret=service.client_secret or "",
        renewing=(renewing.party.client_id, renewing.client_secret or ""),
        machine=(machine.party.client_id, machine.client_secret or ""),
    )


async def furnished_or_taken_up(folder: Path, *, port: int) -> Installation:
    """The installation that is in the folder, with new sessions, since the old ones end by themselves; else a new one."""
    file = folder / "installation.json"
    if not file.exists():
        shutil.rmtree(folder, ignore_errors=True)
        folder.parent.mkdir(parents=True, exist_ok=True)
        installation = await furnished(folder, port=port)
        file.write_text(json.dumps({**asdict(installation), "folder": ""}), encoding="utf-8")
        return installation
    kept = json.loads(file.read_text(encoding="utf-8"))
    _write_settings(folder, port, IN_FILES)
    async with opened(read_settings(folder / "settings.toml", {})) as house:
        await migrated(house)
        sessions = await _sessions(house)
    await hear_the_gate(folder)
    accounts = [Account(**account) for account in kept["accounts"]]
    pairs = {name: tuple(kept[name]) for name in ("renewing", "machine")}
    return Installation(**kept | pairs | {"folder": folder, "port": port, "accounts": accounts, "sessions": sessions})


async def furnished_on(folder: Path, *, gate: str, broker: str) -> tuple[Settings, Account]:
    """A new installation on these databases, with one person in it."""
    _write_settings(folder, free_port(), {"gate_database": gate, "broker_database": broker})
    settings = read_settings(folder / "settings.toml", {})
    async with opened(settings) as house:
        await migrated(house)
        return settings, (await _accounts(house, many=1))[0]


async def hear_the_gate(folder: Path) -> None:
    """What the worker does twice a second: without it sessions are not trusted any more after two minutes."""
    database = opened_database(read_settings(folder / "settings.toml", {}).broker_database)
    cursor = await door.find(database.reader)
    async with database.transaction() as tx:
        await door.advance(tx, cursor, number=cursor.number, now=datetime.now(UTC))
    await database.close()


def _write_settings(folder: Path, port: int, databases: Mapping[str, str]) -> None:
    if not folder.exists():
        folder.mkdir()
        (folder / "registers.token").write_text("nobody-is-asked", encoding="ascii")
        make_key_file(folder / "gate.key", SystemEntropy())
    values: dict[str, str | int | bool] = {
        **databases,
        "public_url": f"http://localhost:{port}",
        "registers_url": "http://127.0.0.1:9",
        "registers_token_file": "registers.token",
        "gate_key_file": "gate.key",
        "signing_keys_directory": "keys",
        "mail_host": "127.0.0.1",
        "mail_port": 9,
        "mail_encryption": "none",
        "mail_sender": "bench@ugyfelkapu.example",
        "host": "127.0.0.1",
        "port": port,
        "plain_http_allowed": True,
    }
    text = "".join(f"{name} = {json.dumps(value)}\n" for name, value in values.items())
    (folder / "settings.toml").write_text(text, encoding="utf-8")


async def _accounts(house: House, *, many: int) -> list[Account]:
    appointment = Appointment(
        body_name="Bench",
        body_kind=BodyKind.GOVERNMENT_WINDOW,
        role=ClerkRole.CLERK,
        username="benchclerk",
        identity=_person(GATES, now=house.clock.now()).registered.identity,
    )
    clerk = await appoint_clerk(house.gate, appointment, by="bench", now=house.clock.now())
    if not isinstance(clerk, Appointed):
        raise TypeError(clerk)
    registrar = Registrar(clerk_id=clerk.clerk.clerk_id, body=clerk.clerk.body, case_id="bench")
    encoded = await house.gate.hasher.hash(PASSWORD)
    async with house.gate.database.transaction() as tx:
        return [await _account(tx, number, registrar, encoded=encoded) for number in range(many)]


async def _account(tx: Transaction, number: int, registrar: Registrar, *, encoded: str) -> Account:
    """One hash serves all: that it is another each time would cost the start and not the sign-in."""
    now = datetime.now(UTC)
    person_id = await people.take_over(tx, _person(number, now=now))
    gate = Gate(
        gate_id=GateId(identifier(now)),
        person_id=person_id,
        username=Username(f"bench{number}"),
        email=EmailAddress(f"bench-{number}@posta.example"),
        language="hu",
        standing=Standing.REGISTERED,
        registered_level=AssuranceLevel.SUBSTANTIAL,
        registered_way=RegistrationWay.COUNTER,
        registered_at=now,
        activated_at=None,
    )
    if not await gates.open_gate(tx, gate, registrar) or not await gates.activate(tx, gate.gate_id, now=now):
        raise LookupError(gate.username)
    await passwords.replace(tx, gate.gate_id, encoded, expires_at=now + timedelta(days=700), now=now)
    device, digest = made(SecretKind.DEVICE, secrets.token_bytes(SECRET_BYTES))
    await devices.seen(tx, gate.gate_id, digest, description="bench", now=now)
    return Account(username=gate.username, device=device)


def _person(number: int, *, now: datetime) -> Person:
    identity = NaturalIdentity(
        current_name=NAME,
        birth_name=NAME,
        mothers_birth_name=PersonName(family_name="Próba", given_name=f"Anna {number}"),
        birth_place="Budapest",
        birth_date=date(1970, 1, 1),
    )
    registered = RegisteredPerson(
        identity=identity,
        citizenship="HUN",
        document=DocumentReference(document_type=DocumentType.ID_CARD, document_number=f"{number:06}BE"),
        document_valid_until=date(2099, 12, 31),
        deceased=False,
    )
    return Person(
        person_id=PersonId(identifier(now)),
        subject_code=SubjectCode(f"bench-{number}"),
        registered=registered,
        register=Register.SZL,
        record=NO_RECORD,
        taken_over_at=now,
    )


async def _sessions(house: House) -> list[str]:
    now = house.clock.now()
    async with house.broker.database.transaction() as tx:
        return [await _session(tx, number, now=now) for number in range(SESSIONS)]


async def _session(tx: Transaction, number: int, *, now: datetime) -> str:
    secret = minted(BrokerSecretKind.SESSION, secrets.token_bytes(BROKER_SECRET_BYTES))
    session = BrokerSession(
        session_id=SessionId(identifier(now)),
        subject_code=SubjectCode(f"bench-{number}"),
        session_handle=SessionHandle(f"bench-{number}"),
        level=AssuranceLevel.SUBSTANTIAL,
        method=IdentificationMethod.PASSWORD,
        identified_at=now,
        last_used_at=now,
        family_name=NAME.family_name,
        given_name=NAME.given_name,
        email=f"bench-{number}@posta.example",
    )
    await broker_sessions.put(tx, session, secret.digest)
    return secret.secret


async def _service(house: House, *grants: str) -> Registered:
    document: dict[str, object] = {
        "client_name": "Bench",
        "redirect_uris": [REDIRECT_URI],
        "scope": "openid profile email",
        "grant_types": list(grants),
        "token_endpoint_auth_method": "client_secret_basic",
        "id_token_signed_response_alg": "ES256",
    }
    outcome = await register_relying_party(house.broker, document, registrar=ServiceRegistrar.OPERATOR, actor="bench")
    if not isinstance(outcome, Registered):
        raise TypeError(outcome)
    return outcome
