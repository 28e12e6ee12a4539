"""What the page of an open case shows: the comparison, what was entered, and what must be put right."""

from dataclasses import dataclass

from ugyfelkapu.foundation.page import Language, states
from ugyfelkapu.foundation.page.wording import day
from ugyfelkapu.gate.actions.counter.register_at_counter import Confirmation, Incomplete, UsernameTaken
from ugyfelkapu.gate.actions.counter.view_case import OpenCase
from ugyfelkapu.gate.domain.counter_case import Case
from ugyfelkapu.gate.domain.difference import PARTS, reads_same
from ugyfelkapu.gate.domain.identity import DocumentReference, NaturalIdentity
from ugyfelkapu.gate.domain.registration import ClerksReason
from ugyfelkapu.gate.domain.username import UsernameFault
from ugyfelkapu.gate.web.counter.differences import seen_differences
from ugyfelkapu.gate.web.counter.room import CounterRoom, Desk, case_path


@dataclass(frozen=True, slots=True, kw_only=True)
class Entries:
    """What the clerk entered on the case's page."""

    confirmed: frozenset[Confirmation] = frozenset()
    username: str = ""
    email: str = ""
    certificate: str = ""
    """The number of a certificate that frees from the fee."""
    language: str = Language.HU.value


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrections:
    """What must be put right before the case can end."""

    incomplete: Incomplete | None = None
    reason_missing: bool = False
    answered: str = ""
    """What became of a correction request, as the address says; only known words are shown."""


Row = tuple[str, str, str, bool]
"""A line of the comparison: field, document, register, whether they read the same."""


def case_values(
    room: CounterRoom, desk: Desk, opened: OpenCase, *, entries: Entries, corrections: Corrections
) -> dict[str, object]:
    """The values of `counter/case.html`."""
    errors = errors_of(room, desk, corrections)
    taken = corrections.incomplete.username if corrections.incomplete else None
    texts = _Texts(room=room, desk=desk)
    case = opened.case
    return {
        "clerk": desk.clerk,
        "case": case,
        "closes_at": opened.closes_at,
        "path": case_path(case.case_id),
        "rows": _rows(texts, case),
        "differences": seen_differences(room, desk, case),
        "entries": entries,
        "errors": list(errors.items()),
        "error_of": errors,
        "suggestions": list(taken.suggestions) if isinstance(taken, UsernameTaken) else [],
        "languages": [(language.value, texts(f"counter.language.{language}")) for language in Language],
        "reasons": [(reason.value, texts(f"counter.clerks_reason.{reason}")) for reason in ClerksReason],
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class _Texts:
    """The catalogue, as this desk reads it."""

    room: CounterRoom
    desk: Desk

    def __call__(self, key: str) -> str:
        return self.room.pages.text(self.desk.visit, key)


def errors_of(room: CounterRoom, desk: Desk, corrections: Corrections) -> dict[str, str]:
    """Field and sentence, in the order of the page."""
    texts = _Texts(room=room, desk=desk)
    keys: dict[str, str] = {}
    if incomplete := corrections.incomplete:
        keys |= {duty: f"counter.case.unconfirmed.{duty}" for duty in incomplete.unconfirmed}
        if isinstance(incomplete.username, UsernameTaken):
            keys["username"] = "counter.username.taken"
        elif isinstance(incomplete.username, UsernameFault):
            keys["username"] = f"counter.username.{incomplete.username}"
        if incomplete.email:
            keys["email"] = f"counter.email.{incomplete.email}"
        if incomplete.certificate:
            keys["certificate_number"] = f"certificate.fault.{incomplete.certificate}"
    if corrections.reason_missing:
        keys["reason"] = "counter.case.reason_missing"
    return {field: texts(key) for field, key in keys.items()}


def _rows(texts: _Texts, case: Case) -> list[Row]:
    stateless = texts("layout.stateless")
    language = texts.desk.visit.language
    typed = [
        *_identity_cells(case.typed.identity, language),
        states.name_of(case.typed.citizenship, language, stateless),
        _document(texts, case.typed.document),
    ]
    held = [
        *_identity_cells(case.answer.person.identity, language),
        states.name_of(case.answer.person.citizenship, language, stateless),
        _document(texts, case.answer.person.document),
    ]
    labels = [texts(f"counter.field.{field}") for field in _FIELDS]
    return [(label, left, right, reads_same(left, right)) for label, left, right in zip(labels, typed, held, strict=True)]


_FIELDS = (*PARTS, "citizenship", "document")


def _identity_cells(identity: NaturalIdentity, language: Language) -> list[str]:
    return [
        identity.current_name.family_name,
        identity.current_name.given_name,
        identity.birth_name.family_name,
        identity.birth_name.given_name,
        identity.mothers_birth_name.family_name,
        identity.mothers_birth_name.given_name,
        identity.birth_place,
        day(identity.birth_date, language),
    ]


def _document(texts: _Texts, document: DocumentReference) -> str:
    return f"{texts(f'counter.document.{document.document_type}')} {document.document_number}"
