"""People in front of a browser: a clerk who registers others, citizens who sign in, each with cookies of their own."""

import re
from base64 import b64encode
from dataclasses import dataclass
from hashlib import sha256
from html import unescape
from urllib.parse import parse_qsl, quote, urlsplit

import httpx
import msgspec
import pyotp

from tests.failures.installation import Installation
from ugyfelkapu.broker.domain.secret import text_of
from ugyfelkapu.demo.contract import Citizen, Unregistered
from ugyfelkapu.demo.joining import configuration_file
from ugyfelkapu.demo.services.kind import ServiceKind
from ugyfelkapu.gate.domain.identity import DocumentType
from ugyfelkapu.gate.domain.registration import document_refusal

CLIENT_SECONDS = 30.0
VERIFIER = "v" * 64
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')

ALERT = re.compile(r'role="alert".*?</div>', re.DOTALL)
MARK_UP = re.compile(r"<[^>]+>|\s+")


def browser(site: str, *, patience_seconds: float = CLIENT_SECONDS) -> httpx.AsyncClient:
    """A new browser, with no cookies yet; it gives a server half a minute, or more where time is not the question."""
    return httpx.AsyncClient(base_url=site, timeout=patience_seconds, headers={"Accept": "text/html"})


async def token_of(client: httpx.AsyncClient, path: str) -> str:
    """What the forms of a page carry."""
    page = await client.get(path)
    found = TOKEN.search(page.text)
    assert found, f"{page.status_code} {path}: {page.text}"
    return found[1]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClerkAtDesk:
    """A signed-in clerk."""

    client: httpx.AsyncClient
    token: str

    async def opens(self, person: Unregistered) -> httpx.Response:
        """Send what the document shows."""
        return await self.client.post("/counter/register", data=_document(person) | {"csrf_token": self.token})

    async def sends(self, case: str, username: str) -> httpx.Response:
        """Confirm everything and send the case."""
        form = {"csrf_token": self.token, "data_match": "yes", "face_match": "yes", "language": "hu"}
        return await self.client.post(case, data=form | {"username": username, "email": email_of(username)})

    async def registers(self, person: Unregistered, username: str) -> str | None:
        """The receipt's number; `None` when the server went away before it answered."""
        try:
            opened = await self.opens(person)
            assert opened.status_code == 303, alert_of(opened)
            sent = await self.sends(opened.headers["Location"], username)
        except httpx.TransportError:
            return None
        assert sent.status_code == 303, alert_of(sent)
        return str(sent.headers["Location"]).rpartition("/")[2]


async def clerk_at_desk(town: Installation, client: httpx.AsyncClient) -> ClerkAtDesk:
    """Sign the clerk in; once in each half minute, as the authenticator's code works once."""
    clerk = town.accounts.clerk
    token = await token_of(client, "/counter/sign-in")
    password = {"csrf_token": token, "username": clerk.username, "password": clerk.password}
    begun = await client.post("/counter/sign-in", data=password)
    assert begun.status_code == 303, begun.text
    code = {"csrf_token": token, "code": pyotp.TOTP(clerk.totp_secret).now()}
    signed_in = await client.post("/counter/second-factor", data=code)
    assert signed_in.headers.get("Location") == "/counter", signed_in.text
    return ClerkAtDesk(client=client, token=token)


async def signs_in(client: httpx.AsyncClient, citizen: Citizen, *, path: str = "/sign-in") -> httpx.Response:
    """User name and password; only for a citizen without a second factor does the session begin at once."""
    token = await token_of(client, path)
    form = {"csrf_token": token, "username": citizen.username, "password": citizen.password}
    return await client.post(path, data=form)


def newcomers(town: Installation) -> list[Unregistered]:
    """Who can be registered with the document they would show."""
    left = town.accounts.unregistered
    return [one for one in left if document_refusal(DocumentType(one.document_type), one.citizenship) is None]


def email_of(username: str) -> str:
    """Where the mails of somebody whom a test registered go."""
    return f"{username}@posta.example"


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """A service of the town, as its own server would act."""

    client_id: str
    client_secret: str
    redirect_uri: str

    def question(self, **changes: str) -> dict[str, str]:
        """A good authorization request."""
        return {
            "response_type": "code",
            "client_id": self.client_id,
            "redirect_uri": self.redirect_uri,
            "scope": "openid profile email",
            "state": "state-1",
            "nonce": "nonce-1",
            "code_challenge": text_of(sha256(VERIFIER.encode()).digest()),
            "code_challenge_method": "S256",
            **changes,
        }

    async def redeems(self, client: httpx.AsyncClient, code: str) -> httpx.Response:
        """Ask for the tokens."""
        pair = f"{quote(self.client_id, safe='')}:{quote(self.client_secret, safe='')}"
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.redirect_uri,
            "code_verifier": VERIFIER,
        }
        headers = {"Authorization": f"Basic {b64encode(pair.encode()).decode()}"}
        return await client.post("/token", data=form, headers=headers)


class _Configuration(msgspec.Struct, frozen=True):
    """What a service of the town reads at its start, as far as a test needs it."""

    client_id: str
    client_secret: str
    public_url: str


def tax_account(town: Installation) -> Service:
    """The service that proves itself with a secret."""
    file = configuration_file(town.folder, ServiceKind.TAX_ACCOUNT)
    known = msgspec.json.decode(file.read_bytes(), type=_Configuration)
    return Service(client_id=known.client_id, client_secret=known.client_secret, redirect_uri=f"{known.public_url}/callback")


async def signs_on(client: httpx.AsyncClient, citizen: Citizen, service: Service) -> str:
    """From the service's link to the code it is given."""
    page = await _followed(client, await client.get("/authorize", params=service.question()))
    if 'data-page="choose-method"' in page.text:
        page = await _followed(client, await client.post(page.url.path, data={"csrf_token": _token(page)}))
    if 'data-page="sign-in"' in page.text:
        target = f"{page.url.path}?{page.url.query.decode()}"
        form = {"csrf_token": _token(page), "username": citizen.username, "password": citizen.password}
        page = await _followed(client, await client.post(target, data=form))
    return answer_of(page)["code"]


def alert_of(page: httpx.Response) -> str:
    """Status and alert of a page, to read in a failure."""
    found = ALERT.search(page.text)
    return f"{page.status_code} {MARK_UP.sub(' ', found[0]) if found else page.text}"


def answer_of(response: httpx.Response) -> dict[str, str]:
    """What the service's redirect address is told, by a redirect or by a page that goes on."""
    target = response.headers.get("Location") or response.headers["Refresh"].partition("url=")[2]
    return dict(parse_qsl(urlsplit(target).query))


async def _followed(client: httpx.AsyncClient, response: httpx.Response) -> httpx.Response:
    """Follow redirects within the site."""
    while response.next_request and response.next_request.url.netloc == client.base_url.netloc:
        response = await client.send(response.next_request)
    return response


def _token(page: httpx.Response) -> str:
    found = TOKEN.search(page.text)
    assert found, page.text
    return unescape(found[1])


def _document(person: Unregistered) -> dict[str, str]:
    identity = person.natural_identity
    return {
        "document_type": person.document_type,
        "document_number": person.document_number,
        "citizenship": person.citizenship,
        "family_name": identity.current_name.family_name,
        "given_name": identity.current_name.given_name,
        "birth_family_name": identity.birth_name.family_name,
        "birth_given_name": identity.birth_name.given_name,
        "mothers_family_name": identity.mothers_birth_name.family_name,
        "mothers_given_name": identity.mothers_birth_name.given_name,
        "birth_place": identity.birth_place,
        "birth_date_year": str(identity.birth_date.year),
        "birth_date_month": str(identity.birth_date.month),
        "birth_date_day": str(identity.birth_date.day),
    }
