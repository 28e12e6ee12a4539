"""Two people and the mandate between them, as they make it on the broker's pages."""

import re
from dataclasses import dataclass
from html import unescape

import httpx

from tests.broker.town import ServiceAtHand, Town, follow, press
from ugyfelkapu.identification import KnownName

GRANTOR, MANDATARY, STRANGER = "person-1", "person-2", "person-3"
NAMES = {
    GRANTOR: KnownName(family_name="Kovács-Szűcsné", given_name="Ágota Ilona"),
    MANDATARY: KnownName(family_name="Őry", given_name="Béla"),
    STRANGER: KnownName(family_name="Nagy", given_name="Csaba"),
}
SCOPE = "openid profile email representation"
CODE = re.compile(r"B(?:-[0-9A-Z]{4}){4}")


@dataclass(frozen=True, slots=True)
class People:
    """A town in which people act for each other."""

    town: Town
    tax: ServiceAtHand

    @classmethod
    async def of(cls, town: Town) -> "People":
        town.gate.names.update(NAMES)
        return cls(town=town, tax=await town.service(scope=SCOPE, organisation_name="Adóhivatal"))

    async def visit(self, browser: httpx.AsyncClient, who: str, path: str = "/mandates") -> httpx.Response:
        """A page of the person's own."""
        self.town.gate.subject = who
        await follow(browser, await browser.get("/mandates"))
        return await follow(browser, await browser.get(path))

    async def fill(self, browser: httpx.AsyncClient, who: str = GRANTOR, **changes: str) -> httpx.Response:
        """The form of an offer, sent."""
        page = await self.visit(browser, who, "/mandates/offer")
        fields = {
            "name": "Őry Béla",
            f"service_{self.tax.client_id}": "yes",
            "valid_until_year": "2027",
            "valid_until_month": "3",
            "valid_until_day": "31",
        }
        sent: dict[str, str] = {name: value for name, value in (fields | changes).items() if value}
        hidden = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page.text))
        return await follow(browser, await browser.post("/mandates/offer", data={**hidden, **sent}))

    async def code(self, browser: httpx.AsyncClient, who: str = GRANTOR, **changes: str) -> str:
        """The code of an offer."""
        page = await self.fill(browser, who, **changes)
        assert 'data-page="mandate-made"' in page.text, page.text
        found = CODE.search(page.text)
        assert found
        return found[0]

    async def look(self, browser: httpx.AsyncClient, who: str, code: str) -> httpx.Response:
        """What a code offers."""
        return await press(browser, await self.visit(browser, who, "/mandates/accept"), code=code)

    async def accept(self, browser: httpx.AsyncClient, who: str, code: str) -> httpx.Response:
        """Look and say yes."""
        page = await self.look(browser, who, code)
        return await press(browser, page, decision="accept") if 'data-page="mandate-offered"' in page.text else page

    async def mandate(self, mine: httpx.AsyncClient, theirs: httpx.AsyncClient) -> None:
        """A mandate in force between the two."""
        page = await self.accept(theirs, MANDATARY, await self.code(mine))
        assert "Elfogadta a meghatalmazást" in page.text

    async def chooser(self, browser: httpx.AsyncClient, who: str = MANDATARY) -> httpx.Response:
        """The question on whose behalf."""
        self.town.gate.subject = who
        return await self.town.sign_in(browser, self.tax.question(scope=SCOPE))

    async def withdraw(self, browser: httpx.AsyncClient, who: str) -> httpx.Response:
        """The only mandate of the page taken back."""
        return await press(browser, await self.visit(browser, who))

    async def redeem(self, browser: httpx.AsyncClient, code: str) -> httpx.Response:
        return await browser.post("/token", data=self.tax.redemption(code), headers=self.tax.basic())


def choices(page: httpx.Response) -> list[str]:
    """What the chooser offers."""
    return re.findall(r'name="principal" value="([^"]+)"', page.text)


def text_of(page: httpx.Response) -> str:
    """What a page says."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page.text)).split())
