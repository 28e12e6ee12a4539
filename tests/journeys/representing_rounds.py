"""Rounds through mandates and organisations: given, accepted, acted on, seen, taken back; with errors and empty states."""

import re
from typing import Any

from tests.journeys.rounds import Look
from tests.journeys.steps import TAX_ACCOUNT, ask_at_service, choose_gate, in_half_a_year, sign_in
from tests.journeys.walk import Walk

GRANTOR, MANDATARY = 0, 2
CODE = re.compile(r"B(?:-[0-9A-Z]{4}){4}")


def citizen(walk: Walk, number: int) -> dict[str, Any]:
    """One of the demo's citizens, with the full name."""
    found: dict[str, Any] = dict(walk.town.contract["citizens"][number])
    name = found["natural_identity"]["current_name"]
    return found | {"name": f"{name['family_name']} {name['given_name']}"}


def arrives(walk: Walk, number: int, path: str, *, page: str) -> None:
    """Somebody else sits down at this browser and opens a page of their own."""
    walk.context.clear_cookies()
    walk.go(f"{path}?lang={walk.language}")
    walk.is_on("sign-in")
    account = citizen(walk, number)
    sign_in(walk, account["username"], account["password"])
    walk.is_on(page)


def gives(walk: Walk, look: Look) -> str:
    """The form of a mandate, wrong and right; its code."""
    arrives(walk, GRANTOR, "/mandates", page="mandates")
    look("mandates")
    walk.press("a[href='/mandates/offer']")
    look("mandate-offer")
    walk.send(name="")
    look("mandate-offer")
    walk.page.locator("main [name^=service_]").first.check()
    walk.fill(name=citizen(walk, MANDATARY)["name"])
    walk.send(**in_half_a_year())
    look("mandate-made")
    found = CODE.search(walk.text())
    assert found
    return found[0]


def accepts(walk: Walk, look: Look, code: str) -> None:
    """A wrong code, the right one, the yes."""
    arrives(walk, MANDATARY, "/mandates", page="mandates")
    walk.press("a[href='/mandates/accept']")
    look("mandate-code")
    walk.send(code="B-0000-0000-0000-0000")
    look("mandate-code")
    walk.send(code=code)
    look("mandate-offered")
    walk.press("button[value=accept]")
    look("mandates")


def acts(walk: Walk, look: Look) -> None:
    """On whose behalf, at the tax account."""
    walk.context.clear_cookies()
    account = citizen(walk, MANDATARY)
    ask_at_service(walk, TAX_ACCOUNT)
    choose_gate(walk)
    sign_in(walk, account["username"], account["password"])
    look("behalf")
    walk.press("button[name=principal]:not([value=self])")
    if walk.is_on_one_of("consent", "service-account") == "consent":
        walk.press("button[value=allow]")
    walk.is_on("service-account")


def withdraws(walk: Walk, look: Look) -> None:
    """The grantor sees what was done, and ends it."""
    arrives(walk, GRANTOR, "/services/used", page="services-used")
    look("services-used")
    walk.go("/mandates")
    walk.press("form[action='/mandates/withdraw'] button")
    look("mandates")


def administers(walk: Walk, look: Look) -> None:
    """The organisation's administrator: accepts, sees it, and asks somebody."""
    arrives(walk, MANDATARY, "/office", page="office")
    look("office")
    if walk.page.locator("main form[action='/office/accept']").count():
        walk.press("form[action='/office/accept'] button")
        look("office")
    walk.press("a[href^='/office/']")
    look("office-organisation")
    walk.press("a[href$='/authorise']")
    look("office-authorise")
    walk.send(username="nincsilyen")
    look("office-authorise")
    walk.go(re.sub(r"/authorise.*", "/domain", walk.page.url))
    look("office-domain")
    walk.send(email="nem cím")
    look("office-domain")
    walk.send(email=f"iroda{walk.language}@mintamalom.example")
    look("office-domain")


def pages_of_representing(walk: Walk, look: Look) -> None:
    """All of it."""
    accepts(walk, look, gives(walk, look))
    acts(walk, look)
    withdraws(walk, look)
    administers(walk, look)
