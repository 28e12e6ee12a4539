"""A further gate paid for in a real browser: in cash at the counter; online paid, turned down, left, and called back or not."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import NewWalk
from tests.journeys.paying import PAY, TURN_DOWN, payment_address, switch
from tests.journeys.payment_rounds import TO_GATEWAY, refreshes_until
from tests.journeys.people import PASSWORD, Applicant, mailed_code, new_officer, wait_for_mail
from tests.journeys.steps import shown_at_counter, sign_in, sign_in_officer
from tests.journeys.walk import ALERT, Walk
from tests.town import Town


@pytest.fixture(autouse=True)
def honest_gateway(town: Town) -> Iterator[None]:
    yield
    switch(town)


@pytest.fixture
def further(owner: Applicant) -> str:
    """The user name of the further gate."""
    return f"masik{owner.username}"


def _activates(walk: Walk, username: str) -> None:
    walk.go("/activate")
    code = mailed_code(walk.town, f"{username}@posta.example", "A")
    walk.send(username=username, code=code, new_password=PASSWORD, new_password_again=PASSWORD)
    sign_in(walk, username, PASSWORD)
    walk.is_on("own")


def test_a_further_gate_at_the_counter_is_paid_in_cash(
    new_walk_in_town: NewWalk, town: Town, owner: Applicant, further: str
) -> None:
    desk = new_walk_in_town()
    sign_in_officer(desk, new_officer(town, f"kassza{owner.username}"))
    desk.go("/counter/register")
    desk.send(**shown_at_counter(owner))
    desk.page.check("[name=data_match]")
    desk.page.check("[name=face_match]")
    desk.press("form[action$='/confirm'] button")
    desk.press("a[href$='/further-gate']")
    desk.is_on("counter-further-gate")
    assert "3 000 Ft" in desk.text().replace("\xa0", " ")
    desk.send(username=further, email=f"{further}@posta.example")
    expect(desk.page.locator(ALERT).first).to_be_visible()
    desk.page.check("[name=payment_way][value=cash]")
    desk.send(payment_receipt_number=f"p-{owner.username}")
    desk.is_on("counter-receipt")
    assert f"készpénz, bizonylat: P-{owner.username.upper()}" in desk.text()
    _activates(new_walk_in_town(), further)


def test_a_further_gate_online_is_turned_down_and_then_paid(walk: Walk, town: Town, owner: Applicant, further: str) -> None:
    walk.go(payment_address(town, owner, username=further))
    walk.is_on("payment-to-pay")
    walk.press(TO_GATEWAY)
    walk.is_on("gateway-pay")
    walk.press(TURN_DOWN)
    refreshes_until(walk, "payment-turned-down")
    expect(walk.page.locator(ALERT).first).to_be_visible()
    walk.press(TO_GATEWAY)
    walk.is_on("gateway-pay")
    walk.press(PAY)
    refreshes_until(walk, "payment-opened")
    wait_for_mail(town, f"{further}@posta.example", "Igazolás")
    walk.page.go_back()
    walk.is_on("gateway-pay")
    _activates(walk, further)


def test_whoever_leaves_the_gateway_may_go_on_later_without_script(
    new_walk_in_town: NewWalk, town: Town, owner: Applicant, further: str
) -> None:
    walk = new_walk_in_town(script="without script")
    address = payment_address(town, owner, username=further)
    walk.go(address)
    walk.press(TO_GATEWAY)
    walk.is_on("gateway-pay")
    walk.press("a[href*='/register/payment/']")
    walk.is_on("payment-waiting")
    walk.press(TO_GATEWAY)
    walk.is_on("gateway-pay")
    walk.press(PAY)
    refreshes_until(walk, "payment-opened")


def test_a_payment_whose_callback_is_lost_is_found_by_asking(walk: Walk, town: Town, owner: Applicant, further: str) -> None:
    switch(town, lose=True)
    walk.go(payment_address(town, owner, username=further))
    walk.press(TO_GATEWAY)
    walk.press(PAY)
    walk.is_on("payment-waiting")
    refreshes_until(walk, "payment-opened")


def test_money_of_another_amount_comes_back(walk: Walk, town: Town, owner: Applicant, further: str) -> None:
    switch(town, amount=2999)
    walk.go(payment_address(town, owner, username=further))
    walk.press(TO_GATEWAY)
    walk.press(PAY)
    refreshes_until(walk, "payment-returned")
