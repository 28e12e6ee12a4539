"""Makes up the people of the town, the same ones for the same seed; names and numbers are drawn, nobody is real."""

from datetime import date, timedelta
from random import Random

from ugyfelkapu.demo.registers.chance import chance
from ugyfelkapu.demo.registers.cultures import EEA, ELSEWHERE, Culture
from ugyfelkapu.demo.registers.documents import HeldDocument, Press
from ugyfelkapu.demo.registers.names import BIRTH_PLACES
from ugyfelkapu.demo.registers.naming import (
    Sex,
    foreign_birth_name,
    hungarian_birth_name,
    learned_name,
    married_name,
)
from ugyfelkapu.demo.registers.residents import ADULT_AGE_YEARS, Resident, Town, age_on, town_of
from ugyfelkapu.gate.domain.identity import DocumentType, NaturalIdentity, PersonName, Register

FOUNDED_ON = date(2026, 11, 1)
"""The day on which ages and expiries are counted; a demo kept for years may found its town anew."""

RESIDENTS = {Register.SZL: 1700, Register.ISZL: 400, Register.NYT3: 300}
HUNGARY = "HUN"

SETTLED_RATE = 0.08
EEA_RATE = 0.5
MINOR_RATE = 0.08
MARRIED_RATE = 0.55
RENAMED_RATE = 0.15
DECEASED_RATE = 0.03
EXPIRED_RATE = 0.05
FURTHER_DOCUMENT_RATE = 0.45
FURTHER_EXPIRED_RATE = 0.3
CODE_CARD_RATE = 0.6
CODE_CARD_DIGITS = 10
OLDEST_YEARS = 96


def town(seed: int, *, founded_on: date = FOUNDED_ON) -> Town:
    """The town of a seed: 2,400 people over the three registers."""
    press = Press(founded_on)
    registers = [register for register, count in RESIDENTS.items() for _ in range(count)]
    residents = [
        _resident(seed, number, register=register, press=press, founded_on=founded_on)
        for number, register in enumerate(registers, start=1)
    ]
    return town_of(tuple(residents), founded_on=founded_on)


def _resident(seed: int, number: int, *, register: Register, press: Press, founded_on: date) -> Resident:
    random = chance(seed, number, "resident")
    sex = random.choice(list(Sex))
    culture = _culture(random, register)
    identity = _identity(random, sex, culture=culture, founded_on=founded_on)
    age_years = age_on(founded_on, identity.birth_date)
    documents = _documents(random, press, kinds=_kinds(register, culture, age_years))
    return Resident(
        number=number,
        seed=seed,
        register=register,
        sex=sex,
        identity=identity,
        printed_identity=_printed(random, identity),
        citizenship=culture.citizenship if culture else HUNGARY,
        documents=documents,
        registration_code=_registration_code(random, register, documents, age_years=age_years),
        deceased=random.random() < DECEASED_RATE,
    )


def _culture(random: Random, register: Register) -> Culture | None:
    """Where somebody comes from; `None` is from here. SZL holds citizens and settled residents."""
    if register is Register.SZL and random.random() >= SETTLED_RATE:
        return None
    return random.choice(EEA if random.random() < EEA_RATE else ELSEWHERE)


def _identity(random: Random, sex: Sex, *, culture: Culture | None, founded_on: date) -> NaturalIdentity:
    birth_date = _birth_date(random, founded_on)
    birth_name = _birth_name(random, sex, culture)
    current_name = birth_name
    if age_on(founded_on, birth_date) >= ADULT_AGE_YEARS:
        current_name = _grown_up_name(random, sex, birth_name=birth_name, culture=culture)
    return NaturalIdentity(
        current_name=current_name,
        birth_name=birth_name,
        mothers_birth_name=_birth_name(random, Sex.FEMALE, culture),
        birth_place=random.choice(culture.birth_places if culture else BIRTH_PLACES),
        birth_date=birth_date,
    )


def _birth_name(random: Random, sex: Sex, culture: Culture | None) -> PersonName:
    return foreign_birth_name(random, sex, culture) if culture else hungarian_birth_name(random, sex)


def _grown_up_name(random: Random, sex: Sex, *, birth_name: PersonName, culture: Culture | None) -> PersonName:
    if culture is not None:
        return birth_name
    married = random.random() < MARRIED_RATE
    return learned_name(random, married_name(random, birth_name, sex) if married else birth_name)


def _birth_date(random: Random, founded_on: date) -> date:
    minor = random.random() < MINOR_RATE
    years = random.randint(1, ADULT_AGE_YEARS - 1) if minor else random.randint(ADULT_AGE_YEARS + 1, OLDEST_YEARS)
    return founded_on - timedelta(days=years * 365 + random.randint(0, 364))


def _printed(random: Random, identity: NaturalIdentity) -> NaturalIdentity:
    """What the document says: for some newly-weds still the name before."""
    if random.random() >= RENAMED_RATE:
        return identity
    return NaturalIdentity(
        current_name=identity.birth_name,
        birth_name=identity.birth_name,
        mothers_birth_name=identity.mothers_birth_name,
        birth_place=identity.birth_place,
        birth_date=identity.birth_date,
    )


def _kinds(register: Register, culture: Culture | None, age_years: int) -> tuple[DocumentType, ...]:
    """What somebody may show (`domain.md R3`); residence documents count as passports."""
    if register is not Register.SZL:
        return (DocumentType.PASSPORT, DocumentType.ID_CARD) if culture and culture.in_eea else (DocumentType.PASSPORT,)
    if age_years < ADULT_AGE_YEARS:
        return (DocumentType.ID_CARD, DocumentType.PASSPORT)
    return (DocumentType.ID_CARD, DocumentType.PASSPORT, DocumentType.DRIVING_LICENCE)


def _documents(random: Random, press: Press, *, kinds: tuple[DocumentType, ...]) -> tuple[HeldDocument, ...]:
    """One to three documents, a good one first unless all have expired."""
    if random.random() < EXPIRED_RATE:
        return (press.print_expired(random, kinds[0]),)
    further = [kind for kind in kinds[1:] if random.random() < FURTHER_DOCUMENT_RATE]
    return (press.print_good(random, kinds[0]), *(_further(random, press, kind) for kind in further))


def _further(random: Random, press: Press, kind: DocumentType) -> HeldDocument:
    expired = random.random() < FURTHER_EXPIRED_RATE
    return press.print_expired(random, kind) if expired else press.print_good(random, kind)


def _registration_code(
    random: Random, register: Register, documents: tuple[HeldDocument, ...], *, age_years: int
) -> str | None:
    """The code on the card handed over with an eID card (`domain.md R2`); not everybody has kept an eID card's."""
    has_card = documents[0].reference.document_type is DocumentType.ID_CARD
    if register is not Register.SZL or not has_card or age_years < ADULT_AGE_YEARS:
        return None
    if random.random() >= CODE_CARD_RATE:
        return None
    return "".join(random.choices("0123456789", k=CODE_CARD_DIGITS))
