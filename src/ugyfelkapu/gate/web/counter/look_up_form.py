"""The form with what the document shows, parsed once: either what the register is asked, or what to put right."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from ugyfelkapu.foundation.page import Form
from ugyfelkapu.gate.domain.counter_case import Typed
from ugyfelkapu.gate.domain.identity import (
    DocumentReference,
    DocumentType,
    NaturalIdentity,
    PersonName,
    document_number_of,
    name_part_of,
)
from ugyfelkapu.gate.domain.registration import HUNGARY

NAME_FIELDS = (
    "birth_place",
    "family_name",
    "given_name",
    "birth_family_name",
    "birth_given_name",
    "mothers_family_name",
    "mothers_given_name",
)
DATE_FIELDS = ("birth_date_year", "birth_date_month", "birth_date_day")
IDENTITY_FIELDS = (*NAME_FIELDS, *DATE_FIELDS)
FIELDS = ("document_type", "document_number", "citizenship", *IDENTITY_FIELDS)
VALID_FIELDS = ("document_valid_until_year", "document_valid_until_month", "document_valid_until_day")
EARLIEST_BIRTH_YEAR = 1880

MAY_BE_MISSING = ("mothers_family_name", "mothers_given_name")
"""What documents of other states often do not say; registers then hold an empty name, and so do we (`domain.md R1`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """A field to put right, and the key of the sentence that says how."""

    field: str
    key: str


def raw_fields(form: Form) -> dict[str, str]:
    """Every field as typed, to be shown again; nothing is lost by an error."""
    return {name: form.text(name) for name in FIELDS}


def empty_fields() -> dict[str, str]:
    """The form as it is first shown: a Hungarian with an ID card, the most frequent case."""
    return dict.fromkeys(FIELDS, "") | {"document_type": DocumentType.ID_CARD, "citizenship": "HUN"}


def parse(raw: dict[str, str], *, citizenships: frozenset[str], today: date) -> Typed | list[Correction]:
    """The question to the register, or every field that must be put right, in the order of the form.

    Birth names left empty are the names borne, so that nothing is typed twice.
    """
    filled = raw | _birth_name_left_out(raw)
    missing = _rightly_missing(filled)
    names = {field: part for field in NAME_FIELDS if (part := name_part_of(filled[field])) is not None}
    names |= dict.fromkeys(missing, "")
    number = document_number_of(raw["document_number"])
    born = _birth_date(raw, today=today)
    wrong = {
        "document_type": raw["document_type"] not in set(DocumentType),
        "document_number": number is None,
        "citizenship": raw["citizenship"] not in citizenships,
        "birth_date": born is None,
        **{field: field not in names for field in NAME_FIELDS},
    }
    if number is None or born is None or any(wrong.values()):
        asked = [field for field in wrong if field not in _birth_name_left_out(raw)]
        return [Correction(field=field, key=_key(field, raw.get(field, ""))) for field in asked if wrong[field]]
    document = DocumentReference(document_type=DocumentType(raw["document_type"]), document_number=number)
    return Typed(document=document, identity=_identity(names, born), citizenship=raw["citizenship"])


def identity_of(raw: dict[str, str], *, today: date) -> NaturalIdentity | list[Correction]:
    """Natural identity data alone, or every field of them that must be put right."""
    left_out = _birth_name_left_out(raw)
    filled = raw | left_out
    names = {field: part for field in NAME_FIELDS if (part := name_part_of(filled[field])) is not None}
    born = _birth_date(raw, today=today)
    wrong = [field for field in NAME_FIELDS if field not in names and field not in left_out]
    if born is None or wrong:
        asked = [*wrong, *([] if born else ["birth_date"])]
        return [Correction(field=field, key=_key(field, raw.get(field, ""))) for field in asked]
    return _identity(names, born)


def fields_of(typed: Typed) -> dict[str, str]:
    """The form as it was filled in."""
    identity = typed.identity
    born = identity.birth_date
    return {
        "document_type": typed.document.document_type.value,
        "document_number": typed.document.document_number,
        "citizenship": typed.citizenship,
        "family_name": identity.current_name.family_name,
        "given_name": identity.current_name.given_name,
        "birth_family_name": identity.birth_name.family_name,
        "birth_given_name": identity.birth_name.given_name,
        "mothers_family_name": identity.mothers_birth_name.family_name,
        "mothers_given_name": identity.mothers_birth_name.given_name,
        "birth_place": identity.birth_place,
        "birth_date_year": str(born.year),
        "birth_date_month": str(born.month),
        "birth_date_day": str(born.day),
    }


def _rightly_missing(filled: Mapping[str, str]) -> list[str]:
    """What a foreigner's document need not say: the mother's name, and one of the two parts of a name."""
    if filled["citizenship"] == HUNGARY:
        return []
    left_out = [field for field in MAY_BE_MISSING if not filled[field]]
    for family, given in (("family_name", "given_name"), ("birth_family_name", "birth_given_name")):
        if bool(filled[family]) != bool(filled[given]):
            left_out.append(given if filled[family] else family)
    return left_out


def _birth_name_left_out(raw: Mapping[str, str]) -> dict[str, str]:
    """The birth name where neither part was typed: it is the name borne, and an error in that is told once."""
    if raw["birth_family_name"] or raw["birth_given_name"]:
        return {}
    return {"birth_family_name": raw["family_name"], "birth_given_name": raw["given_name"]}


def _key(field: str, typed: str) -> str:
    return "counter.register.bad_name" if field in NAME_FIELDS and typed else f"counter.register.missing.{field}"


def _identity(names: Mapping[str, str], born: date) -> NaturalIdentity:
    return NaturalIdentity(
        current_name=PersonName(family_name=names["family_name"], given_name=names["given_name"]),
        birth_name=PersonName(family_name=names["birth_family_name"], given_name=names["birth_given_name"]),
        mothers_birth_name=PersonName(family_name=names["mothers_family_name"], given_name=names["mothers_given_name"]),
        birth_place=names["birth_place"],
        birth_date=born,
    )


def _birth_date(raw: Mapping[str, str], *, today: date) -> date | None:
    """A real day, not in the future and not before the oldest people alive were born."""
    parts = [raw[field] for field in DATE_FIELDS]
    if not all(part.isascii() and part.isdecimal() and len(part) <= 4 for part in parts):  # noqa: PLR2004 - a year's digits
        return None
    year, month, day = (int(part) for part in parts)
    try:
        born = date(year, month, day)
    except ValueError:
        return None
    return born if born.year >= EARLIEST_BIRTH_YEAR and born <= today else None
