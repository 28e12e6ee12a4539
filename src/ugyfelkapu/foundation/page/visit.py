"""Who looks at a page: their language, their browser's own cookie, the token its forms must carry, where they come from."""

from base64 import urlsafe_b64encode
from dataclasses import dataclass, replace
from hashlib import sha256
from hmac import compare_digest
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import NamedTuple
from urllib.parse import parse_qsl, quote, urlencode

from starlette.requests import Request

from ugyfelkapu.foundation.page.catalogue import Language
from ugyfelkapu.foundation.page.cookies import Cookies
from ugyfelkapu.ports import Entropy

BROWSER_COOKIE = "browser"
LANGUAGE_COOKIE = "language"
LANGUAGE_PARAMETER = "lang"
_CHOICE = LANGUAGE_PARAMETER.encode()
USER_AGENT_LENGTH = 200
BROWSER_BYTES = 32
_LABELS = {Language.HU: "Magyar", Language.EN: "English", Language.DE: "Deutsch"}


class LanguageLink(NamedTuple):
    """A link to the same page in a language."""

    code: str
    label: str
    url: str
    current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One request as the pages see it."""

    language: Language
    language_was_chosen: bool
    """By the switch in this very request, so that the answer keeps it."""
    browser: str
    """Chance that this browser carries in a cookie; flows are bound to its digest."""
    browser_is_new: bool
    path: str
    query: str
    client_address: str
    user_agent: str
    form_targets: tuple[str, ...] = ()
    """Origins beside this site's to which a form of the page may lead, through a redirect."""

    is_asking_back: bool = False
    """Whether a script of the page may ask this site for more."""

    frame_origins: tuple[str, ...] = ()
    """Origins of the frames that the page opens."""

    def opening(self, *origins: str) -> "Visit":
        """The visit on a page that opens frames of these origins, and of no other."""
        return replace(self, frame_origins=origins)

    def asking_back(self) -> "Visit":
        """The visit on a page whose script asks this site, and no other."""
        return replace(self, is_asking_back=True)

    def leading_to(self, *origins: str) -> "Visit":
        """The visit on a page whose forms may lead to these origins too."""
        return replace(self, form_targets=origins)

    @property
    def csrf_token(self) -> str:
        """What each form of this browser must carry; nobody else can know it."""
        return urlsafe_b64encode(sha256(b"csrf\0" + self.browser.encode()).digest()).decode().rstrip("=")

    @property
    def browser_digest(self) -> bytes:
        """What a store keeps of the browser, to bind a flow to it."""
        return sha256(b"flow\0" + self.browser.encode()).digest()

    @property
    def network(self) -> str:
        """The network the request comes from: /24, or /56 for IPv6; the address itself when it is none.

        A socket for both kinds shows IPv4 addresses inside IPv6 ones (RFC 4291 section 2.5.5.2): all in one /56.
        """
        try:
            address = ip_address(self.client_address)
        except ValueError:
            return self.client_address
        if isinstance(address, IPv6Address) and address.ipv4_mapped:
            address = address.ipv4_mapped
        prefix = 24 if isinstance(address, IPv4Address) else 56
        return str(ip_network((address, prefix), strict=False))

    @property
    def language_links(self) -> list[LanguageLink]:
        """This page in each language, with the rest of its address kept; never an address on another host (`//host/`)."""
        kept = [pair for pair in parse_qsl(self.query, keep_blank_values=True) if pair[0] != LANGUAGE_PARAMETER]
        rest = urlencode(kept) + "&" if kept else ""
        return [
            LanguageLink(
                code=language.value,
                label=_LABELS[language],
                url=f"/{quote(self.path.lstrip('/'))}?{rest}{LANGUAGE_PARAMETER}={language.value}",
                current=language is self.language,
            )
            for language in Language
        ]


def visit_of(request: Request, cookies: Cookies, entropy: Entropy) -> Visit:
    """What the request says of its sender; nothing in it is believed beyond its shape."""
    browser = cookies.read(request, BROWSER_COOKIE)
    query: bytes = request.scope["query_string"]
    chosen = _language(request.query_params.get(LANGUAGE_PARAMETER)) if _CHOICE in query else None
    return Visit(
        language=chosen or _language(cookies.read(request, LANGUAGE_COOKIE)) or _preferred(request),
        language_was_chosen=chosen is not None,
        browser=browser or urlsafe_b64encode(entropy.bytes(BROWSER_BYTES)).decode().rstrip("="),
        browser_is_new=browser is None,
        path=request.scope["path"],
        query=query.decode("latin-1"),
        client_address=request.client.host if request.client else "",
        user_agent=request.headers.get("user-agent", "")[:USER_AGENT_LENGTH],
    )


def comes_from_our_form(request: Request, visit: Visit, token: str, *, origin: str) -> bool:
    """Whether a submission comes from a page of ours in this browser (cross-site request forgery).

    `Origin` is `null` for our own forms, since our pages send no referrer.
    """
    if request.headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
        return False
    if request.headers.get("origin", "null") not in {"null", origin}:
        return False
    return not visit.browser_is_new and compare_digest(token.encode(), visit.csrf_token.encode())


def _language(code: str | None) -> Language | None:
    return Language(code) if code in set(Language) else None


def _preferred(request: Request) -> Language:
    """The first of ours that the browser lists; Hungarian when there is none."""
    for part in request.headers.get("accept-language", "").split(",")[:10]:
        if language := _language(part.partition(";")[0].strip()[:2].lower()):
            return language
    return Language.HU
