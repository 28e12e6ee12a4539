"""What the broker may know of people who are not signed in (`identification.py`): names, told and written down."""

import pytest

from tests.gate.counter_world import Counter
from tests.gate.owner_world import Owner, an_owner
from ugyfelkapu.gate.actions.sessions.identify import GateIdentification
from ugyfelkapu.gate.actions.standing.suspend_by_operator import suspend_by_operator
from ugyfelkapu.identification import KnownName, MandateNews, NameUse, News, SessionHandle, SubjectCode


@pytest.fixture
def door(counter: Counter) -> GateIdentification:
    return GateIdentification(counter.world)


async def code_of(counter: Counter) -> SubjectCode:
    (row,) = await counter.rows("person")
    return SubjectCode(row.text("subject_code"))


@pytest.mark.parametrize(
    ("use", "activity"), [(NameUse.SHOW, "show_name_in_mandate"), (NameUse.RELEASE, "release_name_of_principal")]
)
async def test_a_name_is_told_and_its_owner_can_read_that(
    counter: Counter, door: GateIdentification, use: NameUse, activity: str
) -> None:
    await an_owner(counter)
    subject = await code_of(counter)
    names = await door.names_of([subject, SubjectCode("nobody")], use)
    assert list(names) == [subject]
    assert isinstance(names[subject], KnownName)
    assert (activity, "done") in await counter.journal()


async def test_who_has_no_gate_in_use_has_no_name(counter: Counter, door: GateIdentification) -> None:
    owner = await an_owner(counter)
    subject = await code_of(counter)
    await suspends(owner)
    assert not await door.names_of([subject], NameUse.RELEASE)
    await door.pass_on(News(reference="r1", subject_code=subject, what=MandateNews.ACCEPTED))
    assert "Elfogadták a meghatalmazását" not in await owner.subjects()


async def test_news_are_told_once(counter: Counter, door: GateIdentification) -> None:
    owner = await an_owner(counter)
    subject = await code_of(counter)
    for reference in ("r1", "r1", "r2"):
        await door.pass_on(News(reference=reference, subject_code=subject, what=MandateNews.ACCEPTED))
    assert (await owner.subjects()).count("Elfogadták a meghatalmazását") == 2
    assert (await counter.journal()).count(("tell_of_mandate", "done")) == 2


@pytest.mark.parametrize("what", MandateNews)
async def test_a_letter_names_no_service_and_lets_its_reader_suspend(
    counter: Counter, door: GateIdentification, what: MandateNews
) -> None:
    owner = await an_owner(counter)
    await door.pass_on(News(reference="r1", subject_code=await code_of(counter), what=what))
    letter = (await owner.mails())[0].text("text_body")
    assert "/not-me?code=" in letter
    assert "/mandates" in letter


async def test_a_session_that_is_over_represents_nobody(counter: Counter, door: GateIdentification) -> None:
    await an_owner(counter)
    assert await door.representations(SessionHandle("nobody")) == ()


async def suspends(owner: Owner) -> None:
    await suspend_by_operator(owner.world, owner.username, reason="test")
