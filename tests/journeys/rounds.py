"""Rounds through every page there is, with its errors and its empty states; at each one somebody may look."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta

from playwright.sync_api import expect

from tests.journeys.people import PASSWORD, Applicant, Officer, citizen, mailed_code
from tests.journeys.steps import (
    LOCAL_COUNCIL,
    TAX_ACCOUNT,
    ask_at_service,
    choose_gate,
    look_up,
    service_url,
    shown_at_counter,
    sign_in,
)
from tests.journeys.walk import ALERT, Walk

Look = Callable[[str], None]
"""Told the name of the page that is shown now."""

OWN_PAGES = (
    ("/own", "own"),
    ("/own/data", "own-data"),
    ("/own/gates", "own-gates"),
    ("/own/payments", "own-payments"),
    ("/own/devices", "own-devices"),
    ("/own/history", "own-history"),
    ("/own/look-ups", "own-look-ups"),
    ("/own/copy", "own-copy"),
    ("/own/correction", "correction"),
    ("/services/used", "services-used"),
)


def public_pages(walk: Walk, look: Look) -> None:
    """What anybody may read."""
    pages = {
        "/": "home",
        "/questions": "questions",
        "/accessibility": "accessibility",
        "/privacy": "privacy",
        "/status": "status",
        "/services": "services",
        "/signed-out": "signed-out",
        "/nowhere": "error",
        "/authorize?client_id=unknown": "refused",
        "/authorize/unknown": "refused",
        "/device?user_code=BCDF-GHJK": "device",
        "/device/done?result=approved": "device-done",
        "/sign-in?identification=unknown": "sign-in-over",
    }
    for path, name in pages.items():
        walk.go(path)
        look(name)


def pages_before_sign_in(walk: Walk, look: Look) -> None:
    """Forms, empty and filled in wrongly."""
    for page in ("sign-in", "activate", "forgotten-password", "reset-password"):
        walk.go(f"/{page}")
        look(page)
        walk.send(username="")
        refusal(walk, look, page)
        walk.send(username=f"nincsilyen{walk.language}")
        refusal(walk, look, page)
    walk.go("/forgotten-password")
    walk.send(username=f"nincsilyen{walk.language}", email="nincs@posta.example")
    look("code-sent")
    careful = citizen(walk.town, "letelepedett")
    for notice in ("activated", "password-reset", "signed-out", "again"):
        walk.go(f"/sign-in?notice={notice}")
        look("sign-in")
    sign_in(walk, careful["username"], careful["password"])
    look("second-factor")
    walk.send(code="")
    refusal(walk, look, "second-factor")
    walk.context.clear_cookies()
    walk.send(code="")
    refusal(walk, look, "error")


def way_into_the_counter(walk: Walk, look: Look, officer: Officer) -> None:
    """The clerk's two steps, each wrong once."""
    walk.go("/counter")
    look("counter-sign-in")
    walk.send(username="")
    refusal(walk, look, "counter-sign-in")
    walk.send(username=officer.username, password=officer.password)
    look("counter-second-factor")
    walk.send(code="")
    refusal(walk, look, "counter-second-factor")
    walk.send(code=officer.code())
    look("counter")


def pages_of_the_counter(walk: Walk, look: Look, officer: Officer, person: Applicant) -> None:
    """From the empty desk to a receipt, a refusal and a second try."""
    way_into_the_counter(walk, look, officer)
    walk.go("/counter/register")
    look("counter-register")
    walk.send(family_name="")
    refusal(walk, look, "counter-register")
    walk.send(**shown_at_counter(person) | {"document_number": "000000XX"})
    refusal(walk, look, "counter-register")
    _open_case(walk, look, person)
    walk.press("form[action$='/refuse'] button")
    refusal(walk, look, "counter-case")
    walk.page.check("[name=reason] >> nth=0")
    walk.press("form[action$='/refuse'] button")
    refusal(walk, look, "counter-case-closed")
    _register(walk, look, person)
    walk.go("/counter")
    look("counter")
    _services_on_the_gate(walk, look, person)


def _services_on_the_gate(walk: Walk, look: Look, person: Applicant) -> None:
    """The person stands there once more: confirmed, then each form, empty and with its refusal."""
    walk.go("/counter/register")
    walk.send(**shown_at_counter(person))
    look("counter-case-owner")
    walk.press("form[action$='/confirm'] button")
    refusal(walk, look, "counter-case-owner")
    walk.page.check("[name=data_match]")
    walk.page.check("[name=face_match]")
    walk.press("form[action$='/confirm'] button")
    look("counter-services")
    for service in ("reset_password", "change_email", "print_code"):
        walk.press(f"a[href$='/{service}']")
        look("counter-service")
        walk.press("form button[type=submit]")
        refusal(walk, look, "counter-service")
        walk.press("a[accesskey=b]")
    walk.press("a[href$='/print_code']")
    walk.page.check("[name=reason] >> nth=0")
    walk.press("form button[type=submit]")
    look("counter-services")
    walk.press("form[action$='/close'] button")
    look("counter")


def _open_case(walk: Walk, look: Look, person: Applicant) -> None:
    """With a name in other letters than the register's, so that a difference shows."""
    walk.go("/counter/register")
    typed = shown_at_counter(person)
    walk.send(**typed | {"birth_place": typed["birth_place"].upper().translate(str.maketrans("ÁÍÃÉ", "AIAE"))})
    look("counter-case")


def _register(walk: Walk, look: Look, person: Applicant) -> None:
    look_up(walk, person)
    walk.go("/counter")
    look("counter")
    walk.press("li a[href^='/counter/cases/']")
    walk.send(username="", email="")
    refusal(walk, look, "counter-case")
    walk.page.check("[name=data_match]")
    walk.page.check("[name=face_match]")
    walk.page.check(f"[name=language][value={walk.language}]")
    walk.send(username="elsopolgar", email=person.email)
    refusal(walk, look, "counter-case")
    walk.send(username=person.username)
    look("counter-receipt")


def page_of_the_administrator(walk: Walk, look: Look, administrator: Officer) -> None:
    """Who works where; whoever may not register people is led back there."""
    way_into_the_counter(walk, look, administrator)
    walk.go("/counter/register")
    walk.is_on("counter")


def pages_of_the_owner(walk: Walk, look: Look, person: Applicant) -> None:
    """From the mail to two services, one's own page and out again."""
    code = mailed_code(walk.town, person.email, "A")
    walk.go("/activate")
    walk.send(username=person.username, code=code, new_password=PASSWORD, new_password_again="")
    refusal(walk, look, "activate")
    walk.send(username=person.username, new_password=PASSWORD, new_password_again=PASSWORD)
    look("sign-in")
    _pages_on_the_way_to_a_service(walk, look, person)
    _own_pages(walk, look)
    _ways_out(walk, look)
    _pages_of_an_ending_password(walk, look, person)


def _pages_on_the_way_to_a_service(walk: Walk, look: Look, person: Applicant) -> None:
    ask_at_service(walk, TAX_ACCOUNT)
    look("choose-method")
    choose_gate(walk)
    look("sign-in")
    walk.press("form[action='/sign-in/cancel'] button")
    look("choose-method")
    choose_gate(walk)
    sign_in(walk, person.username, PASSWORD)
    look("consent")
    walk.press("button[value=deny]")
    refusal(walk, look, "service-refused")
    ask_at_service(walk, TAX_ACCOUNT)
    walk.press("button[value=allow]")
    look("service-account")
    ask_at_service(walk, LOCAL_COUNCIL)
    look("service-account")


def _own_pages(walk: Walk, look: Look) -> None:
    for path, name in OWN_PAGES:
        walk.go(path)
        look(name)
    walk.go("/own")
    walk.press("a[href='/own/password']")
    look("change-password")
    walk.send(password="", new_password="")
    refusal(walk, look, "change-password")
    walk.send(password="nem ez az", new_password="rövid", new_password_again="rövid")
    refusal(walk, look, "change-password")
    new = f"{PASSWORD} és még egy"
    walk.send(password=PASSWORD, new_password=new, new_password_again=new)
    look("own")


def _ways_out(walk: Walk, look: Look) -> None:
    walk.go("/end-session")
    look("sign-out")
    walk.go(f"{service_url(walk, LOCAL_COUNCIL)}/logout")
    look("service-sign-out")
    walk.press("form[action='/logout'] button")
    look("sign-out-where")
    tax = service_url(walk, TAX_ACCOUNT)
    walk.go(f"{tax}/logout")
    walk.press("form[action='/logout'] button")
    look("service-signed-out")
    walk.look_back("/signed-out/")
    look("signed-out")


def _pages_of_an_ending_password(walk: Walk, look: Look, person: Applicant) -> None:
    """Time passes in the register itself: the demo's clock is everybody's."""
    password = f"{PASSWORD} és még egy"
    _let_password_end(walk, person, timedelta(days=5, hours=1))
    ask_at_service(walk, LOCAL_COUNCIL)
    choose_gate(walk)
    sign_in(walk, person.username, password)
    look("password-ending")
    walk.go("/own")
    look("own")
    walk.press("form[action='/sign-out'] button")
    _let_password_end(walk, person, timedelta(days=-1))
    walk.go("/sign-in")
    sign_in(walk, person.username, password)
    look("password-expired")
    walk.send(new_password="", new_password_again="")
    refusal(walk, look, "password-expired")


def _let_password_end(walk: Walk, person: Applicant, after: timedelta) -> None:
    ends_at = (datetime.now(UTC) + after).isoformat(timespec="microseconds")
    change = """
        UPDATE password SET expires_at = ?
         WHERE gate_id = (SELECT gate_id FROM gate WHERE username = ?)
    """
    with closing(sqlite3.connect(walk.town.folder / "gate.db", timeout=10)) as connection, connection:
        assert connection.execute(change, (ends_at, person.username)).rowcount == 1


def pages_of_the_town(walk: Walk, look: Look) -> None:
    """What only the demo has: registers, mailbox, codes, and the services before anybody is signed in."""
    contract, own = walk.town.contract, f"?lang={walk.language}"
    walk.go(contract["registers"] + own)
    look("registers")
    walk.go(contract["mailbox"] + own)
    look("mailbox")
    walk.press("li a")
    look("mail")
    walk.go(f"{contract['mailbox']}/{own}&address=senki@posta.example")
    look("mailbox")
    walk.go(f"{contract['mailbox']}/mails/unknown{own}")
    look("unknown-mail")
    walk.go(f"http://localhost:{int(walk.town.site.rpartition(':')[2]) + 6}/{own}")
    look("authenticator")
    for service in (TAX_ACCOUNT, LOCAL_COUNCIL):
        walk.go(service_url(walk, service))
        look("service-home")
        walk.go(f"{service_url(walk, service)}/nowhere")
        look("service-trouble")
        walk.go(f"{service_url(walk, service)}/refused?reason=signed_out_here_only")
        look("service-refused")


def refusal(walk: Walk, look: Look, name: str) -> None:
    """The page says first what is wrong."""
    expect(walk.page.locator(ALERT).first).to_be_visible()
    look(name)
