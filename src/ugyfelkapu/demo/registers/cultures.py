"""Names of people from elsewhere, in the letters their own registers use; drawn at random like the Hungarian ones."""

import csv
from dataclasses import dataclass
from importlib.resources import files


@dataclass(frozen=True, slots=True, kw_only=True)
class Culture:
    """Where somebody comes from: citizenship (ISO 3166-1 alpha-3) and the usual names and places there.

    A family name that differs by sex is written `Kowalski/Kowalska`.
    """

    citizenship: str
    in_eea: bool
    family_names: tuple[str, ...]
    male_names: tuple[str, ...]
    female_names: tuple[str, ...]
    birth_places: tuple[str, ...]


def _cultures() -> tuple[Culture, ...]:
    text = files("ugyfelkapu.demo.registers").joinpath("cultures.tsv").read_text("utf-8")
    return tuple(_culture(row) for row in csv.DictReader(text.splitlines(), delimiter="\t"))


def _culture(row: dict[str, str]) -> Culture:
    return Culture(
        citizenship=row["citizenship"],
        in_eea=row["in_eea"] == "yes",
        family_names=tuple(row["family_names"].split(", ")),
        male_names=tuple(row["male_names"].split(", ")),
        female_names=tuple(row["female_names"].split(", ")),
        birth_places=tuple(row["birth_places"].split(", ")),
    )


CULTURES = _cultures()
EEA = tuple(culture for culture in CULTURES if culture.in_eea)
ELSEWHERE = tuple(culture for culture in CULTURES if not culture.in_eea)
