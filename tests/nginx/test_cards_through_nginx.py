"""Certificates of eID cards through a real nginx: what gets in, what does not, and what cannot be forged (`domain.md R2`)."""

import re
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest
from cryptography.x509.oid import ExtendedKeyUsageOID

from tests import card_issuer
from tests.adapters.test_card_certificates import self_signed
from tests.card_issuer import DAY, NOW, made, pem
from tests.gate.web.signin.browser import page_of
from tests.nginx.conftest import SECRET, SITE, BehindNginx
from ugyfelkapu.demo.card_proxy import configuration

CONFIGURATION = Path(configuration.__file__).with_name("card.conf")
OPERATIONS = Path(__file__).parents[2] / "docs" / "operations.md"


def reason(answer: httpx.Response) -> str:
    """Why the card was refused, as the page on the site is told."""
    assert answer.status_code == 303, (answer.status_code, answer.text)
    match = re.fullmatch(re.escape(SITE) + r"/register/eid/card-refused\?reason=(\w+)", answer.headers["location"])
    assert match, answer.headers["location"]
    return match[1]


async def test_a_good_card_opens_a_gate_of_high_level(behind: BehindNginx) -> None:
    answer = await behind.shows(behind.issuer.card())
    back = answer.headers["location"]
    assert back.startswith(f"{SITE}/register/eid/arrived?ticket=")
    page = await behind.browser.opens(back.removeprefix(SITE))
    assert page_of(page) == "register-eid-details"
    assert "Kovács-Szabó Éva Anna" in page.text
    await behind.browser.sends("/register/eid/details", username="kartyaskati", email="kati@example.hu")
    (gate,) = await behind.counter.rows("gate")
    assert gate.text("registered_level") == "high"


async def test_no_card(behind: BehindNginx) -> None:
    assert reason(await behind.shows(None)) == "no_card"


@pytest.mark.parametrize(
    ("wish", "told"),
    [
        ({"valid_until": NOW - timedelta(hours=1)}, "expired"),
        ({"valid_from": NOW + DAY}, "not_yet_valid"),
        ({"policy": None}, "policy_missing"),
        ({"use": ExtendedKeyUsageOID.SERVER_AUTH}, "wrong_use"),
        ({"signs": False}, "wrong_use"),
        ({"card_number": "999999XY"}, "not_registered"),
    ],
)
async def test_a_card_with_something_wrong(behind: BehindNginx, wish: dict[str, object], told: str) -> None:
    assert reason(await behind.shows(behind.issuer.card(**wish))) == told
    assert ("prove_online", "done") not in await behind.journal()


async def test_a_card_that_somebody_made_for_themselves(behind: BehindNginx) -> None:
    assert reason(await behind.shows(self_signed(behind.issuer))) == "untrusted"


async def test_the_same_issuers_name_with_another_key(behind: BehindNginx) -> None:
    assert reason(await behind.shows(made(behind.issuer.url).card())) == "untrusted"


@pytest.mark.parametrize("where", ["revoked_by_ocsp", "revoked_by_list"])
async def test_a_revoked_card(behind: BehindNginx, where: str) -> None:
    card = behind.issuer.card()
    getattr(behind.issuer.telling, where).add(card.certificate.serial_number)
    assert reason(await behind.shows(card)) == "revoked"


async def test_while_nobody_says_what_is_revoked_no_card_is_good(behind: BehindNginx) -> None:
    telling = behind.issuer.telling
    telling.instead = card_issuer.fails
    assert reason(await behind.shows(behind.issuer.card())) == "status_unknown"
    telling.instead = None
    telling.signer = made(behind.issuer.url).responder
    assert reason(await behind.shows(behind.issuer.card())) == "status_unknown"
    telling.signer = None
    telling.age = timedelta(hours=3)
    assert reason(await behind.shows(behind.issuer.card())) == "status_unknown"


async def test_what_a_browser_sends_as_the_proxys_headers_does_not_get_through(behind: BehindNginx) -> None:
    good = quote(pem(behind.issuer.card()))
    forged = {"X-Card-Certificate": good, "X-Card-Proxy-Secret": "x" * 32}
    assert reason(await behind.shows(None, **forged)) == "no_card"
    spelled = {"X_Card_Certificate": good, "x-card-certificate": good}
    assert reason(await behind.shows(None, **spelled)) == "no_card"
    assert reason(await behind.shows(self_signed(behind.issuer), **forged)) == "untrusted"


async def test_past_the_proxy_no_certificate_is_believed(behind: BehindNginx) -> None:
    address = (await behind.begins()).removeprefix(behind.card_host)
    certificate = quote(pem(behind.issuer.card()))
    client = behind.browser.client
    assert (await client.get(address, headers={"X-Card-Certificate": certificate})).status_code == 403
    wrong = {"X-Card-Certificate": certificate, "X-Card-Proxy-Secret": SECRET[:-1]}
    assert (await client.get(address, headers=wrong)).status_code == 403
    assert [activity for activity, _ in await behind.journal()].count("forged_certificate") == 2


async def test_the_cards_host_has_no_other_page(behind: BehindNginx) -> None:
    for card in (None, behind.issuer.card(), behind.issuer.card(valid_until=NOW - timedelta(hours=1))):
        for path in ("/", "/register/eid/details", "/register/eid/card/", "/register/eid/card/../details", "/own"):
            answer = await behind.shows(card, behind.card_host + path)
            assert answer.status_code == 302, path
            assert answer.headers["location"].startswith(SITE)


def test_the_papers_show_the_configuration_that_is_tested() -> None:
    blocks = re.findall(r"```nginx\n(.*?)```", OPERATIONS.read_text(encoding="utf-8"), re.DOTALL)
    assert CONFIGURATION.read_text(encoding="utf-8") in blocks
