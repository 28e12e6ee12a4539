"""PyPI's idpyoidc as a service: sign-in with PKCE, userinfo, renewal, sign-out."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest
from idpyoidc.client.defaults import DEFAULT_OIDC_SERVICES
from idpyoidc.client.rp_handler import RPHandler

from tests.journeys.clients.conversation import Callback, callback_server, walked
from tests.journeys.people import ANSWER_PATIENCE_SECONDS, Applicant
from tests.journeys.plain_client import PlainClient
from tests.town import Town

SERVICES = {**DEFAULT_OIDC_SERVICES, "end_session": {"class": "idpyoidc.client.oidc.end_session.EndSession"}}
PKCE = "idpyoidc.client.oauth2.add_on.pkce.add_support"


@pytest.fixture
def callback() -> Iterator[Callback]:
    with callback_server() as listening:
        yield listening


@pytest.fixture
def service(town: Town, callback: Callback, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> RPHandler:
    """The library, configured as its manual says and registered at the broker; it keeps its keys where it is started."""
    monkeypatch.chdir(tmp_path)
    document = {
        "redirect_uris": [callback.url],
        "post_logout_redirect_uris": [callback.url],
        "grant_types": ["authorization_code", "refresh_token"],
    }
    headers = {"Authorization": f"Bearer {town.contract['registration_access_token']}"}
    told = httpx.post(
        f"{town.contract['issuer']}/register", json=document, headers=headers, timeout=ANSWER_PATIENCE_SECONDS
    ).json()
    configuration = {
        "client_type": "oidc",
        "issuer": town.contract["issuer"],
        "client_id": told["client_id"],
        "client_secret": told["client_secret"],
        "redirect_uris": document["redirect_uris"],
        "post_logout_redirect_uris": document["post_logout_redirect_uris"],
        "response_types_supported": ["code"],
        "scopes_supported": ["openid", "profile", "email"],
        "token_endpoint_auth_methods_supported": ["client_secret_basic"],
        "client_authn_methods": ["client_secret_basic"],
        "add_ons": {"pkce": {"function": PKCE, "kwargs": {"code_challenge_length": 64, "code_challenge_method": "S256"}}},
    }
    clients = {"town": configuration}
    return RPHandler(base_url=callback.url, client_configs=clients, services=SERVICES, httpc_params={"timeout": 20})


def test_it_signs_people_in_renews_and_signs_them_out(
    town: Town, callback: Callback, service: RPHandler, owner: Applicant
) -> None:
    visitor = PlainClient()
    came = walked(visitor, callback, service.begin(issuer_id="town"), username=owner.username)
    answer = dict(parse_qsl(urlsplit(came["came"]).query))
    learned = service.finalize(town.contract["issuer"], answer)
    assert learned["userinfo"]["email"] == owner.email
    assert learned["id_token"]["sub"] == learned["userinfo"]["sub"]
    renewed = service.refresh_access_token(answer["state"])
    assert renewed["access_token"] != learned["token"]
    leaving = service.logout(answer["state"])
    back = walked(visitor, callback, leaving["url"], username=owner.username)
    assert back["came"].startswith(callback.url)
