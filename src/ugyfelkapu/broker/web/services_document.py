"""The document of what services learned of a person, in the words of a language."""

from dataclasses import dataclass
from datetime import datetime

from ugyfelkapu.broker.actions.own_mandates import Names
from ugyfelkapu.broker.actions.services_used import ServicesUsed
from ugyfelkapu.broker.domain.releases import Behalf
from ugyfelkapu.broker.domain.relying_party import RelyingParty, nameplate
from ugyfelkapu.broker.domain.session import BrokerSession
from ugyfelkapu.foundation.page import Language
from ugyfelkapu.foundation.page.catalogue import Catalogue
from ugyfelkapu.foundation.page.document import MOST_ROWS, Document, Section
from ugyfelkapu.foundation.page.wording import full_name, moment


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """How services, data and instants are called."""

    texts: Catalogue
    language: Language

    def __call__(self, key: str, **values: object) -> str:
        """A text of this page."""
        return self.texts.text(f"broker.used.{key}", **values)

    def who(self, party: RelyingParty | None) -> str:
        """A service with its body."""
        if party is None:
            return self("gone")
        plate = nameplate(party, self.language)
        return plate.name if plate.name == plate.organisation else f"{plate.name} ({plate.organisation})"

    def data(self, data_set: tuple[str, ...]) -> str:
        """A set of data, field by field."""
        return ", ".join(self.texts.text(f"broker.data.{field}") for field in data_set)

    def behalf(self, behalf: Behalf | None, names: Names) -> str:
        """Who acted for whom, in brackets behind the data; empty for oneself."""
        if behalf is None:
            return ""
        known = names.get(behalf.other)
        other = full_name(known, self.language) if known else behalf.organisation or self("somebody")
        return f" ({self('acted_by' if behalf.was_done_for_subject else 'acted_for', name=other)})"

    def at(self, instant: datetime) -> str:
        """An instant."""
        return moment(instant, self.language)


def document_of(found: ServicesUsed, session: BrokerSession, said: Wording, *, made_at: datetime) -> Document:
    """Consents, sums and every single release, as far as they go into a document."""
    return Document(
        product=said.texts.text("layout.name"),
        title=said("title"),
        intro=said("copy_intro", name=full_name(session, said.language), at=said.at(made_at)),
        sections=(_consents(found, said), _sums(found, said), _releases(found, said)),
        footer=said("copy_footer"),
    )


def _consents(found: ServicesUsed, said: Wording) -> Section:
    rows = tuple((said.who(each.party), said.data(each.data_set), said.at(each.consent.given_at)) for each in found.consents)
    columns = (said("service"), said("data"), said("given"))
    return Section(heading=said("consents"), columns=columns, rows=rows, note="" if rows else said("no_consents"))


def _sums(found: ServicesUsed, said: Wording) -> Section:
    rows = tuple(
        (
            said.who(each.party),
            said.data(each.data_set) + said.behalf(each.behalf, found.names),
            each.legal_basis,
            str(each.times),
        )
        for each in found.used
    )
    columns = (said("service"), said("data"), said("legal_basis"), said("times"))
    return Section(heading=said("sums"), columns=columns, rows=rows, note="" if rows else said("empty"))


def _releases(found: ServicesUsed, said: Wording) -> Section:
    shown = found.releases[:MOST_ROWS]
    rows = tuple(
        (
            said.at(each.at),
            said.who(each.party),
            said.data(each.data_set) + said.behalf(each.behalf, found.names),
            each.legal_basis,
        )
        for each in shown
    )
    columns = (said("when"), said("service"), said("data"), said("legal_basis"))
    note = said("copy_rows", n=MOST_ROWS) if len(shown) < len(found.releases) else ""
    return Section(heading=said("one_by_one"), columns=columns, rows=rows, note=note)
