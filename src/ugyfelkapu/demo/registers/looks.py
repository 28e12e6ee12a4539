"""What a made-up person looks like, drawn once by chance and then kept by the seed."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from random import Random

from ugyfelkapu.demo.registers.canvas import Colour
from ugyfelkapu.demo.registers.chance import chance
from ugyfelkapu.demo.registers.naming import Sex
from ugyfelkapu.demo.registers.residents import Resident

SKINS: tuple[Colour, ...] = (
    (250, 221, 200),
    (243, 206, 178),
    (234, 190, 158),
    (222, 172, 136),
    (198, 144, 106),
    (160, 108, 74),
    (118, 76, 52),
)
HAIRS: tuple[Colour, ...] = (
    (38, 30, 28),
    (62, 44, 34),
    (92, 62, 42),
    (128, 86, 52),
    (170, 124, 74),
    (206, 168, 112),
    (150, 70, 38),
)
GREYS: tuple[Colour, ...] = ((168, 166, 164), (198, 196, 192), (222, 220, 216))
EYES: tuple[Colour, ...] = ((86, 58, 38), (64, 44, 32), (74, 98, 62), (72, 104, 136), (110, 124, 130))
CLOTHES: tuple[Colour, ...] = (
    (44, 62, 80),
    (94, 52, 62),
    (52, 84, 70),
    (120, 96, 70),
    (70, 70, 78),
    (58, 84, 124),
    (140, 74, 60),
    (86, 70, 106),
)
GROUNDS: tuple[Colour, ...] = ((222, 228, 232), (228, 226, 218), (216, 226, 222), (230, 222, 222))

DARKER_TONE = 3
"""From this skin on, hair and eyes are dark."""
DARK_HAIRS = 3
BROWN_EYES = 2

GREYING_YEARS = 45
OLD_YEARS = 62
ADULT_YEARS = 18
GLASSES_RATE = 0.28
BEARD_RATE = 0.3
MOUSTACHE_RATE = 0.12
BALD_RATE = 0.3


class HairCut(StrEnum):
    """How the hair is worn."""

    BALD = "bald"
    CROPPED = "cropped"
    PARTED = "parted"
    BOB = "bob"
    LONG = "long"
    BUN = "bun"


class Beard(StrEnum):
    """What grows on the face."""

    NONE = "none"
    MOUSTACHE = "moustache"
    FULL = "full"


@dataclass(frozen=True, slots=True, kw_only=True)
class Looks:
    """Colours and shapes of a face; the shapes are shares of the usual measure."""

    skin: Colour
    hair: Colour
    eyes: Colour
    clothes: Colour
    ground: Colour
    cut: HairCut
    beard: Beard
    glasses: bool
    old: bool
    child: bool
    face_width: float
    face_length: float
    eye_distance: float
    nose_length: float
    mouth_width: float
    smile: float


def looks_of(resident: Resident, *, founded_on: date) -> Looks:
    """How somebody looks; grey when old, without a beard when young."""
    random = chance(resident.seed, resident.number, "looks")
    tone = min(random.randrange(len(SKINS)), random.randrange(len(SKINS)))
    years = founded_on.year - resident.identity.birth_date.year
    adult_man = resident.sex is Sex.MALE and years >= ADULT_YEARS
    return Looks(
        skin=SKINS[tone],
        hair=_hair(random, tone=tone, years=years),
        eyes=random.choice(EYES if tone < DARKER_TONE else EYES[:BROWN_EYES]),
        clothes=random.choice(CLOTHES),
        ground=random.choice(GROUNDS),
        cut=_cut(random, resident.sex, years),
        beard=_beard(random) if adult_man else Beard.NONE,
        glasses=random.random() < GLASSES_RATE,
        old=years >= OLD_YEARS,
        child=years < ADULT_YEARS - 4,
        face_width=random.uniform(0.9, 1.08),
        face_length=random.uniform(0.94, 1.06),
        eye_distance=random.uniform(0.92, 1.08),
        nose_length=random.uniform(0.85, 1.2),
        mouth_width=random.uniform(0.85, 1.15),
        smile=random.uniform(0.5, 1.3),
    )


def _hair(random: Random, *, tone: int, years: int) -> Colour:
    greying = (years - GREYING_YEARS) / 30
    colours = HAIRS if tone < DARKER_TONE else HAIRS[:DARK_HAIRS]
    return random.choice(GREYS if random.random() < greying else colours)


def _cut(random: Random, sex: Sex, years: int) -> HairCut:
    if sex is Sex.FEMALE:
        return random.choice((HairCut.BOB, HairCut.LONG, HairCut.LONG, HairCut.BUN, HairCut.PARTED))
    if years > GREYING_YEARS and random.random() < BALD_RATE:
        return HairCut.BALD
    return random.choice((HairCut.CROPPED, HairCut.PARTED))


def _beard(random: Random) -> Beard:
    drawn = random.random()
    if drawn < MOUSTACHE_RATE:
        return Beard.MOUSTACHE
    return Beard.FULL if drawn < MOUSTACHE_RATE + BEARD_RATE else Beard.NONE
