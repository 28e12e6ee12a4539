"""Attacks with request objects that nobody signed, with addresses a stranger chose, and with states that want to run."""

import hmac
import json
from html.parser import HTMLParser

import pytest
from joserfc.jwk import OctKey

from tests.attacks.oidc_victim import earned, kept, signed_in
from tests.broker.oidc.signed_requests import KEY, OTHER, Hand, request_object, signed, signing_service
from tests.broker.proofs import encoded
from tests.broker.town import REDIRECT, ServiceAtHand, Town, answer_of


def part(**members: str) -> str:
    return encoded(json.dumps(members).encode())


def by_secret(secret: bytes, payload: str) -> str:
    """Signed with what everybody knows, taken for a shared secret."""
    said = f"{part(alg='HS256', kid='k1')}.{payload}"
    return f"{said}.{encoded(hmac.digest(secret, said.encode(), 'sha256'))}"


def forged(town: Town, tax: ServiceAtHand) -> dict[str, str]:
    """Request objects that the service never signed, or not as such."""
    good = request_object(town, tax, state="forged")
    head, payload, signature = good.split(".")
    flat = {"protected": head, "payload": payload, "signature": signature}
    return {
        **{f"alg {alg}": f"{part(alg=alg)}.{payload}." for alg in ("none", "None", "NONE", "nOnE", "")},
        "alg none with the old signature": f"{part(alg='none')}.{payload}.{signature}",
        "no signature": f"{head}.{payload}.",
        "no signature part": f"{head}.{payload}",
        "payload alone": payload,
        "another payload": f"{head}.{part(iss=tax.client_id)}.{signature}",
        "another key": request_object(town, tax, Hand(key=OTHER)),
        "public key as secret": by_secret(KEY.as_pem(private=False), payload),
        "client secret": request_object(
            town, tax, Hand(key=OctKey.import_key(tax.registered.client_secret or ""), header={"alg": "HS256"})
        ),
        "key in the header": request_object(town, tax, Hand(key=OTHER, header={"jwk": OTHER.as_dict(private=False)})),
        "address of keys in the header": request_object(
            town, tax, Hand(key=OTHER, header={"jku": "https://evil.example/jwks"})
        ),
        "address of certificates": request_object(town, tax, Hand(key=OTHER, header={"x5u": "https://evil.example/pem"})),
        "critical extension": request_object(town, tax, Hand(header={"crit": ["b64"], "b64": True})),
        "flattened JSON": json.dumps(flat),
        "general JSON": json.dumps({"payload": payload, "signatures": [flat]}),
        "token within a token": signed(json.dumps(good)),
        "object within an object": request_object(town, tax, request=good),
        "five parts": f"{head}.{payload}.{payload}.{payload}.{signature}",
        "four parts": f"{good}.{signature}",
        "with a line end": good + "\n",
        "padded": f"{head}==.{payload}.{signature}",
        "much too long": request_object(town, tax, padding="x" * 9000),
    }


async def test_no_forged_or_wrapped_request_object_earns_anything(town: Town) -> None:
    async with town.browser() as browser:
        tax = await signed_in(town, browser)
        before = await kept(town)
        for what, token in forged(town, tax).items():
            answer = await browser.get("/authorize", params={**tax.question(), "request": token})
            assert not earned(answer), what
            assert answer_of(answer)["error"] == "invalid_request_object", what
            pushed = await browser.post("/par", data={"request": token}, headers=tax.basic())
            assert (pushed.status_code, pushed.json()["error"]) == (400, "invalid_request_object"), what
        assert await kept(town) == before
    assert town.outside.asked == []


async def test_another_clients_request_object_is_nobody_elses(town: Town) -> None:
    async with town.browser() as browser:
        tax = await signed_in(town, browser)
        council = await town.council()
        before = await kept(town)
        theirs = request_object(town, tax)
        as_ours = request_object(town, council, Hand(key=OTHER))
        for token in (theirs, as_ours):
            answer = await browser.get("/authorize", params={**council.question(), "request": token})
            assert answer_of(answer)["error"] == "invalid_request_object"
        mixed = await browser.get(
            "/authorize", params={**tax.question(), "request": request_object(town, tax, client_id=council.client_id)}
        )
        assert answer_of(mixed)["error"] == "invalid_request_object"
        assert await kept(town) == before


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/r.jwt",
        "http://169.254.169.254/latest/meta-data",
        "http://localhost:8000/",
        "https://tax.example.test/r.jwt?x=1",
        "https://tax.example.test/r.jwt/../x",
        "https://tax.example.test@evil.example/r.jwt",
        "HTTPS://tax.example.test/r.jwt",
        "file:///etc/passwd",
        "URN:ietf:params:oauth:request_uri:pr_x",
    ],
)
async def test_nothing_is_fetched_from_an_address_a_stranger_chose(town: Town, address: str) -> None:
    tax = await signing_service(town, request_uris=["https://tax.example.test/r.jwt"])
    chosen = dict.fromkeys(("jwks_uri", "sector_identifier_uri", "logo_uri", "resource", "target_link_uri"), address)
    async with town.browser() as browser:
        await town.code(browser, tax.question())
        before = await kept(town)
        for asked in (tax.question(request_uri=address), {**tax.question(), **chosen, "registration": json.dumps(chosen)}):
            answer = await browser.get("/authorize", params=asked)
            assert answer_of(answer)["error"] in {"invalid_request_uri", "registration_not_supported"}
        pushed = await browser.post("/par", data=tax.question(request_uri=address), headers=tax.basic())
        assert pushed.json()["error"] == "invalid_request"
        assert await kept(town) == before
    assert town.outside.asked == []


class Page(HTMLParser):
    """What a browser makes of a page: its forms, their fields, and whatever could run."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.forms: list[str] = []
        self.fields: list[tuple[str, str]] = []
        self.runs: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        if tag == "form":
            self.forms.append(named.get("action") or "")
        if tag == "input":
            self.fields.append((named.get("name") or "", named.get("value") or ""))
        self.runs += [tag] if tag == "script" and not (named.get("src") or "").startswith("/static/") else []
        self.runs += [name for name in named if name.startswith("on")]


@pytest.mark.parametrize(
    "state",
    [
        '"><script>alert(1)</script>',
        "' onfocus=alert(1) autofocus x='",
        "</form><form action=https://evil.example>",
        "</title></main><base href=https://evil.example>",
        "{{ 7 * 7 }}{% for x in y %}",
        "&quot;&#34;&lt;",
        "a\r\nSet-Cookie: x=y",
        "\u2028\u202e\ufeff\U0001f600",
    ],
)
@pytest.mark.parametrize("mode", ["form_post", "form_post.jwt"])
async def test_a_hostile_state_stays_one_value_of_one_form(town: Town, mode: str, state: str) -> None:
    async with town.browser() as browser:
        tax = await signed_in(town, browser)
        for changes in ({}, {"scope": "profile"}):
            answer = await browser.get("/authorize", params=tax.question(response_mode=mode, state=state, **changes))
            page = Page(answer.text)
            assert page.forms == [REDIRECT]
            assert page.runs == []
            fields = dict(page.fields)
            assert len(fields) == len(page.fields)
            assert set(fields) <= {"code", "state", "iss", "error", "error_description", "response"}
            assert fields.get("state", state).replace("\n", "\r\n").replace("\r\r\n", "\r\n") == state
            assert "Set-Cookie: x=y" not in str(answer.headers)
