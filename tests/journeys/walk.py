"""A person at a browser: Debian's Chromium with a fresh profile, and a note of all it complains about."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Playwright, Response, Route, expect

from tests.town import Town
from ugyfelkapu.foundation.page import Language

CHROMIUM, SHELL = "/usr/bin/chromium", "/usr/bin/chromium-headless-shell"
"""Debian's browser, and the same without windows, menus and extensions: as it shows pages, but a profile opens in a third of
the time."""

OPTIONS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE_MS = 30_000
ALERT = "main [role=alert]:not([hidden])"

Script = Literal["with script", "without script"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """One browser profile with one tab open, on the way through the town."""

    town: Town
    language: Language
    context: BrowserContext
    page: Page
    seen: list[str] = field(default_factory=list)
    """The address of each document shown, in order."""
    complaints: list[str] = field(default_factory=list)
    """What the browser's console said, and what did not load."""

    def go(self, address: str) -> Response:
        """Type an address; a path alone is one of the site's."""
        answer = self.page.goto(address if address.startswith("http") else self.town.site + address)
        assert answer is not None, address
        return answer

    def is_on(self, name: str) -> None:
        """Wait until the page with this name is shown to its end; one on its way is waited for, then looked for again."""
        self.page.wait_for_load_state("domcontentloaded")
        expect(self.page.locator("main")).to_have_attribute("data-page", name)
        self.page.wait_for_load_state("domcontentloaded")

    def is_on_one_of(self, *names: str) -> str:
        """Wait until a page with one of these names is shown to its end; which."""
        shown = self.page.locator(", ".join(f"main[data-page={name}]" for name in names))
        expect(shown).to_be_attached()
        self.page.wait_for_load_state("domcontentloaded")
        return str(shown.get_attribute("data-page"))

    def fill(self, **fields: str) -> None:
        """Type into fields and choose from lists, by their names, once the page is there to its end."""
        self.page.wait_for_load_state("domcontentloaded")
        for name, value in fields.items():
            entry = self.page.locator(f"main [name={name}]")
            if entry.and_(self.page.locator("select")).count():
                entry.select_option(value)
            else:
                entry.fill(value)

    def send(self, **fields: str) -> None:
        """Fill in a form and press its button."""
        self.fill(**fields)
        self.page.locator(f"main form:has([name={next(iter(fields))}]) button[type=submit]").first.click()

    def answer_to(self, **fields: str) -> Response:
        """Fill in a form, press its button, and look at the answer itself."""
        with self.page.expect_navigation() as navigation:
            self.send(**fields)
        return navigation.value

    def press(self, selector: str) -> None:
        """Press a button or follow a link on the page itself."""
        self.page.locator(f"main {selector}").first.click()

    def look_back(self, part: str) -> None:
        """The newest page with this in its address once more, to stay: such a page may be gone before anybody looks."""
        self.page.route(f"**{part}*", _stay)
        self.go(next(address for address in reversed(self.seen) if part in address))

    def other_tab(self) -> "Walk":
        """A second tab of the same browser."""
        return walk_in(self.context, town=self.town, language=self.language)

    def text(self, selector: str = "") -> str:
        """What stands there to read, once the page is there to its end."""
        self.page.wait_for_load_state("domcontentloaded")
        return self.page.locator(f"main {selector}").first.inner_text()


@contextmanager
def chromium(playwright: Playwright) -> Iterator[Browser]:
    """A browser without a window."""
    browser = playwright.chromium.launch(executable_path=SHELL if Path(SHELL).exists() else CHROMIUM, args=OPTIONS)
    yield browser
    browser.close()


def new_walk(browser: Browser, town: Town, *, language: Language, script: Script) -> Walk:
    """A fresh profile of somebody who reads this language, with or without JavaScript."""
    context = browser.new_context(locale=language.value, java_script_enabled=script == "with script")
    context.set_default_timeout(PATIENCE_MS)
    return walk_in(context, town=town, language=language)


def walk_in(context: BrowserContext, *, town: Town, language: Language) -> Walk:
    """A new tab that is listened to."""
    walk = Walk(town=town, language=language, context=context, page=context.new_page())
    walk.page.on("framenavigated", lambda frame: walk.seen.append(frame.url))
    walk.page.on("console", lambda message: _note_message(walk, message))
    walk.page.on("pageerror", lambda error: walk.complaints.append(f"{walk.page.url}: {error}"))
    walk.page.on("response", lambda response: _note_response(walk, response))
    return walk


def _stay(route: Route) -> None:
    answer = route.fetch(max_redirects=0)
    kept = {name: value for name, value in answer.headers.items() if name != "refresh"}
    route.fulfill(response=answer, headers=kept)


def _note_message(walk: Walk, message: ConsoleMessage) -> None:
    """Refusals have a status of their own, which the console repeats; what else it says is a fault of the page."""
    if message.type in {"error", "warning"} and not message.text.startswith("Failed to load resource: the server responded"):
        walk.complaints.append(f"{walk.page.url}: {message.text}")


def _note_response(walk: Walk, response: Response) -> None:
    if response.status >= 400 and response.request.resource_type != "document":
        walk.complaints.append(f"{walk.page.url}: {response.status} {response.url}")
