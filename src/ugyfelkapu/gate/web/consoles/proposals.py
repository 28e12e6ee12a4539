"""Proposals: the list, one of them with all it would do, and the second pair of eyes."""

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from ugyfelkapu.foundation.page.download import download
from ugyfelkapu.foundation.page.wording import moment
from ugyfelkapu.gate.actions.consoles.clerk_letter import print_letter
from ugyfelkapu.gate.actions.consoles.decide import Decision, approve, reject, withdraw
from ugyfelkapu.gate.actions.consoles.policy import Preview, preview
from ugyfelkapu.gate.actions.consoles.view_proposals import proposal_for, proposals_for
from ugyfelkapu.gate.domain.duty import Duty
from ugyfelkapu.gate.domain.proposal import (
    ChangePolicy,
    Proposal,
    ProposalId,
    ProposalStanding,
)
from ugyfelkapu.gate.web.consoles.letter_paper import letter_paper
from ugyfelkapu.gate.web.consoles.listing import Cell, Listing, headings, listing_routes
from ugyfelkapu.gate.web.consoles.proposal_facts import facts_of
from ugyfelkapu.gate.web.consoles.room import PROPOSALS, console_page, for_duty
from ugyfelkapu.gate.web.counter.room import CounterRoom, Desk

ONE = f"{PROPOSALS}/{{proposal_id}}"
_DEEDS = {"approve": approve, "reject": reject, "withdraw": withdraw}


def routes(room: CounterRoom) -> list[BaseRoute]:
    """The list, one of them, and what may be done with it."""
    return [
        *listing_routes(room, PROPOSALS, Duty.APPOINT, build=_listing),
        Route(ONE, for_duty(room, Duty.APPOINT, _show), methods=["GET"]),
        Route(f"{ONE}/letter", for_duty(room, Duty.APPOINT, _print), methods=["POST"]),
        Route(f"{ONE}/{{deed}}", for_duty(room, Duty.APPOINT, _decide), methods=["POST"]),
    ]


async def _listing(room: CounterRoom, desk: Desk, request: Request) -> Listing:
    del request
    text, language = room.pages.text, desk.visit.language
    rows: list[tuple[Cell, ...]] = [
        (
            Cell(
                value=proposal.asked_at.isoformat(),
                shown=moment(proposal.asked_at, language),
                url=f"{PROPOSALS}/{proposal.proposal_id}",
            ),
            Cell(value=text(desk.visit, f"console.kind.{proposal.kind}")),
            Cell(value=proposal.asked_by.username),
            Cell(value=_standing(room, desk, proposal)),
            Cell(value=proposal.decided_by or ""),
        )
        for proposal in await proposals_for(room.world, desk.clerk)
    ]
    return Listing(
        page_name="console-proposals",
        title=text(desk.visit, "console.proposals.title"),
        intro=text(desk.visit, "console.proposals.intro"),
        columns=headings(room, desk, ["asked_at", "kind", "asked_by", "standing", "decided_by"]),
        rows=rows,
    )


async def _show(room: CounterRoom, desk: Desk, request: Request) -> Response:
    return await _page(room, desk, request)


async def _decide(room: CounterRoom, desk: Desk, request: Request) -> Response:
    await room.pages.form(request)
    deed = _DEEDS.get(request.path_params["deed"])
    if deed is None:
        raise HTTPException(404)
    outcome = await deed(room.world, desk.clerk, _id(request), now=desk.now)
    if outcome is Decision.UNKNOWN:
        raise HTTPException(404)
    if outcome is Decision.DONE:
        return room.pages.redirect(desk.visit, f"{PROPOSALS}/{_id(request)}")
    return await _page(room, desk, request, refused=outcome)


async def _print(room: CounterRoom, desk: Desk, request: Request) -> Response:
    await room.pages.form(request)
    letter = await print_letter(room.world, desk.clerk, _id(request), now=desk.now)
    if letter is None:
        raise HTTPException(404)
    language = desk.visit.language
    paper = await run_in_threadpool(letter_paper, letter, desk.clerk, texts=room.pages.catalogues[language], language=language)
    return download(room.pages, paper, name="clerk.pdf", media_type="application/pdf")


async def _page(room: CounterRoom, desk: Desk, request: Request, *, refused: Decision | None = None) -> Response:
    seen = await proposal_for(room.world, desk.clerk, _id(request), now=desk.now)
    if seen is None:
        raise HTTPException(404)
    content = seen.proposal.content
    shown: Preview | None = None
    if isinstance(content, ChangePolicy) and seen.waits:
        shown = await preview(room.world, desk.clerk, content, now=desk.now)
    errors = [(None, room.pages.text(desk.visit, f"console.decision.{refused}"))] if refused else []
    values = {
        "seen": seen,
        "path": f"{PROPOSALS}/{seen.proposal.proposal_id}",
        "standing": _standing(room, desk, seen.proposal),
        "facts": await facts_of(room, desk, content),
        "preview": shown,
        "errors": errors,
    }
    return console_page(room, desk, "proposal.html", values=values)


def _standing(room: CounterRoom, desk: Desk, proposal: Proposal) -> str:
    expired = proposal.standing is ProposalStanding.WAITING and not proposal.waits(now=desk.now)
    return room.pages.text(desk.visit, f"console.standing.{'expired' if expired else proposal.standing}")


def _id(request: Request) -> ProposalId:
    return ProposalId(request.path_params["proposal_id"])
