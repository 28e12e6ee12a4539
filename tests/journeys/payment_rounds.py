"""The round through the pages of a payment: each thing that can be known of it."""

from tests.journeys.paying import PAY, TURN_DOWN, payment_address, switch
from tests.journeys.people import Applicant
from tests.journeys.rounds import Look
from tests.journeys.walk import Walk

TO_GATEWAY = "form button[type=submit]"


def pages_of_a_payment(walk: Walk, look: Look, person: Applicant) -> None:
    """Asked for, silent, turned down, waiting, opened; another one goes back; and the gateway's own."""
    _paid(walk, look, person)
    _returned(walk, look, person)
    switch(walk.town)
    walk.go(walk.town.contract["payments"])
    look("gateway-orders")
    walk.go(f"{walk.town.contract['payments']}/pay/unknown")
    look("gateway-unknown")


def _paid(walk: Walk, look: Look, person: Applicant) -> None:
    language, town = walk.language, walk.town
    address = payment_address(town, person, username=f"elso{person.username}"[:30], language=language)
    walk.go(f"{address}?lang={language}")
    look("payment-to-pay")
    switch(town, silent=True)
    walk.press(TO_GATEWAY)
    look("payment-to-pay")
    switch(town)
    walk.press(TO_GATEWAY)
    look("gateway-pay")
    walk.press(TURN_DOWN)
    _wait_for(walk, "payment-turned-down")
    look("payment-turned-down")
    walk.press(TO_GATEWAY)
    walk.press("a[href*='/register/payment/']")
    look("payment-waiting")
    walk.press(TO_GATEWAY)
    walk.press(PAY)
    _wait_for(walk, "payment-opened")
    look("payment-opened")


def _returned(walk: Walk, look: Look, person: Applicant) -> None:
    switch(walk.town, amount=1)
    username = f"masik{person.username}"[:30]
    walk.go(payment_address(walk.town, person, username=username, language=walk.language))
    walk.press(TO_GATEWAY)
    walk.press(PAY)
    _wait_for(walk, "payment-returned")
    look("payment-returned")


def _wait_for(walk: Walk, name: str) -> None:
    for _ in range(20):
        if walk.page.locator("main").get_attribute("data-page") == name:
            return
        walk.page.wait_for_timeout(500)
        walk.page.reload()
    walk.is_on(name)
