"""Debian's libapache2-mod-auth-openidc as a service: sign-in, refresh, sign-out from both sides."""

import time
from collections.abc import Iterator
from urllib.parse import quote

import httpx
import pytest

from tests.journeys.clients.apache import Apache, running_apache
from tests.journeys.people import PASSWORD, Applicant
from tests.journeys.plain_client import PlainClient
from tests.town import Town

PATIENCE_SECONDS = 40.0


@pytest.fixture(scope="module")
def apache(town: Town) -> Iterator[Apache]:
    with running_apache(town) as server:
        yield server


def signed_in(visitor: PlainClient, apache: Apache, username: str) -> httpx.Response:
    """The service's private page, after whatever the broker asks."""
    visitor.open(f"{apache.url}/")
    if visitor.page == "choose-method":
        visitor.send(method="gate")
        visitor.send(username=username, password=PASSWORD)
    for _ in range(3):
        refresh = visitor.answer.headers.get("Refresh")
        if refresh is None:
            break
        visitor.open(refresh.partition("url=")[2])
    assert "private" in visitor.answer.text, (visitor.page, apache.log)
    return visitor.answer


def test_somebody_signs_in_and_out_at_the_service(apache: Apache, owner: Applicant) -> None:
    visitor = PlainClient()
    page = signed_in(visitor, apache, owner.username)
    assert len(page.headers["X-Claim-Sub"]) >= 22
    assert page.headers["X-Claim-Acr"] == "http://eidas.europa.eu/LoA/low"
    back = quote(f"{apache.url}/", safe="")
    visitor.open(f"{apache.url}/callback?logout={back}")
    assert visitor.page == "choose-method", "the service sent the browser to sign in anew"


def test_who_signs_out_elsewhere_is_signed_out_at_the_service(town: Town, apache: Apache, owner: Applicant) -> None:
    visitor = PlainClient()
    signed_in(visitor, apache, owner.username)
    visitor.open(f"{town.contract['issuer']}/end-session")
    assert visitor.page == "sign-out"
    visitor.send()
    assert visitor.page == "signed-out"
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline and 'data-outcome="confirmed"' not in visitor.answer.text:
        time.sleep(0.3)
        visitor.open(str(visitor.answer.url))
    assert 'data-outcome="confirmed"' in visitor.answer.text, apache.log
    assert "mod_auth_openidc" in visitor.answer.text
    assert visitor.open(f"{apache.url}/") == "choose-method"


def test_the_service_renews_its_tokens(apache: Apache, owner: Applicant) -> None:
    visitor = PlainClient()
    first = signed_in(visitor, apache, owner.username).headers["X-Access-Token"]
    for _ in range(2):
        renewing = httpx.QueryParams({"refresh": f"{apache.url}/", "access_token": visitor.answer.headers["X-Access-Token"]})
        visitor.open(f"{apache.url}/callback?{renewing}")
        assert "private" in visitor.answer.text, apache.log
        assert visitor.answer.headers["X-Access-Token"] != first
