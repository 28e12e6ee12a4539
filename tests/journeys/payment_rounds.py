"""The round through the pages of a payment: each thing that can be known of it."""

import time

from tests.journeys.paying import PAY, TURN_DOWN, payment_address, switch
from tests.journeys.people import Applicant
from tests.journeys.rounds import Look
from tests.journeys.walk import Walk

TO_GATEWAY = "form button[type=submit]"
PATIENCE_SECONDS = 60.0
ON_THE_WAY = ("payment-waiting", "payment-paid", "payment-returning")
"""What is shown until the gateway's word is here and acted on."""


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
    refreshes_until(walk, "payment-turned-down")
    look("payment-turned-down")
    walk.press(TO_GATEWAY)
    walk.is_on("gateway-pay")
    walk.press("a[href*='/register/payment/']")
    look("payment-waiting")
    walk.press(TO_GATEWAY)
    walk.press(PAY)
    refreshes_until(walk, "payment-opened")
    look("payment-opened")


def _returned(walk: Walk, look: Look, person: Applicant) -> None:
    switch(walk.town, amount=1)
    username = f"masik{person.username}"[:30]
    walk.go(payment_address(walk.town, person, username=username, language=walk.language))
    walk.press(TO_GATEWAY)
    walk.press(PAY)
    refreshes_until(walk, "payment-returned")
    look("payment-returned")


def refreshes_until(walk: Walk, name: str) -> None:
    """Looks again as the waiting page offers, until the payment is known to be so."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while walk.is_on_one_of(name, *ON_THE_WAY) != name:
        assert time.monotonic() < deadline, f"not {name}"
        walk.page.wait_for_timeout(500)
        walk.press("a[href^='/register/payment/']")
