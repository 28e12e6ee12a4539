"""What a proposal would do, in words, for whoever decides."""

from typing import assert_never

from ugyfelkapu.foundation.page.wording import day, full_name
from ugyfelkapu.gate.actions.consoles.organisations import candidate_for, organisation_named
from ugyfelkapu.gate.domain.organisation import OrganisationId
from ugyfelkapu.gate.domain.proposal import (
    AppointClerk,
    AskAdministrator,
    ChangePolicy,
    Content,
    DismissClerk,
    EndOrganisation,
    FoundBody,
    GiveRole,
    OfOrganisations,
    RegisterOrganisation,
    body_of,
)
from ugyfelkapu.gate.store import staff
from ugyfelkapu.gate.web.consoles.room import policy_name
from ugyfelkapu.gate.web.counter.room import CounterRoom, Desk

Facts = dict[str, str]


async def facts_of(room: CounterRoom, desk: Desk, content: Content) -> list[tuple[str, str]]:
    """Rows of name and value; whom it would make an organisation's administrator is noted as shown."""
    body_id = body_of(content)
    body = await staff.body(room.world.database.reader, body_id) if body_id else None
    facts = {"body": body.name} if body else {}
    facts |= await _told(room, desk, content)
    return [(room.pages.text(desk.visit, f"console.column.{name}"), value) for name, value in facts.items()]


async def _told(room: CounterRoom, desk: Desk, content: Content) -> Facts:
    text = room.pages.text
    match content:
        case AppointClerk(username=username, role=role):
            name = f"{content.family_name} {content.given_name}"
            return {"name": name, "username": username, "role": text(desk.visit, f"counter.role.{role}")}
        case ChangePolicy():
            facts = {"policy": policy_name(room, desk, content.name), "value": str(content.value)}
            return facts | {"effective_on": day(content.effective_on, desk.visit.language), "source": content.source}
        case FoundBody():
            return {"body": content.name, "body_kind": text(desk.visit, f"counter.kind.{content.kind}")}
        case GiveRole(clerk_id=clerk_id, role=role):
            return {"username": await _username(room, clerk_id), "role": text(desk.visit, f"counter.role.{role}")}
        case DismissClerk(clerk_id=clerk_id):
            return {"username": await _username(room, clerk_id)}
        case _:
            return await _of_organisation(room, desk, content)


async def _of_organisation(room: CounterRoom, desk: Desk, content: OfOrganisations) -> Facts:
    match content:
        case RegisterOrganisation():
            return _described(room, desk, content) | await _candidate(room, desk, content)
        case AskAdministrator(organisation_id=organisation_id):
            return await _named(room, desk, organisation_id) | await _candidate(room, desk, content)
        case EndOrganisation(organisation_id=organisation_id):
            return await _named(room, desk, organisation_id)
        case _:
            assert_never(content)


async def _username(room: CounterRoom, clerk_id: str) -> str:
    return (await staff.usernames(room.world.database.reader, {clerk_id})).get(clerk_id, "")


def _described(room: CounterRoom, desk: Desk, content: RegisterOrganisation) -> Facts:
    return {
        "organisation": content.name,
        "organisation_kind": room.pages.text(desk.visit, f"office.kind.{content.kind}"),
        "short_name": content.short_name,
        "krid": content.krid,
        "seal": content.seal_identifier or "–",
    }


async def _named(room: CounterRoom, desk: Desk, organisation_id: OrganisationId) -> Facts:
    found = await organisation_named(room.world, desk.clerk, organisation_id, now=desk.now)
    return {"organisation": f"{found.name} ({found.short_name})"} if found else {}


async def _candidate(room: CounterRoom, desk: Desk, content: RegisterOrganisation | AskAdministrator) -> Facts:
    found = await candidate_for(room.world, desk.clerk, content, now=desk.now)
    gone = room.pages.text(desk.visit, "console.organisation.no_gate")
    return {"administrator": f"{full_name(found.name, desk.visit.language)} ({found.username})" if found else gone}
