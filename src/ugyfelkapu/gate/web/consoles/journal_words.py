"""The journal's words at the consoles: those that its owner reads, too."""

from ugyfelkapu.folding import fold
from ugyfelkapu.foundation.page import Visit
from ugyfelkapu.gate.actions.consoles.vocabulary import ACTIVITIES
from ugyfelkapu.gate.web.counter.room import CounterRoom
from ugyfelkapu.gate.web.own.journal_wording import JournalWording


def wording(room: CounterRoom, visit: Visit) -> JournalWording:
    """In the language of the visit."""
    return JournalWording(texts=room.pages.catalogues[visit.language])


def capitalised(text: str) -> str:
    """As it stands at the start of a cell."""
    return text[:1].upper() + text[1:]


def activities(said: JournalWording) -> list[tuple[str, str]]:
    """Every activity with its text, by the text."""
    named = [(activity, capitalised(said.activity(activity))) for activity in ACTIVITIES]
    return sorted(named, key=lambda pair: fold(pair[1]))
