"""Who may be registered, with which document, and why not (`domain.md R1`, R3, R4)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from ugyfelkapu.gate.domain.identity import DocumentType, RegisteredPerson
from ugyfelkapu.gate.domain.office import ClerkId, RegistrationBody
from ugyfelkapu.identification import AssuranceLevel

HUNGARY = "HUN"

EEA_AND_SWITZERLAND = frozenset(
    (
        "AUT", "BEL", "BGR", "CHE", "CYP", "CZE", "DEU", "DNK", "ESP", "EST",
        "FIN", "FRA", "GRC", "HRV", "IRL", "ISL", "ITA", "LIE", "LTU", "LUX",
        "LVA", "MLT", "NLD", "NOR", "POL", "PRT", "ROU", "SVK", "SVN", "SWE",
    )
)  # fmt: skip
"""ISO 3166-1 alpha-3 codes of the states of the European Economic Area and of Switzerland, Hungary apart."""


class RegistrationWay(StrEnum):
    """How somebody proved who they are when the gate was opened (`domain.md R2`)."""

    COUNTER = "counter"
    """In person: document, register and face agree."""
    EID_CARD = "eid_card"
    """By possession of the eID card: its certificate, its key and its PIN."""
    EID_CODE = "eid_code"
    """By the number of the eID card and the one-time registration code handed over with it."""
    SIGNATURE = "signature"
    """By at least an advanced electronic signature on the application."""


LEVELS: dict[RegistrationWay, AssuranceLevel] = {
    RegistrationWay.COUNTER: AssuranceLevel.HIGH,
    RegistrationWay.EID_CARD: AssuranceLevel.HIGH,
    RegistrationWay.EID_CODE: AssuranceLevel.SUBSTANTIAL,
    RegistrationWay.SIGNATURE: AssuranceLevel.SUBSTANTIAL,
}
"""How sure a registration is by its way (eIDAS 2015/1502, annex 2.1.2); no sign-in reaches more (`domain.md R14`)."""


class RefusalReason(StrEnum):
    """Why a registration was refused; each has its own sentence for the clerk."""

    DOCUMENT_NOT_ACCEPTED = "document_not_accepted"
    NOT_FOUND = "not_found"
    DIFFERS = "differs"
    DOCUMENT_EXPIRED = "document_expired"
    DECEASED = "deceased"
    UNDER_MINIMUM_AGE = "under_minimum_age"
    HAS_GATE = "has_gate"
    REGISTER_UNAVAILABLE = "register_unavailable"
    CLERK_REFUSED = "clerk_refused"
    OWN_CASE = "own_case"
    """The clerk is the applicant: nobody handles their own case (`docs/security.md` 12)."""
    CLERK_UNIDENTIFIED = "clerk_unidentified"
    """Nobody wrote down who the clerk is, so it cannot be seen whether the case is their own."""


class ClerksReason(StrEnum):
    """Why a clerk says no. A closed list, so that nothing personal strays into the journal with the reason."""

    FACE_DIFFERS = "face_differs"
    DATA_DIFFER = "data_differ"
    DOCUMENT_DOUBTFUL = "document_doubtful"
    UNDUE_INFLUENCE = "undue_influence"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Registrar:
    """The clerk who registered somebody, for which body and in which case."""

    clerk_id: ClerkId
    body: RegistrationBody
    case_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirements:
    """What the policy of the day asks of an applicant beside the law."""

    today: date
    minimum_age_years: int
    """0: none, as `domain.md R1` has it."""


class CitizenGroup(StrEnum):
    """Citizenships that the same documents go with (`domain.md R3`)."""

    HUNGARY = "hungary"
    EEA = "eea"
    """Of the European Economic Area or Switzerland."""
    OTHER = "other"


def group_of(citizenship: str) -> CitizenGroup:
    """Which group a citizenship is in; somebody without one is in the last."""
    if citizenship == HUNGARY:
        return CitizenGroup.HUNGARY
    return CitizenGroup.EEA if citizenship in EEA_AND_SWITZERLAND else CitizenGroup.OTHER


def documents_of(group: CitizenGroup) -> frozenset[DocumentType]:
    """The documents with which somebody of this group may be registered (`domain.md R3`)."""
    return _DOCUMENTS[group]


_DOCUMENTS = {
    CitizenGroup.HUNGARY: frozenset(DocumentType),
    CitizenGroup.EEA: frozenset({DocumentType.ID_CARD, DocumentType.PASSPORT}),
    CitizenGroup.OTHER: frozenset({DocumentType.PASSPORT}),
}


def accepted_documents(citizenship: str) -> frozenset[DocumentType]:
    """The documents with which a citizen of this state may be registered (`domain.md R3`)."""
    return documents_of(group_of(citizenship))


def document_refusal(document_type: DocumentType, citizenship: str) -> RefusalReason | None:
    """Whether the document will do at all, before a register is asked (`domain.md R3`)."""
    if document_type in accepted_documents(citizenship):
        return None
    return RefusalReason.DOCUMENT_NOT_ACCEPTED


def refusal_of(person: RegisteredPerson, *, citizenship: str, requirements: Requirements) -> RefusalReason | None:
    """The first rule the person found breaks, if any (`domain.md R4`); `citizenship` is the one the clerk typed."""
    if person.deceased:
        return RefusalReason.DECEASED
    if person.citizenship != citizenship:
        return RefusalReason.DIFFERS
    if requirements.today > person.document_valid_until:
        return RefusalReason.DOCUMENT_EXPIRED  # domain.md R3: one valid document; good on its last day
    if age_in_years(person.identity.birth_date, today=requirements.today) < requirements.minimum_age_years:
        return RefusalReason.UNDER_MINIMUM_AGE
    return None


def age_in_years(birth_date: date, *, today: date) -> int:
    """Full years lived; somebody born on 29 February turns a year older on 1 March in common years."""
    had_birthday = (today.month, today.day) >= (birth_date.month, birth_date.day)
    return today.year - birth_date.year - (0 if had_birthday else 1)
