"""The owner's copy to read, in the words of a language."""

from dataclasses import dataclass
from datetime import date, datetime

from ugyfelkapu.foundation.journal_reading import Entry
from ugyfelkapu.foundation.page import Language
from ugyfelkapu.foundation.page.catalogue import Catalogue
from ugyfelkapu.foundation.page.document import MOST_ROWS, Document, Section
from ugyfelkapu.foundation.page.states import name_of
from ugyfelkapu.foundation.page.wording import Named, day, full_name, moment
from ugyfelkapu.gate.actions.journal.owner_journal import DONE
from ugyfelkapu.gate.actions.own.own_copy import OwnCopy
from ugyfelkapu.gate.web.own.journal_wording import JournalWording


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyWording:
    """How things are called in the document."""

    texts: Catalogue
    language: Language

    def __call__(self, key: str, **values: object) -> str:
        """A text of the own pages."""
        return self.texts.text(f"own.{key}", **values)

    def name(self, person: Named) -> str:
        """A name in the order of the language."""
        return full_name(person, self.language)

    def at(self, instant: datetime | None) -> str:
        """An instant, or a dash."""
        return "–" if instant is None else moment(instant, self.language)

    def on(self, value: date) -> str:
        """A day."""
        return day(value, self.language)

    def state(self, code: str) -> str:
        """A state by its code."""
        return name_of(code, language=self.language, stateless=self.texts.text("layout.stateless"))


def document_of(copy: OwnCopy, said: CopyWording) -> Document:
    """Data, gate, ways in, devices, sessions, and the newest of the journal."""
    return Document(
        product=said.texts.text("layout.name"),
        title=said("copy_title"),
        intro=said("copy_intro", name=said.name(copy.account.name), at=said.at(copy.made_at)),
        sections=(_data(copy, said), _gate(copy, said), _devices(copy, said), _sessions(copy, said), _journal(copy, said)),
        footer=said("copy_footer"),
    )


def _data(copy: OwnCopy, said: CopyWording) -> Section:
    registered, identity = copy.person.registered, copy.person.registered.identity
    source = said("data_source", register=said(f"register.{copy.person.register}"), date=said.at(copy.person.taken_over_at))
    return Section(
        heading=said("data_title"),
        facts=(
            (said("current_name"), said.name(identity.current_name)),
            (said("birth_name"), said.name(identity.birth_name)),
            (said("mothers_birth_name"), said.name(identity.mothers_birth_name)),
            (said("birth_place"), identity.birth_place),
            (said("birth_date"), said.on(identity.birth_date)),
            (said("citizenship"), said.state(registered.citizenship)),
            (said(f"document.{registered.document.document_type}"), registered.document.document_number),
            (said("document_until"), said.on(registered.document_valid_until)),
        ),
        note=source,
    )


def _gate(copy: OwnCopy, said: CopyWording) -> Section:
    authenticators = ", ".join(each.name for each in copy.authenticators)
    return Section(
        heading=said("gate_title"),
        facts=(
            (said("username"), copy.gate.username),
            (said("email"), copy.gate.email),
            (said("registered_at"), said.at(copy.gate.registered_at)),
            (said("activated_at"), said.at(copy.gate.activated_at)),
            (said("password_set"), said.at(copy.account.password_set_at)),
            (said("password_until"), said.at(copy.account.password_expires_at)),
            (said("authenticators"), authenticators or "–"),
            (said("passkeys"), ", ".join(each.name for each in copy.passkeys) or "–"),
        ),
    )


def _devices(copy: OwnCopy, said: CopyWording) -> Section:
    rows = tuple(
        (each.description or said("unknown_browser"), said.at(each.first_seen_at), said.at(each.last_seen_at))
        for each in copy.devices
    )
    columns = (said("browser"), said("first_seen"), said("last_seen"))
    return Section(heading=said("devices_title"), columns=columns, rows=rows, note="" if rows else said("no_devices"))


def _sessions(copy: OwnCopy, said: CopyWording) -> Section:
    words = JournalWording(texts=said.texts)
    rows = tuple(
        (said.at(each.identified_at), each.description or said("unknown_browser"), each.address, words.method(each.method))
        for each in copy.sessions
    )
    columns = (said("when"), said("browser"), said("from_where"), said("how"))
    return Section(heading=said("sessions_title"), columns=columns, rows=rows)


def _journal(copy: OwnCopy, said: CopyWording) -> Section:
    words, shown = JournalWording(texts=said.texts), copy.journal[:MOST_ROWS]
    rows = tuple(
        (
            said.at(entry.at),
            _happened(entry, words),
            copy.bodies.get(entry.organisation, said("operator")),
            words.reason(entry.reason),
            words.data(entry.data_set),
        )
        for entry in shown
    )
    columns = (said("when"), said("what"), said("body"), said("why"), said("which_data"))
    note = said("copy_rows", n=MOST_ROWS) if len(shown) < len(copy.journal) else ""
    return Section(heading=said("journal_title"), columns=columns, rows=rows, note=note)


def _happened(entry: Entry, words: JournalWording) -> str:
    """What was done; how it ended where it did not simply happen."""
    activity = words.activity(entry.activity)
    return activity if entry.outcome == DONE else f"{activity}: {words.outcome(entry.outcome)}"
