"""Message catalogues: every text of the pages and mails, by key, in three languages."""

from collections.abc import Iterable
from enum import StrEnum
from importlib.resources import files

from babel.messages.pofile import read_po


class Language(StrEnum):
    """The languages of the pages; Hungarian first."""

    HU = "hu"
    EN = "en"
    DE = "de"


class MissingTextError(Exception):
    """A page asks for a text that its catalogue has not got."""


class Catalogue:
    """The texts of one language: keys like `signin.title`, values with `{placeholders}`."""

    def __init__(self, texts: dict[str, tuple[str, ...]]) -> None:
        self._texts = texts

    def text(self, key: str, **values: object) -> str:
        """The text with its placeholders filled; `n` chooses between singular and plural where a text has both."""
        try:
            forms = self._texts[key]
        except KeyError as error:
            raise MissingTextError(key) from error
        form = forms[0] if values.get("n") == 1 else forms[-1]
        return form.format(**values) if values else form


def catalogues(packages: Iterable[str]) -> dict[Language, Catalogue]:
    """One catalogue a language, of each package's `locale/<language>/*.po`."""
    named = list(packages)
    return {language: Catalogue(_texts(named, language)) for language in Language}


def _texts(packages: Iterable[str], language: Language) -> dict[str, tuple[str, ...]]:
    texts: dict[str, tuple[str, ...]] = {}
    for package in packages:
        folder = files(package).joinpath("locale", language.value)
        for entry in folder.iterdir() if folder.is_dir() else ():
            if entry.name.endswith(".po"):
                with entry.open("rb") as file:
                    texts |= {
                        str(message.id[0] if isinstance(message.id, tuple) else message.id): _forms(message.string)
                        for message in read_po(file, locale=language.value)
                        if message.id
                    }
    return texts


def _forms(string: str | tuple[str, ...] | list[str] | None) -> tuple[str, ...]:
    if string is None:
        return ("",)
    return (string,) if isinstance(string, str) else tuple(string)
