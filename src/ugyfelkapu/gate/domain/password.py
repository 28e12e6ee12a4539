"""What a good password is and how long it lasts (`domain.md R7`); whether a hash fits is asked of the hasher."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from unicodedata import category, combining, normalize

from ugyfelkapu.gate.domain.policy import GatePolicy

LONGEST = 256
LONGEST_TYPED = 8 * LONGEST
"""What is longer is too long in any spelling; sorting the marks of a whole form's worth of text takes seconds."""

SHORTEST_VALIDITY_DAYS = 30
"""What an owner may choose at the least (decision): less would be warned of from the first day."""

WARNING_DAYS = (30, 7, 1)

LONGEST_REPEATED_UNIT = 4
FEWEST_OWN_LETTERS = 6

SERVICE_WORDS = frozenset({
    "ugyfelkapu", "kormanyablak", "kormany", "magyarorszag", "magyar", "hungary", "hungarian", "szemelyi", "okmany",
    "hivatal", "clientgate", "government", "jelszo", "titkos", "password", "passwort", "kennwort", "passphrase",
    "belepes", "bejelentkezes", "signin", "login", "welcome", "secret", "egyketto", "qwertzuiop", "qwertyuiop",
    "asdfghjkl", "yxcvbnm", "zxcvbnm", "abcdefghijklmnopqrstuvwxyz", "budapest",
})  # fmt: skip
"""What everybody tries first at this door; folded."""


_DISGUISES = str.maketrans("013457@$!", "oleastasi")


class Weakness(StrEnum):
    """Why a password may not be chosen; each has its own sentence on the page."""

    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    NOT_TEXT = "not_text"
    COMMON = "common"
    REUSED = "reused"
    NOT_REPEATED = "not_repeated"


class PasswordAge(StrEnum):
    """Where a password stands in its life."""

    GOOD = "good"
    ENDING = "ending"
    """In its last 30 days: every sign-in says so."""
    EXPIRED = "expired"
    """Opens only the page that changes it, and forgotten password renews it."""
    LAPSED = "lapsed"
    """Beyond the grace: renewed in person only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A password somebody wants, and what decides whether it will do."""

    password: str
    again: str
    second_factor: bool
    username: str


def normalised(password: str) -> str:
    """The one spelling of a password that is ever hashed (NFC; NIST SP 800-63B-4 section 3.1.1.2)."""
    return normalize("NFC", password[:LONGEST_TYPED])


def weakness_of(choice: Choice, *, policy: GatePolicy, blocked: frozenset[str]) -> Weakness | None:
    """The first rule the choice breaks, if any; reuse is decided apart, over verified hashes."""
    password = normalised(choice.password)
    if len(password) > LONGEST:
        return Weakness.TOO_LONG
    if any(category(character) in {"Cc", "Cs", "Co", "Cn"} for character in password):
        return Weakness.NOT_TEXT
    if len(password) < shortest(policy, second_factor=choice.second_factor):
        return Weakness.TOO_SHORT
    if _is_common(password, username=choice.username, blocked=blocked):
        return Weakness.COMMON
    return None if password == normalised(choice.again) else Weakness.NOT_REPEATED


def shortest(policy: GatePolicy, *, second_factor: bool) -> int:
    """The fewest characters: a second factor makes up for some."""
    if second_factor:
        return policy.password_least_characters_with_second_factor
    return policy.password_least_characters


def folded(word: str) -> str:
    """A word as the block list spells it: small letters without marks."""
    return "".join(character for character in normalize("NFKD", word.casefold()) if not combining(character))


def former_passwords_kept(policy: GatePolicy) -> int:
    """How many passwords before the one in force may not be chosen again; the one in force never may."""
    return max(0, policy.passwords_remembered - 1)


def validity_days(wished: int | None, *, policy: GatePolicy) -> int | None:
    """The days a password will live: the policy's, or fewer if the owner wishes; `None` when the wish cannot be met."""
    longest = policy.password_validity_days
    if wished is None:
        return longest
    return wished if min(SHORTEST_VALIDITY_DAYS, longest) <= wished <= longest else None


def age_of(expires_at: datetime, *, policy: GatePolicy, now: datetime) -> PasswordAge:
    """Where a password stands at this instant."""
    if now >= renewable_until(expires_at, policy=policy):
        return PasswordAge.LAPSED
    if now >= expires_at:
        return PasswordAge.EXPIRED
    return PasswordAge.ENDING if now >= expires_at - timedelta(days=max(WARNING_DAYS)) else PasswordAge.GOOD


def renewable_until(expires_at: datetime, *, policy: GatePolicy) -> datetime:
    """The first instant at which only a counter renews the password (`domain.md R7`, R8)."""
    return expires_at + timedelta(days=policy.password_grace_days)


def days_left(expires_at: datetime, *, now: datetime) -> int:
    """Whole days until expiry, begun ones counted as whole; 0 when it has expired."""
    return max(0, -((now - expires_at) // timedelta(days=1)))


def _is_common(password: str, *, username: str, blocked: frozenset[str]) -> bool:
    plain = folded(password)
    letters = "".join(character for character in plain if character.isalpha())
    spelt = "".join(character for character in _core(plain).translate(_DISGUISES) if character.isalpha())
    if {plain, letters, spelt} & blocked or _repeats(plain) or _climbs(plain):
        return True
    own = _without(letters, words=SERVICE_WORDS | {folded(username)})
    return own != letters and len(set(own)) < FEWEST_OWN_LETTERS


def _core(plain: str) -> str:
    """The password without the figures and signs that people hang on its ends."""
    signs = "".join(character for character in plain if not character.isalpha())
    return plain.strip(signs)


def _repeats(plain: str) -> bool:
    """One short piece again and again, or one word twice over."""
    pieces = [plain[:length] for length in (*range(1, LONGEST_REPEATED_UNIT + 1), len(plain) // 2)]
    return any(piece and (piece * (len(plain) // len(piece) + 1))[: len(plain)] == plain for piece in pieces)


def _climbs(plain: str) -> bool:
    """Characters in the order of the alphabet or of numbers, up or down."""
    steps = {ord(after) - ord(before) for before, after in pairwise(plain)}
    return len(steps) == 1 or steps in ({1, -9}, {-1, 9})


def _without(letters: str, *, words: frozenset[str]) -> str:
    for word in sorted(words, key=len, reverse=True):
        letters = letters.replace("".join(filter(str.isalpha, word)) or " ", "")
    return letters
