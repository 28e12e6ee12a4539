"""People of the client register in the database."""

from ugyfelkapu.foundation.database import Reader, Row, Transaction
from ugyfelkapu.gate.domain.identity import (
    DocumentReference,
    DocumentType,
    NaturalIdentity,
    PersonName,
    Register,
    RegisteredPerson,
    identity_key,
)
from ugyfelkapu.gate.domain.person import Person, PersonId
from ugyfelkapu.identification import SubjectCode

_TAKE_OVER = """
    INSERT INTO person (person_id, subject_code, identity_key, register, family_name, given_name, birth_family_name,
                        birth_given_name, mothers_birth_family_name, mothers_birth_given_name, birth_place, birth_date,
                        citizenship, document_type, document_number, document_valid_until, deceased, taken_over_at)
    VALUES (:person_id, :subject_code, :identity_key, :register, :family_name, :given_name, :birth_family_name,
            :birth_given_name, :mothers_birth_family_name, :mothers_birth_given_name, :birth_place, :birth_date,
            :citizenship, :document_type, :document_number, :document_valid_until, :deceased, :taken_over_at)
        ON CONFLICT (identity_key) DO UPDATE
       SET register = excluded.register, family_name = excluded.family_name, given_name = excluded.given_name,
           birth_family_name = excluded.birth_family_name, birth_given_name = excluded.birth_given_name,
           mothers_birth_family_name = excluded.mothers_birth_family_name,
           mothers_birth_given_name = excluded.mothers_birth_given_name, birth_place = excluded.birth_place,
           birth_date = excluded.birth_date, citizenship = excluded.citizenship,
           document_type = excluded.document_type, document_number = excluded.document_number,
           document_valid_until = excluded.document_valid_until, deceased = excluded.deceased,
           taken_over_at = excluded.taken_over_at
 RETURNING person_id
"""

_BY_ID = """
    SELECT person_id, subject_code, register, family_name, given_name, birth_family_name, birth_given_name,
           mothers_birth_family_name, mothers_birth_given_name, birth_place, birth_date, citizenship, document_type,
           document_number, document_valid_until, deceased, taken_over_at
      FROM person
     WHERE person_id = :person_id
"""

_FORGET_WITHOUT_GATE = """
    DELETE FROM person
     WHERE person_id = :person_id AND NOT EXISTS (SELECT 1 FROM gate WHERE gate.person_id = :person_id)
"""


async def take_over(tx: Transaction, person: Person) -> PersonId:
    """Keep the register's answer; whoever is known already keeps their id and subject code and gets the new data."""
    registered = person.registered
    identity = registered.identity
    row = await tx.one(
        _TAKE_OVER,
        person_id=person.person_id,
        subject_code=person.subject_code,
        identity_key=identity_key(identity),
        register=person.register,
        family_name=identity.current_name.family_name,
        given_name=identity.current_name.given_name,
        birth_family_name=identity.birth_name.family_name,
        birth_given_name=identity.birth_name.given_name,
        mothers_birth_family_name=identity.mothers_birth_name.family_name,
        mothers_birth_given_name=identity.mothers_birth_name.given_name,
        birth_place=identity.birth_place,
        birth_date=identity.birth_date,
        citizenship=registered.citizenship,
        document_type=registered.document.document_type,
        document_number=registered.document.document_number,
        document_valid_until=registered.document_valid_until,
        deceased=registered.deceased,
        taken_over_at=person.taken_over_at,
    )
    return PersonId(row.text("person_id"))


async def by_id(reader: Reader, person_id: PersonId) -> Person | None:
    """The person, if the register holds one of this id."""
    row = await reader.one_or_none(_BY_ID, person_id=person_id)
    return None if row is None else _person(row)


async def forget_without_gate(tx: Transaction, person_id: PersonId) -> None:
    """Delete a person who has no gate of any standing: nothing is kept of a registration that did not happen."""
    await tx.execute(_FORGET_WITHOUT_GATE, person_id=person_id)


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
