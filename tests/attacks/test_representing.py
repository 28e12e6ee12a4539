"""Acting for an organisation over both wings: the real door, the real pages, and nothing of a service in the gate."""

import re
from base64 import urlsafe_b64decode
from urllib.parse import urlsplit

import httpx
import msgspec

from tests.attacks.whole_site import WholeSite, token_of
from tests.broker.town import ServiceAtHand
from tests.gate.office_world import MILL, Office
from ugyfelkapu.broker.actions.follow_standing_changes import follow_standing_changes
from ugyfelkapu.broker.actions.register_relying_party import Registered, register_relying_party
from ugyfelkapu.broker.domain.registering.registration import Registrar

SCOPE = "openid profile email representation"


async def asks_on_whose_behalf(site: WholeSite) -> ServiceAtHand:
    document = {"client_name": "Adószámla", "redirect_uris": ["https://mill-tax.example.test/cb"], "scope": SCOPE}
    registered = await register_relying_party(site.broker, document, registrar=Registrar.OPERATOR, actor="test")
    assert isinstance(registered, Registered)
    return ServiceAtHand(registered)


async def follow(client: httpx.AsyncClient, answer: httpx.Response) -> httpx.Response:
    while answer.is_redirect and urlsplit(answer.headers["Location"]).hostname in {None, "id.example.test"}:
        answer = await client.get(answer.headers["Location"])
    return answer


async def at_the_chooser(client: httpx.AsyncClient, service: ServiceAtHand) -> httpx.Response:
    page = await follow(client, await client.get("/authorize", params=service.question(scope=SCOPE)))
    if 'data-page="choose-method"' in page.text:
        token = await token_of(client, page.url.path)
        page = await follow(client, await client.post(page.url.path, data={"csrf_token": token, "question": ""}))
    return page


async def test_a_representative_is_told_with_the_organisation_until_it_is_taken_back(site: WholeSite) -> None:
    office = await Office.of(site.counter)
    right, service = await office.authorised(), await asks_on_whose_behalf(site)
    async with site.browser() as client, site.service_server() as server:
        await site.sign_in(client, office.clerk)
        page = await at_the_chooser(client, service)
        assert 'data-page="behalf"' in page.text
        assert MILL.name in page.text
        fields = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page.text))
        done = await follow(client, await client.post(page.url.path, data={**fields, "principal": f"organisation:{right}"}))
        code = re.search(r"code=([^&\"]+)", done.headers["Refresh"])
        assert code
        answer = await server.post("/token", data=service.redemption(code[1]), headers=service.basic())
        tokens = answer.json()
        claims = msgspec.json.decode(urlsafe_b64decode(tokens["id_token"].split(".")[1] + "=="))
        assert claims["acting_for"]["short_name"] == "MALOM"
        bearer = {"Authorization": f"Bearer {tokens['access_token']}"}
        assert (await server.get("/userinfo", headers=bearer)).status_code == 200
        await office.ends(office.administrator, right)
        assert (await server.get("/userinfo", headers=bearer)).status_code == 401
        await follow_standing_changes(site.broker)
        page = await at_the_chooser(client, service)
        assert "code=" in page.headers["Refresh"]
    rows = await site.counter.rows("journal")
    kept = " ".join(row.text("technical") + row.text("reason") + row.text("organisation") for row in rows)
    assert "MALOM" in kept
    assert service.client_id not in kept
    assert "mill-tax" not in kept
    assert "Adószámla" not in kept


async def test_the_pages_of_an_organisation_are_its_administrators_alone(site: WholeSite) -> None:
    office = await Office.of(site.counter)
    right = await office.authorised()
    async with site.browser() as theirs, site.browser() as nobodys:
        await site.sign_in(theirs, office.clerk)
        token = await token_of(theirs, "/office")
        for path in ("", "/domain", "/authorise"):
            assert (await theirs.get(f"/office/{MILL.organisation_id}{path}")).status_code == 404
            assert (await nobodys.get(f"/office/{MILL.organisation_id}{path}")).status_code == 303
            assert (await theirs.get(f"/office/nobody{path}")).status_code == 404
        for path in ("/domain", "/authorise"):
            sent = await theirs.post(f"/office/{MILL.organisation_id}{path}", data={"csrf_token": token, "email": "a@b.hu"})
            assert sent.status_code == 404
        assert (await theirs.post("/office/end", data={"csrf_token": "x", "authorisation": right})).status_code == 403
    assert len(await office.represents(office.clerk)) == 1


async def test_an_administrator_does_all_of_it_on_the_pages(site: WholeSite) -> None:
    office = await Office.of(site.counter)
    wish = await office.wish(office.clerk)
    async with site.browser() as client, site.browser() as theirs:
        await site.sign_in(client, office.administrator)
        home = f"/office/{MILL.organisation_id}"
        assert f'href="{home}"' in (await client.get("/office")).text
        token = await token_of(client, f"{home}/authorise")
        form = {
            "csrf_token": token,
            "username": wish.username,
            "name": wish.name,
            "role": "representative",
            "valid_until_year": "2027",
            "valid_until_month": "3",
            "valid_until_day": "31",
        }
        refused = await client.post(f"{home}/authorise", data=form)
        assert "Jelöljön meg legalább egy ügycsoportot" in refused.text
        asked = await client.post(f"{home}/authorise", data={**form, "area_tax": "yes"})
        assert asked.status_code == 303
        assert "elfogadásra vár" in (await client.get(home)).text
        await site.sign_in(theirs, office.clerk)
        page = await theirs.get("/office")
        assert MILL.name in page.text
        fields = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page.text))
        accepted = await theirs.post("/office/accept", data=fields)
        assert accepted.headers["Location"] == "/office?notice=accepted"
        assert len(await office.represents(office.clerk)) == 1
        ended = await theirs.post("/office/end", data=fields)
        assert ended.headers["Location"] == "/office?notice=done"
