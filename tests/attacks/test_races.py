"""Twenty at once: what may happen once happens once (`security.md` 3; faults, double submit)."""

import asyncio
from urllib.parse import parse_qsl, urlsplit

import httpx

from tests.attacks.whole_site import WholeSite, token_of
from tests.gate.counter_world import a_person, typed_from
from tests.gate.owner_world import OTHER_PASSWORD, PASSWORD, Owner, a_registered_owner, an_owner
from ugyfelkapu.gate.actions.counter.open_case import CaseOpened, open_case
from ugyfelkapu.gate.actions.counter.register_at_counter import Registered
from ugyfelkapu.gate.actions.passwords.activate import Activated
from ugyfelkapu.identification import IdentificationId, Identified, Ticket

MANY = 20


async def test_of_many_activations_with_one_code_one_counts(crowded_site: WholeSite) -> None:
    waiting = await a_registered_owner(crowded_site.counter)
    code = await waiting.code()
    tries = [waiting.activates(code, password=f"{PASSWORD} {number}", network=f"192.0.{number}.0/24") for number in range(MANY)]
    outcomes = await asyncio.gather(*tries)
    assert sum(isinstance(outcome, Activated) for outcome in outcomes) == 1
    assert len(await crowded_site.counter.rows("password")) == 1
    assert not await crowded_site.counter.rows("activation_code")
    activated = [pair for pair in await crowded_site.counter.journal() if pair == ("activate", "done")]
    assert len(activated) == 1


async def test_of_many_sendings_of_one_case_there_is_one_registration_and_one_mail(crowded_site: WholeSite) -> None:
    counter = crowded_site.counter
    case = await counter.opens(a_person())
    outcomes = await asyncio.gather(*(counter.sends(case) for _ in range(MANY)))
    assert len({outcome.receipt for outcome in outcomes if isinstance(outcome, Registered)}) == 1
    assert all(isinstance(outcome, Registered) for outcome in outcomes), outcomes
    assert [len(await counter.rows(table)) for table in ("person", "gate", "registration_receipt", "outbox")] == [1, 1, 1, 1]


async def test_of_many_cases_about_one_person_one_ends_in_a_gate(crowded_site: WholeSite) -> None:
    counter, person = crowded_site.counter, a_person()
    counter.registers.know(person)
    opened = await asyncio.gather(
        *(open_case(counter.world, counter.clerk, typed_from(person), now=counter.now) for _ in range(MANY))
    )
    cases = [one.case_id for one in opened if isinstance(one, CaseOpened)]
    assert len(cases) == MANY
    outcomes = await asyncio.gather(*(counter.sends(case, f"versenyzo{number}") for number, case in enumerate(cases)))
    assert sum(isinstance(outcome, Registered) for outcome in outcomes) == 1
    assert [len(await counter.rows(table)) for table in ("person", "gate", "registration_receipt", "outbox")] == [1, 1, 1, 1]


async def test_of_many_people_who_want_one_name_one_gets_it(crowded_site: WholeSite) -> None:
    counter = crowded_site.counter
    born = a_person().identity.birth_date
    people = [a_person(number=f"{number:06d}AB", born=born.replace(year=1950 + number, day=1)) for number in range(MANY)]
    cases = [await counter.opens(person) for person in people]
    outcomes = await asyncio.gather(*(counter.sends(case, "mindenkiezt") for case in cases))
    assert sum(isinstance(outcome, Registered) for outcome in outcomes) == 1
    assert [len(await counter.rows(table)) for table in ("person", "gate", "counter_case")] == [1, 1, MANY - 1]


async def test_of_many_redemptions_of_one_code_at_most_one_stands(crowded_site: WholeSite) -> None:
    site, owner = crowded_site, await an_owner(crowded_site.counter)
    async with site.browser() as client, site.service_server() as server:
        code = (await site.sign_on(client, owner))["code"]
        form, headers = site.service.redemption(code), site.service.basic()
        answers = await asyncio.gather(*(server.post("/token", data=form, headers=headers) for _ in range(MANY)))
        won = [answer for answer in answers if answer.status_code == 200]
        assert len(won) == 1
        assert {answer.json()["error"] for answer in answers if answer.status_code != 200} == {"invalid_grant"}
        bearer = {"Authorization": f"Bearer {won[0].json()['access_token']}"}
        assert (await server.get("/userinfo", headers=bearer)).status_code == 401, "a replay ends what the first brought"


async def test_of_many_redemptions_of_one_ticket_one_is_answered(crowded_site: WholeSite) -> None:
    site, owner = crowded_site, await an_owner(crowded_site.counter)
    async with site.browser() as client:
        question, ticket = await _ticket(site, client, owner)
        door = site.broker.identification
        outcomes = await asyncio.gather(*(door.redeem(question, ticket) for _ in range(MANY)))
    answered = [outcome for outcome in outcomes if isinstance(outcome, Identified)]
    assert len(answered) == 1
    assert isinstance(answered[0].session_handle, str)


async def test_many_sign_ins_at_once_with_one_browser_are_answered_and_it_is_signed_in(crowded_site: WholeSite) -> None:
    site, owner = crowded_site, await an_owner(crowded_site.counter)
    async with site.browser() as client:
        token = await token_of(client, "/sign-in")
        await site.sign_in(client, owner)
        form = {"csrf_token": token, "username": owner.username, "password": owner.password}
        answers = await asyncio.gather(*(client.post("/sign-in", data=form) for _ in range(5)))
        own = await client.get("/own")
    assert {(answer.status_code, answer.headers.get("Location")) for answer in answers} <= {
        (303, "/own"),
        (200, None),
        (429, None),
    }
    assert 'data-page="own"' in own.text


async def test_of_many_password_changes_one_counts(crowded_site: WholeSite) -> None:
    owner = await an_owner(crowded_site.counter)
    await owner.signs_in()
    current = owner.password
    changes = [owner.changes(f"{OTHER_PASSWORD} {number}", current=current) for number in range(5)]
    outcomes = await asyncio.gather(*changes)
    assert [type(outcome).__name__ for outcome in outcomes].count("Changed") == 1
    assert len(await crowded_site.counter.rows("password")) == 1
    assert len(await crowded_site.counter.rows("former_password")) == 1


async def _ticket(site: WholeSite, client: httpx.AsyncClient, owner: Owner) -> tuple[IdentificationId, Ticket]:
    path = await site.begin_sign_on(client)
    asked = await client.post(path, data={"csrf_token": await token_of(client, path)})
    sign_in = asked.headers["Location"]
    form = {"csrf_token": await token_of(client, sign_in), "username": owner.username, "password": owner.password}
    back = (await client.post(sign_in, data=form)).headers["Location"]
    question, answer = (dict(parse_qsl(urlsplit(url).query)) for url in (sign_in, back))
    return IdentificationId(question["identification"]), Ticket(answer["ticket"])
