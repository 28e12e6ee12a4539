"""A small but whole provider of identification: it asks nobody and answers for the person it was given."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import count
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from tests.world import HandClock
from ugyfelkapu.identification import (
    Asked,
    AssuranceLevel,
    ClaimedIdentity,
    Comparison,
    DataUse,
    IdentificationId,
    IdentificationMethod,
    IdentificationRequest,
    Identified,
    IdentityData,
    KnownName,
    NameUse,
    News,
    Refusal,
    Representation,
    SessionHandle,
    StandingChange,
    StandingEvent,
    SubjectCode,
    Ticket,
)

IDENTITY = IdentityData(
    birth_family_name="Kovács-Szűcs",
    birth_given_name="Ágota Ilona",
    mothers_birth_family_name="Őry",
    mothers_birth_given_name="Erzsébet",
    birth_place="Hódmezővásárhely",
    birth_date=date(1948, 3, 15),
    citizenship="HUN",
)
SOMEBODY = KnownName(family_name="Kovács-Szűcsné", given_name="Ágota Ilona")


@dataclass
class HandGate:
    """The gate's side of the door; `subject`, `level`, `method` and `refuses` say who would sign in there, and how."""

    clock: HandClock
    issuer: str
    subject: str = "person-1"
    level: AssuranceLevel = AssuranceLevel.LOW
    method: IdentificationMethod | None = None
    """`None`: a password, with a code where the level says so."""
    refuses: Refusal | None = None
    questions: dict[str, IdentificationRequest] = field(default_factory=dict)
    tickets: dict[str, str] = field(default_factory=dict)
    live: set[str] = field(default_factory=set)
    changes: list[StandingChange] = field(default_factory=list)
    identity_uses: list[DataUse] = field(default_factory=list)
    compared: list[ClaimedIdentity] = field(default_factory=list)
    kept_alive: list[SessionHandle] = field(default_factory=list)
    meanwhile: Callable[[], Awaitable[object]] | None = None
    """What happens between the gate's answer and its arrival, once."""
    names: dict[str, KnownName] = field(default_factory=dict)
    """People with a gate in use; whoever is not in it signs in under a name of the tests."""
    name_uses: list[tuple[SubjectCode, NameUse]] = field(default_factory=list)
    news: list[News] = field(default_factory=list)
    represents: tuple[Representation, ...] = ()
    numbers: "count[int]" = field(default_factory=lambda: count(1))

    async def ask(self, request: IdentificationRequest) -> Asked:
        question = f"q{next(self.numbers)}"
        self.questions[question] = request
        return Asked(identification_id=IdentificationId(question), url=f"{self.issuer}/hand-gate?identification={question}")

    async def redeem(self, identification_id: IdentificationId, ticket: Ticket) -> Identified | Refusal:
        if self.tickets.pop(ticket, None) != identification_id:
            return Refusal.UNKNOWN_TICKET
        handle = f"handle-{next(self.numbers)}"
        self.live.add(handle)
        is_strong = self.level is not AssuranceLevel.LOW
        answer = Identified(
            subject_code=SubjectCode(self.subject),
            session_handle=SessionHandle(handle),
            level=self.level,
            method=self.method or (IdentificationMethod.PASSWORD_TOTP if is_strong else IdentificationMethod.PASSWORD),
            identified_at=self.clock.now(),
            family_name=self.names.get(self.subject, SOMEBODY).family_name,
            given_name=self.names.get(self.subject, SOMEBODY).given_name,
            email=f"{self.subject}@example.test",
            as_of=len(self.changes),
        )
        await self._let_happen()
        return answer

    async def _let_happen(self) -> None:
        happens, self.meanwhile = self.meanwhile, None
        if happens:
            await happens()

    async def identity_data(self, session_handle: SessionHandle, use: DataUse) -> IdentityData | Refusal:
        self.identity_uses.append(use)
        return IDENTITY if session_handle in self.live else Refusal.SESSION_ENDED

    async def compare_identity(self, session_handle: SessionHandle, claimed: ClaimedIdentity) -> Comparison | Refusal:
        if session_handle not in self.live:
            return Refusal.SESSION_ENDED
        self.compared.append(claimed)
        return Comparison.MATCH if claimed.birth_date == IDENTITY.birth_date else Comparison.NO_MATCH

    async def keep_alive(self, session_handle: SessionHandle) -> None:
        self.kept_alive.append(session_handle)

    async def end(self, session_handle: SessionHandle) -> None:
        self.live.discard(session_handle)

    async def names_of(self, subject_codes: Iterable[SubjectCode], use: NameUse) -> Mapping[SubjectCode, KnownName]:
        asked = list(subject_codes)
        self.name_uses += [(code, use) for code in asked]
        return {code: self.names[code] for code in asked if code in self.names}

    async def pass_on(self, news: News) -> None:
        self.news.append(news)

    async def representations(self, session_handle: SessionHandle) -> tuple[Representation, ...]:
        return self.represents if session_handle in self.live else ()

    async def changes_after(self, number: int, *, limit: int) -> list[StandingChange]:
        return [change for change in self.changes if change.number > number][:limit]

    def tell(self, event: StandingEvent, *, handle: str | None = None) -> None:
        """Something happened to the person."""
        self.changes.append(
            StandingChange(
                number=len(self.changes) + 1,
                event=event,
                subject_code=SubjectCode(self.subject),
                session_handle=None if handle is None else SessionHandle(handle),
                changed_at=self.clock.now(),
            )
        )

    async def page(self, request: Request) -> Response:
        """The gate's page: the person signs in at once, or the gate refuses."""
        question = request.query_params["identification"]
        asked = self.questions.get(question)
        if asked is None:
            return Response("this question is over", status_code=404)
        refusal = self.refuses
        if refusal is None and asked.level.rank > self.level.rank:
            refusal = Refusal.LEVEL_NOT_REACHED
        if refusal is not None:
            return RedirectResponse(extended(asked.return_url, refused=refusal), status_code=303)
        ticket = f"t{next(self.numbers)}"
        self.tickets[ticket] = question
        return RedirectResponse(extended(asked.return_url, ticket=ticket), status_code=303)


def extended(url: str, **told: str) -> str:
    """The broker's own address, with what the gate adds to its query."""
    return f"{url}{'&' if '?' in url else '?'}{urlencode(told)}"
