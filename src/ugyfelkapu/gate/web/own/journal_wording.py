"""What stands in the journal, in words: for its owner, and for whoever supervises."""

from dataclasses import dataclass

from ugyfelkapu.foundation.page.catalogue import Catalogue, MissingTextError


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalWording:
    """The journal's codes by their words; one without a text stands as it is written there."""

    texts: Catalogue

    def activity(self, word: str) -> str:
        """What was done."""
        return self._said(word, f"own.activity.{word}")

    def outcome(self, word: str) -> str:
        """How it ended."""
        return self._said(word, f"console.outcome.{word}", *_refusals(word))

    def refusal(self, word: str) -> str:
        """Why somebody was refused, at a counter or online."""
        return self._said(word, *_refusals(word))

    def reason(self, word: str) -> str:
        """Why it was done; an auditor's search has reasons of its own."""
        return self._said(word, f"own.reason.{word}", f"console.search_reason.{word}", *_refusals(word))

    def purpose(self, word: str) -> str:
        """To what end the data were processed."""
        return self._said(word, f"own.purpose.{word}")

    def data(self, data_set: str) -> str:
        """With which data."""
        return ", ".join(self._said(field, f"own.data_set.{field}") for field in data_set.split(", ") if field)

    def method(self, word: str) -> str:
        """How somebody was identified."""
        return self._said(word, f"own.method.{word}")

    def _said(self, word: str, *keys: str) -> str:
        for key in keys:
            try:
                return self.texts.text(key)
            except MissingTextError:
                continue
        return word.replace("_", " ")


def _refusals(word: str) -> tuple[str, ...]:
    return f"counter.clerks_reason.{word}", f"counter.refusal.{word}.title", f"console.refusal.{word}"
