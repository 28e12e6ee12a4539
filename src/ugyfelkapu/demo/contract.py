"""What a demo promises to automation, as `demo.json`, and what it must remember for that between runs."""

from pathlib import Path

import msgspec

from ugyfelkapu.demo.addresses import Addresses
from ugyfelkapu.demo.registers.residents import Resident
from ugyfelkapu.gate.domain.identity import NaturalIdentity


class Officer(msgspec.Struct, frozen=True, kw_only=True):
    """A clerk or an administrator."""

    username: str
    password: str
    totp_secret: str
    """base32."""


class Citizen(msgspec.Struct, frozen=True, kw_only=True):
    """An active gate and what its owner would show at a counter."""

    username: str
    password: str
    email: str
    totp_secret: str | None
    register: str
    document_type: str
    document_number: str
    natural_identity: NaturalIdentity


class Unregistered(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody in a register without a gate."""

    register: str
    document_type: str
    document_number: str
    natural_identity: NaturalIdentity
    citizenship: str
    registration_code: str | None


class Service(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A service to sign in to; it is known by one of the two names, as its protocol has it."""

    name: str
    protocol: str
    url: str
    client_id: str | None = None
    entity_id: str | None = None


class AskingOrganisation(msgspec.Struct, frozen=True, kw_only=True):
    """An organisation that asked a citizen to administer it; accepted on `/office`."""

    short_name: str
    name: str
    administrator: str


class MandateOffer(msgspec.Struct, frozen=True, kw_only=True):
    """A mandate that waits for its mandatary, who types the code on `/mandates/accept`."""

    grantor: str
    mandatary: str
    code: str


class Accounts(msgspec.Struct, frozen=True, kw_only=True):
    """Everything about the town that is kept between runs; all of it is made up."""

    clerk: Officer
    administrator: Officer
    second_administrator: Officer | None = None
    """Approves what the first proposes; `None` in a town made before there were four eyes."""
    supervisor: Officer | None = None
    auditor: Officer | None = None
    citizens: tuple[Citizen, ...]
    unregistered: tuple[Unregistered, ...]
    services: tuple[Service, ...]
    registration_access_token: str
    organisation: AskingOrganisation | None = None
    office_gate: AskingOrganisation | None = None
    """One whose certificate frees from the fee; the signing software seals for it as `seal`."""
    mandate: MandateOffer | None = None

    def officers(self) -> list[Officer]:
        """Everybody of the counter and the consoles there is."""
        every = (self.clerk, self.administrator, self.second_administrator, self.supervisor, self.auditor)
        return [officer for officer in every if officer]


def read_accounts(file: Path) -> Accounts:
    """The accounts as kept."""
    return msgspec.json.decode(file.read_bytes(), type=Accounts)


def keep_accounts(accounts: Accounts, file: Path) -> None:
    """Keep the accounts whole or not at all."""
    write_whole(msgspec.to_builtins(accounts), file)


def write_contract(accounts: Accounts, addresses: Addresses, *, registers_token: str, file: Path) -> None:
    """Write `demo.json`; its being there says that everything answers."""
    contract = {
        "site": addresses.public_url,
        "issuer": addresses.public_url,
        "saml_metadata": f"{addresses.public_url}/saml/metadata",
        "mailbox": addresses.url("mailbox"),
        "registers": addresses.url("registers"),
        "registers_token": registers_token,
        "payments": addresses.url("payments"),
        "card_authority": addresses.url("card_authority"),
        "signing": addresses.url("signing"),
        "metrics": f"{addresses.url('metrics')}/metrics",
    }
    write_whole(contract | msgspec.to_builtins(accounts), file)


def write_whole(value: object, file: Path) -> None:
    """Write a value as JSON so that a reader sees the old file or the new one, and never half of one."""
    part = file.with_suffix(".part")
    part.write_bytes(msgspec.json.format(msgspec.json.encode(value), indent=2))
    part.replace(file)


def unregistered(resident: Resident) -> Unregistered:
    """A resident as the contract tells of them: what they would show at a counter."""
    document = resident.documents[0].reference
    return Unregistered(
        register=resident.register.value,
        document_type=document.document_type.value,
        document_number=document.document_number,
        natural_identity=resident.identity,
        citizenship=resident.citizenship,
        registration_code=resident.registration_code,
    )
