"""The walk through the demo: kept for the first page, and told in the terminal."""

from pathlib import Path

import msgspec

from ugyfelkapu.demo.addresses import Addresses
from ugyfelkapu.demo.contract import Accounts, Citizen, Unregistered, write_whole
from ugyfelkapu.demo.folder import Folder
from ugyfelkapu.demo.registers.people import HUNGARY
from ugyfelkapu.gate.domain.identity import DocumentReference, DocumentType
from ugyfelkapu.gate.web.public.guide import Guide, GuideCitizen, GuidePerson, GuideService

NEW_PASSWORD = "Kilenc liba a parton"
PEOPLE_SHOWN = 3


def keep_guide(accounts: Accounts, addresses: Addresses, file: Path) -> None:
    """Write the guide where the site reads it."""
    guide = Guide(
        counter_url=f"{addresses.public_url}/counter",
        clerk_username=accounts.clerk.username,
        clerk_password=accounts.clerk.password,
        clerk_code_url=addresses.url("authenticator"),
        mailbox_url=addresses.url("mailbox"),
        registers_url=addresses.url("registers"),
        people=tuple(_person(number, person) for number, person in enumerate(_citizens_of_here(accounts), start=1)),
        new_password=NEW_PASSWORD,
        services=tuple(GuideService(name=service.name, url=service.url) for service in accounts.services),
        citizens=tuple(GuideCitizen(username=citizen.username, password=citizen.password) for citizen in accounts.citizens),
    )
    write_whole(msgspec.to_builtins(guide), file)


def told(accounts: Accounts, addresses: Addresses, folder: Folder) -> str:
    """The guide in a few lines for the terminal."""
    lines = [
        "",
        f"  Site, with a guide on its first page   {addresses.public_url}",
        f"  Counter                                {addresses.public_url}/counter",
        f"  Mailbox (every mail ends here)         {addresses.url('mailbox')}",
        f"  State registers, people to try         {addresses.url('registers')}",
        f"  Payment gateway                        {addresses.url('payments')}",
        f"  eID cards to take and to revoke        {addresses.url('card_authority')}",
        f"  One-time codes of the accounts         {addresses.url('authenticator')}",
        f"  Signing software                       {addresses.url('signing')}",
        f"  Refused requests, for developers       {addresses.public_url}/developer-log",
        *(f"  Service: {service.name:<29} {service.url}" for service in accounts.services),
        "",
        f"  Clerk           {accounts.clerk.username}   {accounts.clerk.password}",
        f"  Administrator   {accounts.administrator.username}   {accounts.administrator.password}",
        *(f"  Console         {officer.username}   {officer.password}" for officer in accounts.officers()[2:]),
        *(_citizen(citizen) for citizen in accounts.citizens),
        *_representing(accounts, addresses),
        "",
        f"  For programs: {folder.contract}     End: Ctrl-C",
    ]
    return "\n".join(lines)


def _representing(accounts: Accounts, addresses: Addresses) -> list[str]:
    """What waits to be accepted: an organisation's wish and a mandate."""
    lines = [
        f"  Organisation    {asking.name} asks {asking.administrator} at {addresses.public_url}/office"
        for asking in (accounts.organisation, accounts.office_gate)
        if asking
    ]
    if offer := accounts.mandate:
        lines.append(f"  Mandate         {offer.mandatary} accepts {offer.code} at {addresses.public_url}/mandates/accept")
    return lines


def _citizens_of_here(accounts: Accounts) -> list[Unregistered]:
    """A few people whose citizenship is the one the counter's form begins with."""
    return [person for person in accounts.unregistered if person.citizenship == HUNGARY][:PEOPLE_SHOWN]


def _citizen(citizen: Citizen) -> str:
    factor = "and a code" if citizen.totp_secret else ""
    return f"  Citizen         {citizen.username}   {citizen.password}   {factor}".rstrip()


def _person(number: int, person: Unregistered) -> GuidePerson:
    document = DocumentReference(document_type=DocumentType(person.document_type), document_number=person.document_number)
    return GuidePerson(
        document=document,
        identity=person.natural_identity,
        username=f"ujpolgar{number}",
        email=f"ujpolgar{number}@posta.example",
    )
