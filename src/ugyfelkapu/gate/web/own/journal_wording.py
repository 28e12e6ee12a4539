"""What stands in the journal, in the owner's words."""

from dataclasses import dataclass

from ugyfelkapu.foundation.page.catalogue import Catalogue, MissingTextError


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalWording:
    """Activities, reasons and data by their words in the journal; one without a text stands as it is written there."""

    texts: Catalogue

    def activity(self, word: str) -> str:
        """What was done."""
        return self._said(f"own.activity.{word}", word)

    def reason(self, word: str) -> str:
        """Why."""
        return self._said(f"own.reason.{word}", word)

    def data(self, data_set: str) -> str:
        """With which data."""
        return ", ".join(self._said(f"own.data_set.{field}", field) for field in data_set.split(", ") if field)

    def method(self, word: str) -> str:
        """How somebody was identified."""
        return self._said(f"own.method.{word}", word)

    def _said(self, key: str, word: str) -> str:
        try:
            return self.texts.text(key)
        except MissingTextError:
            return word.replace("_", " ")
