"""How people here come by their names: birth, learning and marriage (the forms of Ptk. 2013. V. 4:27. §)."""

from enum import StrEnum
from random import Random

from ugyfelkapu.demo.registers.cultures import Culture
from ugyfelkapu.demo.registers.names import FAMILY_NAMES, FEMALE_NAMES, LEARNED_TITLE, MALE_NAMES
from ugyfelkapu.gate.domain.identity import PersonName

DOUBLE_FAMILY_NAME_RATE = 0.06
DOUBLE_GIVEN_NAME_RATE = 0.15
LEARNED_RATE = 0.03
HYPHENATING_HUSBANDS_RATE = 0.05


class Sex(StrEnum):
    """Which names and which face somebody gets."""

    FEMALE = "female"
    MALE = "male"


def hungarian_birth_name(random: Random, sex: Sex) -> PersonName:
    """A name as given at birth in Hungary; some have double family or given names."""
    given_names = FEMALE_NAMES if sex is Sex.FEMALE else MALE_NAMES
    given_name = random.choice(given_names)
    if random.random() < DOUBLE_GIVEN_NAME_RATE:
        given_name = " ".join(random.sample(given_names, 2))
    family_name = random.choice(FAMILY_NAMES)
    if random.random() < DOUBLE_FAMILY_NAME_RATE:
        family_name = "-".join(random.sample(FAMILY_NAMES, 2))
    return PersonName(family_name=family_name, given_name=given_name)


def foreign_birth_name(random: Random, sex: Sex, culture: Culture) -> PersonName:
    """A name as given at birth elsewhere, the family name in the form of the sex."""
    forms = random.choice(culture.family_names).split("/")
    given_names = culture.female_names if sex is Sex.FEMALE else culture.male_names
    return PersonName(
        family_name=forms[-1] if sex is Sex.FEMALE else forms[0],
        given_name=random.choice(given_names),
    )


def married_name(random: Random, birth_name: PersonName, sex: Sex) -> PersonName:
    """One of the names Hungarian law offers after a wedding; keeping the birth name is among them."""
    spouse = random.choice([name for name in FAMILY_NAMES if name not in birth_name.family_name])
    own, given = birth_name.family_name.split("-", maxsplit=1)[0], birth_name.given_name
    if sex is Sex.MALE:
        return _husband(random, birth_name, joined=f"{own}-{spouse}")
    forms = (
        birth_name,
        PersonName(family_name=spouse, given_name=with_ne(random.choice(MALE_NAMES))),
        PersonName(family_name=f"{with_ne(spouse)} {own}", given_name=given),
        PersonName(family_name=f"{spouse}-{own}", given_name=given),
        PersonName(family_name=spouse, given_name=given),
    )
    return random.choice(forms)


def learned_name(random: Random, name: PersonName) -> PersonName:
    """The name with a doctor's title in front, for a few."""
    if random.random() >= LEARNED_RATE:
        return name
    return PersonName(family_name=f"{LEARNED_TITLE} {name.family_name}", given_name=name.given_name)


def with_ne(name: str) -> str:
    """*Wife of*: `Kovácsné`, `Vargáné`, `Imréné`; a final a or e grows long."""
    lengthened = {"a": "á", "e": "é"}
    return f"{name[:-1]}{lengthened.get(name[-1], name[-1])}né"


def _husband(random: Random, birth_name: PersonName, *, joined: str) -> PersonName:
    if random.random() < HYPHENATING_HUSBANDS_RATE:
        return PersonName(family_name=joined, given_name=birth_name.given_name)
    return birth_name
