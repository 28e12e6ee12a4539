"""What people hold in their hands: a phone with an app, and a key in the browser's own virtual authenticator."""

from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import CDPSession

from tests.journeys.people import PASSWORD, Applicant
from tests.journeys.steps import TAX_ACCOUNT, service_url, sign_in
from tests.journeys.story import Authenticator
from tests.journeys.walk import Walk


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """A key built into this browser, behind a finger that always fits."""

    devtools: CDPSession
    name: str

    def touches_by_itself(self, *, enabled: bool) -> None:
        """Whether somebody's finger is already on it."""
        self.devtools.send("WebAuthn.setAutomaticPresenceSimulation", {"authenticatorId": self.name, "enabled": enabled})


def give_key(walk: Walk) -> Key:
    """Build a key into the browser; nobody touches it yet."""
    devtools = walk.context.new_cdp_session(walk.page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": False,
    }
    made = devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return Key(devtools=devtools, name=str(made["authenticatorId"]))


def offer_no_keys_by_itself(walk: Walk) -> None:
    """A browser that has no keys to offer in the field of the user name, so that nothing but the button asks for one."""
    walk.context.add_init_script("delete window.PublicKeyCredential?.isConditionalMediationAvailable")


def sign_in_plainly(walk: Walk, person: Applicant) -> None:
    """User name and password, up to what comes next."""
    walk.go("/sign-in")
    walk.is_on("sign-in")
    sign_in(walk, person.username, PASSWORD)


def sign_out(walk: Walk) -> None:
    """By the button of the own page."""
    walk.go("/own")
    walk.is_on("own")
    walk.press("form[action='/sign-out'] button")
    walk.is_on("sign-in")


def set_app_up(walk: Walk, name: str = "Telefon") -> Authenticator:
    """From the list of devices to the first code; the app, which shows it no second time."""
    walk.press("form[action^='/own/factors/totp/begin'] button")
    walk.is_on("factors-totp")
    address = walk.page.locator("main a[href^='otpauth:']").get_attribute("href")
    app = Authenticator(parse_qs(urlsplit(str(address)).query)["secret"][0])
    walk.send(name=name, code=app.code())
    return app


def set_key_up(walk: Walk, key: Key, name: str = "Ez a gép") -> None:
    """From anywhere to a passkey in the list."""
    walk.go("/own/factors/passkey")
    walk.is_on("factors-passkey")
    walk.fill(name=name)
    key.touches_by_itself(enabled=True)
    walk.press("[data-passkey-ready] button")


def put_codes_away(walk: Walk) -> list[str]:
    """Read the sheet of codes, and say so."""
    walk.is_on("recovery-codes")
    codes = walk.page.locator("main .codes .code").all_inner_texts()
    walk.press("form[action^='/own/factors/recovery-codes/put-away'] button")
    return codes


def ask_for_substantial(walk: Walk) -> None:
    """The tax account's draft return, for which a password is not enough."""
    walk.go(f"{service_url(walk, TAX_ACCOUNT)}/login?level=substantial")
