"""All gates of a person are listed for their owner, whichever of them was used (`domain.md R11`)."""

from tests.gate.actions.test_several_gates_at_the_broker import a_sibling
from tests.gate.owner_world import Owner, an_owner
from tests.gate.web.own.test_own_pages import signs_in
from tests.gate.web.signin.browser import Browser, page_of


async def test_the_gates_are_listed_and_the_one_in_use_is_named(owner: Owner, browser: Browser) -> None:
    await signs_in(browser)
    await a_sibling(owner, "suspended")
    page = await browser.opens("/own/gates")
    assert page_of(page) == "own-gates"
    assert ">kovacseva80<" in page.text
    assert ">masikkapu<" in page.text
    assert page.text.count("eva@example.hu") == 1, "the other gate's address is masked"
    assert "e•••@example.hu" in page.text
    assert page.text.count("Most ezt használja") == 1
    assert "Felfüggesztve" in page.text


async def test_an_ended_gate_and_a_strangers_are_not_listed(owner: Owner, browser: Browser) -> None:
    await signs_in(browser)
    await a_sibling(owner, "terminated")
    await an_owner(owner.counter, "idegenkapu", number="765432CD")
    page = await browser.opens("/own/gates")
    assert "masikkapu" not in page.text
    assert "idegenkapu" not in page.text
