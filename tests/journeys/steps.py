"""What people do on their way, each in the words of the pages' own names."""

from datetime import UTC, datetime, timedelta

from playwright.sync_api import expect

from tests.journeys.people import PASSWORD, Applicant, Officer, mailed_code
from tests.journeys.walk import Script, Walk

TAX_ACCOUNT, LOCAL_COUNCIL = 0, 1
MOST_TABS = 40
IN_ALL = ("document_type", "document_number", "citizenship")


def sign_in_officer(walk: Walk, officer: Officer) -> None:
    """Password, then the code."""
    walk.go("/counter")
    walk.is_on("counter-sign-in")
    walk.send(username=officer.username, password=officer.password)
    walk.is_on("counter-second-factor")
    walk.send(code=officer.code())
    walk.is_on("counter")


def look_up(walk: Walk, person: Applicant) -> None:
    """Type in what the document says; the case opens."""
    walk.go("/counter/register")
    walk.send(**shown_at_counter(person))
    walk.is_on("counter-case")


def shown_at_counter(person: Applicant) -> dict[str, str]:
    """The fields of the look-up."""
    identity = person.identity
    year, month, day = identity["birth_date"].split("-")
    fields = {name: person.entry[name] for name in IN_ALL}
    for prefix, name in (("", "current_name"), ("birth_", "birth_name"), ("mothers_", "mothers_birth_name")):
        fields |= {f"{prefix}{part}": identity[name][part] for part in ("family_name", "given_name")}
    fields["birth_place"] = identity["birth_place"]
    return fields | {"birth_date_year": year, "birth_date_month": month, "birth_date_day": day}


def in_half_a_year() -> dict[str, str]:
    """The fields of a last day of validity."""
    last_day = datetime.now(UTC).date() + timedelta(days=180)
    return {f"valid_until_{part}": str(getattr(last_day, part)) for part in ("year", "month", "day")}


def confirm(walk: Walk, person: Applicant) -> None:
    """Data and face match, a user name and an address; the receipt is shown."""
    walk.page.check("[name=data_match]")
    walk.page.check("[name=face_match]")
    walk.page.check(f"[name=language][value={walk.language}]")
    walk.send(username=person.username, email=person.email)
    walk.is_on("counter-receipt")


def activate(walk: Walk, person: Applicant) -> None:
    """The code from the mail and a password of one's own."""
    code = mailed_code(walk.town, person.email, "A")
    walk.go("/activate")
    walk.send(username=person.username, code=code, new_password=PASSWORD, new_password_again=PASSWORD)
    walk.is_on("sign-in")


def ask_at_service(walk: Walk, service: int) -> None:
    """Open a service and press its sign-in."""
    walk.go(service_url(walk, service))
    walk.is_on("service-home")
    walk.press("a[href='/login']")


def carried_on(walk: Walk, script: Script = "with script") -> None:
    """The answer's own page takes the browser on to a service with SAML, by its button where no script does it."""
    if script == "without script":
        walk.is_on("form-post")
        walk.press("form button")


def choose_gate(walk: Walk) -> None:
    """The broker's page, then user name and password are asked."""
    walk.is_on("choose-method")
    walk.press("button[name=method][value=gate]")
    walk.is_on("sign-in")


def sign_in(walk: Walk, username: str, password: str) -> None:
    """User name and password."""
    walk.send(username=username, password=password)


def service_url(walk: Walk, service: int) -> str:
    """Where a service is."""
    return str(walk.town.contract["services"][service]["url"])


def learned(walk: Walk, claim: str) -> str:
    """What the service says it learned."""
    cell = walk.page.locator(f"tr[data-claim={claim}] td")
    expect(cell).to_have_count(1)
    return cell.inner_text()


def tab_to(walk: Walk, selector: str) -> None:
    """Press Tab until the keyboard is there; every stop on the way must be seen."""
    for _ in range(MOST_TABS):
        walk.page.keyboard.press("Tab")
        focused = walk.page.locator(":focus")
        seen = focused.evaluate("e => { const s = getComputedStyle(e); return s.outlineStyle + s.boxShadow }")
        assert seen != "nonenone", focused.evaluate("e => e.outerHTML")
        if focused.evaluate("(e, selector) => e.matches(selector)", selector):
            return
    message = f"the keyboard never came to {selector}"
    raise AssertionError(message)
