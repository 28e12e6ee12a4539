"""The round through the till: a fee that is taken and opens nothing, its return, and the end of the day."""

from tests.journeys.people import Applicant
from tests.journeys.rounds import Look, refusal
from tests.journeys.steps import shown_at_counter
from tests.journeys.walk import Walk

HAND_BACK = "a[href^='/counter/till/']"
NOTHING = {"sales_count": "0", "sales_forints": "0", "refunds_count": "0", "refunds_forints": "0"}


def pages_of_the_till(walk: Walk, look: Look, person: Applicant) -> None:
    """The desk is a signed-in clerk's; the person has a gate."""
    walk.go("/counter/till")
    look("counter-till")
    _takes_in_vain(walk, look, person)
    walk.go("/counter")
    look("counter")
    walk.go("/counter/till")
    look("counter-till")
    walk.press(HAND_BACK)
    look("counter-hand-back")
    walk.press("form button[type=submit]")
    refusal(walk, look, "counter-hand-back")
    walk.send(return_receipt_number=f"S-{walk.language}")
    look("counter-till")
    walk.send(cash_forints="sok")
    refusal(walk, look, "counter-till")
    walk.fill(cash_forints="0", **NOTHING)
    walk.send(cash_forints="0")
    look("counter-till")


def _takes_in_vain(walk: Walk, look: Look, person: Applicant) -> None:
    """The fee is in the till's book, and the name has a holder."""
    walk.go("/counter/register")
    walk.send(**shown_at_counter(person))
    walk.page.check("[name=data_match]")
    walk.page.check("[name=face_match]")
    walk.press("form[action$='/confirm'] button")
    walk.press("a[href$='/further-gate']")
    look("counter-further-gate")
    walk.page.check("[name=payment_way][value=cash]")
    walk.fill(username=person.username, email=f"masik{person.email}")
    walk.send(payment_receipt_number=f"P-{walk.language}")
    refusal(walk, look, "counter-further-gate")
