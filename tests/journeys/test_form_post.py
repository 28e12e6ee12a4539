"""An answer by form, as only a browser shows it: the page's policy lets it go to the service, and nowhere else."""

from urllib.parse import parse_qsl, urlencode

import httpx
import pytest
from playwright.sync_api import Request, Route

from tests.journeys.conftest import NewWalk
from tests.journeys.people import ANSWER_PATIENCE_SECONDS
from tests.journeys.walk import Script
from tests.town import Town

BACK = "http://127.0.0.1:9/back"
"""Nobody listens there: the browser's question is caught on its way."""


@pytest.mark.parametrize("script", ["with script", "without script"])
def test_an_answer_by_form_reaches_the_service(new_walk_in_town: NewWalk, town: Town, script: Script) -> None:
    walk = new_walk_in_town(script=script)
    posted: list[str] = []

    def take(route: Route, request: Request) -> None:
        posted.append(f"{request.method} {request.post_data}")
        route.fulfill(status=200, content_type="text/html", body="<title>Service</title>")

    walk.page.route(f"{BACK}**", take)
    walk.go(f"/authorize?{urlencode(question(town))}")
    if script == "without script":
        walk.is_on("form-post")
        walk.press("form button")
    walk.page.wait_for_url(BACK)
    method, _, told = posted[0].partition(" ")
    assert len(posted) == 1
    assert method == "POST"
    assert (
        dict(parse_qsl(told)).items() >= {"error": "login_required", "state": HOSTILE, "iss": town.contract["issuer"]}.items()
    )


HOSTILE = '"><script>document.title = "x"</script>'


def question(town: Town) -> dict[str, str]:
    """What a service of this test asks; nobody is signed in, and nobody may be asked."""
    headers = {"Authorization": f"Bearer {town.contract['registration_access_token']}"}
    metadata = {"client_name": "Űrlap", "redirect_uris": [BACK], "client_profile": "basic"}
    client = httpx.post(f"{town.site}/register", json=metadata, headers=headers, timeout=ANSWER_PATIENCE_SECONDS).json()
    asked = {"client_id": client["client_id"], "redirect_uri": BACK, "response_type": "code", "scope": "openid"}
    return {**asked, "response_mode": "form_post", "prompt": "none", "state": HOSTILE}
