"""Rounds through an office gate: taken on, its domain proven, its certificate drawn up, sealed, handed in and used."""

from pathlib import Path

from playwright.sync_api import expect

from tests.journeys.people import PASSWORD, Applicant, mailed_code
from tests.journeys.representing_rounds import arrives, citizen
from tests.journeys.rounds import Look
from tests.journeys.steps import (
    TAX_ACCOUNT,
    ask_at_service,
    choose_gate,
    in_half_a_year,
    service_url,
    shown_at_counter,
    sign_in,
)
from tests.journeys.walk import Walk

ADMINISTRATOR, REPRESENTATIVE = 0, 4
DOMAIN = "mintavaros.example"
HAND_IN = "/register/certificate"


def administers(walk: Walk) -> str:
    """The town hall's administrator, on its page; takes the duty on when it is still asked. The page's path."""
    arrives(walk, ADMINISTRATOR, "/office", page="office")
    if walk.page.locator("main form[action='/office/accept']").count():
        walk.press("form[action='/office/accept'] button")
        walk.is_on("office")
    walk.press("a[href^='/office/']")
    walk.is_on("office-organisation")
    return walk.page.url.removeprefix(walk.town.site).partition("?")[0]


def proves_domain(walk: Walk, office: str) -> None:
    """The code from the mail, unless it was proven before."""
    if DOMAIN in walk.text():
        return
    walk.go(f"{office}/domain")
    walk.send(email=f"iroda@{DOMAIN}")
    walk.send(code=mailed_code(walk.town, f"iroda@{DOMAIN}", "D"))
    walk.is_on("office-organisation")


def draws(walk: Walk, look: Look, person: Applicant, *, email: str) -> str:
    """The form of a certificate, wrong and right; its number."""
    office = administers(walk)
    walk.go(f"{office}/certificates")
    look("office-certificates")
    walk.go(office)
    proves_domain(walk, office)
    walk.press("a[href$='/certificates']")
    walk.press("a[href$='/certificates/new']")
    look("office-certificate")
    name, (year, month, day) = person.identity["current_name"], person.identity["birth_date"].split("-")
    walk.send(**name, email=person.email)
    look("office-certificate")
    walk.send(email=email, birth_date_year=year, birth_date_month=month, birth_date_day=day)
    look("office-certificates")
    return str(walk.page.locator("main a[href$='.pdf']").first.get_attribute("href")).rpartition("/")[2].removesuffix(".pdf")


def downloads(walk: Walk, number: str, folder: Path) -> Path:
    """The certificate, as the browser saves it."""
    with walk.page.expect_download() as begun:
        walk.press(f"a[href$='{number}.pdf']")
    file = folder / f"{number}.pdf"
    begun.value.save_as(file)
    return file


def seals(walk: Walk, file: Path, *, seal: str = "seal", kind: str = "good") -> Path:
    """In another tab: the software that plays the organisation's own."""
    software = walk.other_tab()
    software.go(f"{walk.town.contract['signing']}/?lang={walk.language}")
    software.page.set_input_files("[name=document]", file)
    software.fill(person=seal, kind=kind)
    with software.page.expect_download() as begun:
        software.press("button[type=submit]")
    done = file.with_name(f"{seal}-{kind}.pdf")
    begun.value.save_as(done)
    software.page.close()
    return done


def hands_in(walk: Walk, number: str, file: Path) -> None:
    """Nobody has to sign in for it."""
    walk.go(f"{HAND_IN}?certificate_number={number}")
    walk.page.set_input_files("main [name=document]", file)
    walk.press("form:has([name=document]) button[type=submit]")


def at_further_gate(desk: Walk, owner: Applicant) -> None:
    """The clerk confirms who stands there and opens the page of a further gate."""
    desk.go("/counter/register")
    desk.send(**shown_at_counter(owner))
    desk.page.check("[name=data_match]")
    desk.page.check("[name=face_match]")
    desk.press("form[action$='/confirm'] button")
    desk.press("a[href$='/further-gate']")
    desk.is_on("counter-further-gate")


def activates(walk: Walk, username: str, email: str) -> None:
    """The code came to the organisation's address."""
    walk.go("/activate")
    code = mailed_code(walk.town, email, "A")
    walk.send(username=username, code=code, new_password=PASSWORD, new_password_again=PASSWORD)
    sign_in(walk, username, PASSWORD)
    walk.is_on("own")


def authorises(walk: Walk) -> None:
    """The administrator asks somebody to act."""
    office = administers(walk)
    walk.go(f"{office}/authorise")
    account = citizen(walk, REPRESENTATIVE)
    walk.page.check("[name=area_tax]")
    walk.fill(username=account["username"], name=account["name"])
    walk.send(**in_half_a_year())
    walk.is_on("office-organisation")


def accepts(walk: Walk) -> None:
    """Whoever was asked says yes."""
    arrives(walk, REPRESENTATIVE, "/office", page="office")
    walk.press("form[action='/office/accept'] button")
    walk.is_on("office")


def arrives_at_service(walk: Walk) -> None:
    """The representative asks for the tax account; identified, they are at what comes next."""
    walk.context.clear_cookies()
    account = citizen(walk, REPRESENTATIVE)
    ask_at_service(walk, TAX_ACCOUNT)
    choose_gate(walk)
    sign_in(walk, account["username"], account["password"])
    leaves(walk, "sign-in")


def leaves(walk: Walk, name: str) -> None:
    """Wait until another page than this is shown."""
    expect(walk.page.locator("main")).not_to_have_attribute("data-page", name)


def goes_on(walk: Walk) -> None:
    """Consent, if it is asked for, and the service's page."""
    if walk.is_on_one_of("consent", "service-account") == "consent":
        walk.press("button[value=allow]")
    walk.is_on("service-account")


def comes_again(walk: Walk) -> None:
    """The same person asks for the tax account once more, signed in as they are."""
    walk.go(f"{service_url(walk, TAX_ACCOUNT)}/login")


def withdraws(walk: Walk) -> None:
    """The administrator takes the right back."""
    administers(walk)
    name = citizen(walk, REPRESENTATIVE)["name"]
    walk.press(f"form[action='/office/end']:has-text({name!r}) button")
    walk.is_on("office")
