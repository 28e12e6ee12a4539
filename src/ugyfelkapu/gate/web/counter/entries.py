"""What a clerk enters for a new gate, read from the form once and sent on as an application."""

from starlette.exceptions import HTTPException

from ugyfelkapu.foundation.page import Form, Language
from ugyfelkapu.gate.actions.counter.home_application import FromHome
from ugyfelkapu.gate.actions.counter.register_at_counter import Application, Confirmation
from ugyfelkapu.gate.domain.counter_case import CaseId
from ugyfelkapu.gate.web.counter.case_page import Entries
from ugyfelkapu.gate.web.counter.room import Desk


def entries_of(form: Form, desk: Desk) -> Entries:
    """The entries as typed; 400 for a language that no page offers."""
    language = form.text("language") or desk.visit.language.value
    if language not in set(Language):
        raise HTTPException(400)
    return Entries(
        confirmed=frozenset(duty for duty in Confirmation if form.has(duty)),
        username=form.text("username"),
        email=form.text("email"),
        certificate=form.text("certificate_number"),
        language=language,
    )


def entries_from_home(begun: FromHome | None) -> Entries:
    """What the applicant wished for at home; nothing when they begin here."""
    if begun is None:
        return Entries()
    return Entries(username=begun.data.username, email=begun.data.email, language=begun.data.language)


def application_of(case_id: CaseId, entries: Entries) -> Application:
    """The entries as the action takes them."""
    return Application(
        case_id=case_id,
        confirmed=entries.confirmed,
        username=entries.username,
        email=entries.email,
        certificate=entries.certificate,
        language=entries.language,
    )
