"""Whom the town's trust service certifies: everybody of the demo with an identity card or a passport, and its organisations."""

from ugyfelkapu.demo.contract import Accounts, Citizen, Unregistered
from ugyfelkapu.demo.signing.certificates import Subject
from ugyfelkapu.foundation.page import states
from ugyfelkapu.gate.domain.identity import Register

HUNGARY = "HUN"
_KINDS = {"id_card": "IDC", "passport": "PAS"}
SEAL = Subject(
    common_name="Mintaváros Önkormányzata – bélyegző",
    organisation_name="Mintaváros Önkormányzata",
    organisation_identifier="VATHU-15730000",
)
SEAL_CHOICE = "seal"
ANOTHER_SEAL = Subject(
    common_name="Mintavárosi Malom Kft. – bélyegző",
    organisation_name="Mintavárosi Malom Kft.",
    organisation_identifier="VATHU-10020030",
)
ANOTHER_SEAL_CHOICE = "another_seal"


def subjects(accounts: Accounts) -> dict[str, Subject]:
    """Whom one may choose, by a stable word: a document's number, or a seal; citizens of SZL count as Hungarians."""
    citizens = [citizen for citizen in accounts.citizens if citizen.register == Register.SZL]
    people: list[Unregistered | Citizen] = [*accounts.unregistered, *citizens]
    chosen = {person.document_number: _subject(person) for person in people if person.document_type in _KINDS}
    return chosen | {SEAL_CHOICE: SEAL, ANOTHER_SEAL_CHOICE: ANOTHER_SEAL}


def _subject(person: Unregistered | Citizen) -> Subject:
    name = person.natural_identity.current_name
    state = states.alpha_2(person.citizenship if isinstance(person, Unregistered) else HUNGARY)
    return Subject(
        common_name=f"{name.family_name} {name.given_name}"[:64],  # RFC 5280 appendix A.1: ub-common-name
        family_name=name.family_name,
        given_name=name.given_name,
        serial_number=f"{_KINDS[person.document_type]}{state}-{person.document_number}",
    )
