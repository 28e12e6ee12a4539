"""People of the client register in the database."""

from datetime import date

from ugyfelkapu.foundation.database import Reader, Row, Transaction, Value
from ugyfelkapu.gate.domain.identity import (
    DocumentReference,
    DocumentType,
    NaturalIdentity,
    PersonName,
    RecordReference,
    Register,
    RegisteredPerson,
    identity_key,
)
from ugyfelkapu.gate.domain.person import Person, PersonId
from ugyfelkapu.identification import SubjectCode

_TAKE_OVER = """
    INSERT INTO person (person_id, subject_code, identity_key, register, family_name, given_name, birth_family_name,
                        birth_given_name, mothers_birth_family_name, mothers_birth_given_name, birth_place, birth_date,
                        citizenship, document_type, document_number, document_valid_until, deceased, taken_over_at,
                        record_reference)
    VALUES (:person_id, :subject_code, :identity_key, :register, :family_name, :given_name, :birth_family_name,
            :birth_given_name, :mothers_birth_family_name, :mothers_birth_given_name, :birth_place, :birth_date,
            :citizenship, :document_type, :document_number, :document_valid_until, :deceased, :taken_over_at,
            :record_reference)
        ON CONFLICT (identity_key) DO UPDATE
       SET register = excluded.register, family_name = excluded.family_name, given_name = excluded.given_name,
           birth_family_name = excluded.birth_family_name, birth_given_name = excluded.birth_given_name,
           mothers_birth_family_name = excluded.mothers_birth_family_name,
           mothers_birth_given_name = excluded.mothers_birth_given_name, birth_place = excluded.birth_place,
           birth_date = excluded.birth_date, citizenship = excluded.citizenship,
           document_type = excluded.document_type, document_number = excluded.document_number,
           document_valid_until = excluded.document_valid_until, deceased = excluded.deceased,
           taken_over_at = excluded.taken_over_at, record_reference = excluded.record_reference
 RETURNING person_id
"""

_PERSON = """
    SELECT person_id, subject_code, register, family_name, given_name, birth_family_name, birth_given_name,
           mothers_birth_family_name, mothers_birth_given_name, birth_place, birth_date, citizenship, document_type,
           document_number, document_valid_until, deceased, taken_over_at, record_reference
      FROM person
"""
_BY_ID = f"{_PERSON} WHERE person_id = :person_id"
_BY_RECORD = f"{_PERSON} WHERE register = :register AND record_reference = :record_reference ORDER BY person_id LIMIT 1"
_EXPIRED_ENTRY = f"""
    {_PERSON}
     WHERE register = '3nyt' AND document_valid_until < :today
       AND EXISTS (SELECT 1 FROM gate WHERE gate.person_id = person.person_id AND gate.standing <> 'terminated')
     ORDER BY document_valid_until
     LIMIT :many
"""  # noqa: S608 - made of this file's constants

_FOLLOW_KEY = """
    UPDATE person SET identity_key = :identity_key
     WHERE register = :register AND record_reference = :record_reference AND identity_key <> :identity_key
       AND NOT EXISTS (SELECT 1 FROM person AS other WHERE other.identity_key = :identity_key)
 RETURNING person_id
"""
_REPLACE = """
    UPDATE person
       SET identity_key = :identity_key, register = :register, family_name = :family_name, given_name = :given_name,
           birth_family_name = :birth_family_name, birth_given_name = :birth_given_name,
           mothers_birth_family_name = :mothers_birth_family_name,
           mothers_birth_given_name = :mothers_birth_given_name, birth_place = :birth_place, birth_date = :birth_date,
           citizenship = :citizenship, document_type = :document_type, document_number = :document_number,
           document_valid_until = :document_valid_until, deceased = :deceased, taken_over_at = :taken_over_at,
           record_reference = :record_reference
     WHERE person_id = :person_id
       AND EXISTS (SELECT 1 FROM gate WHERE gate.person_id = :person_id AND gate.standing <> 'terminated')
       AND NOT EXISTS (SELECT 1 FROM person AS other
                        WHERE other.identity_key = :identity_key AND other.person_id <> :person_id)
 RETURNING person_id
"""

_LOCK_WITHOUT_LIVE_GATE = """
    UPDATE person
       SET family_name = '', given_name = '', birth_family_name = '', birth_given_name = '', mothers_birth_family_name = '',
           mothers_birth_given_name = '', birth_place = '', birth_date = :nowhen, citizenship = '', document_number = '',
           document_valid_until = :nowhen, record_reference = NULL
     WHERE person_id = :person_id
       AND NOT EXISTS (SELECT 1 FROM gate WHERE gate.person_id = :person_id AND gate.standing <> 'terminated')
"""
_NOWHEN = date(1, 1, 1)
"""The day that stands for none."""

_FORGET_RIGHTS = """
    DELETE FROM authorisation
     WHERE person_id = :person_id
       AND NOT EXISTS (SELECT 1 FROM gate WHERE gate.person_id = :person_id AND gate.standing <> 'terminated')
"""
_FORGET_WITHOUT_GATE = """
    DELETE FROM person
     WHERE person_id = :person_id AND NOT EXISTS (SELECT 1 FROM gate WHERE gate.person_id = :person_id)
"""


async def take_over(tx: Transaction, person: Person) -> PersonId:
    """Keep the register's answer; whoever is known already keeps their id and subject code and gets the new data."""
    row = await tx.one(_TAKE_OVER, subject_code=person.subject_code, **_values(person))
    return PersonId(row.text("person_id"))


async def replace(tx: Transaction, person: Person) -> bool:
    """Keep what the register says now of somebody known; `False` when the new identity is another person's already."""
    return await tx.one_or_none(_REPLACE, **_values(person)) is not None


async def follow_key(tx: Transaction, register: Register, record: RecordReference, *, identity_key: bytes) -> bool:
    """A register corrected what a person is found by: the record says who it is; whether it was so."""
    if not record:
        return False
    values = {"register": register.value, "record_reference": record}
    return await tx.one_or_none(_FOLLOW_KEY, identity_key=identity_key, **values) is not None


async def by_record(reader: Reader, register: Register, record: RecordReference) -> Person | None:
    """The person of a register's record, if the register of clients holds them."""
    row = await reader.one_or_none(_BY_RECORD, register=register, record_reference=record)
    return None if row is None else _person(row)


async def with_expired_entry(reader: Reader, *, today: date, many: int) -> list[Person]:
    """People with a gate whose entry in 3NYT has ended with their document, the longest ago first."""
    return [_person(row) for row in await reader.all(_EXPIRED_ENTRY, today=today, many=many)]


async def by_id(reader: Reader, person_id: PersonId) -> Person | None:
    """The person, if the register holds one of this id."""
    row = await reader.one_or_none(_BY_ID, person_id=person_id)
    return None if row is None else _person(row)


async def forget_without_gate(tx: Transaction, person_id: PersonId) -> None:
    """Delete a person who has no gate of any standing, and keep nothing readable of one whose gates have all ended.

    Nothing is kept of a registration that did not happen, nor of a gate's owner outside the archive (`domain.md` R4, R12).
    """
    await tx.execute(_FORGET_RIGHTS, person_id=person_id)
    await tx.execute(_FORGET_WITHOUT_GATE, person_id=person_id)
    await tx.execute(_LOCK_WITHOUT_LIVE_GATE, person_id=person_id, nowhen=_NOWHEN)


def _values(person: Person) -> dict[str, Value]:
    registered = person.registered
    identity = registered.identity
    return {
        "person_id": person.person_id,
        "identity_key": identity_key(identity),
        "register": person.register,
        "family_name": identity.current_name.family_name,
        "given_name": identity.current_name.given_name,
        "birth_family_name": identity.birth_name.family_name,
        "birth_given_name": identity.birth_name.given_name,
        "mothers_birth_family_name": identity.mothers_birth_name.family_name,
        "mothers_birth_given_name": identity.mothers_birth_name.given_name,
        "birth_place": identity.birth_place,
        "birth_date": identity.birth_date,
        "citizenship": registered.citizenship,
        "document_type": registered.document.document_type,
        "document_number": registered.document.document_number,
        "document_valid_until": registered.document_valid_until,
        "deceased": registered.deceased,
        "taken_over_at": person.taken_over_at,
        "record_reference": person.record or None,
    }


def _person(row: Row) -> Person:
    return Person(
        person_id=PersonId(row.text("person_id")),
        subject_code=SubjectCode(row.text("subject_code")),
        registered=RegisteredPerson(
            identity=_identity(row),
            citizenship=row.text("citizenship"),
            document=DocumentReference(
                document_type=DocumentType(row.text("document_type")), document_number=row.text("document_number")
            ),
            document_valid_until=row.day("document_valid_until"),
            deceased=row.flag("deceased"),
        ),
        register=Register(row.text("register")),
        record=RecordReference(row.text_or_none("record_reference") or ""),
        taken_over_at=row.instant("taken_over_at"),
    )


def _identity(row: Row) -> NaturalIdentity:
    return NaturalIdentity(
        current_name=PersonName(family_name=row.text("family_name"), given_name=row.text("given_name")),
        birth_name=PersonName(family_name=row.text("birth_family_name"), given_name=row.text("birth_given_name")),
        mothers_birth_name=PersonName(
            family_name=row.text("mothers_birth_family_name"), given_name=row.text("mothers_birth_given_name")
        ),
        birth_place=row.text("birth_place"),
        birth_date=row.day("birth_date"),
    )
