"""From a template and its values to an answer: the one way in which both wings make pages."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from urllib.parse import urlsplit

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from ugyfelkapu.foundation.page import states, wording
from ugyfelkapu.foundation.page.catalogue import Catalogue, Language, catalogues
from ugyfelkapu.foundation.page.cookies import Cookies
from ugyfelkapu.foundation.page.fixed_words import FixedWords
from ugyfelkapu.foundation.page.form import Form, read_body
from ugyfelkapu.foundation.page.headers import SCRIPT_MAY_ASK, frames_of, page_headers
from ugyfelkapu.foundation.page.multipart import read_upload, read_uploads
from ugyfelkapu.foundation.page.static_files import StaticFiles
from ugyfelkapu.foundation.page.visit import (
    BROWSER_COOKIE,
    LANGUAGE_COOKIE,
    Visit,
    comes_from_our_form,
    visit_of,
)
from ugyfelkapu.ports import Entropy

SHELL = "ugyfelkapu.foundation.page"
LANGUAGE_COOKIE_SECONDS = 365 * 24 * 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class Pages:
    """The page shell of one installation: templates, catalogues, static files, cookies."""

    cookies: Cookies
    catalogues: Mapping[Language, Catalogue]
    entropy: Entropy
    origin: str
    _environments: Mapping[Language, Environment]

    @classmethod
    def of(cls, packages: Iterable[str], *, public_url: str, entropy: Entropy) -> "Pages":
        """The shell for these rooms: packages with `templates/` and `locale/<language>/*.po` in them."""
        rooms = [SHELL, *packages]
        texts = catalogues(rooms)
        static = StaticFiles.bundled()
        address = urlsplit(public_url)
        return cls(
            cookies=Cookies(secure=address.scheme == "https"),
            catalogues=texts,
            entropy=entropy,
            origin=f"{address.scheme}://{address.netloc}",
            _environments={
                language: _environment(language, texts[language], rooms=rooms, static=static) for language in Language
            },
        )

    def visit(self, request: Request) -> Visit:
        """What the request says of its sender."""
        return visit_of(request, self.cookies, self.entropy)

    async def form(self, request: Request) -> Form:
        """The submitted form; 403 when it does not come from a page of ours in this browser, 4xx when it is malformed."""
        form = await read_body(request)
        if not comes_from_our_form(request, self.visit(request), form.text("csrf_token"), origin=self.origin):
            raise HTTPException(403, "form_expired")
        return form

    async def form_with_file(self, request: Request, *, most_bytes: int) -> tuple[Form, bytes]:
        """The submitted form with its one file, held in memory alone; refused as `form` is, and 413 beyond `most_bytes`."""
        form, file = await read_upload(request, most_bytes=most_bytes)
        if not comes_from_our_form(request, self.visit(request), form.text("csrf_token"), origin=self.origin):
            raise HTTPException(403, "form_expired")
        return form, file

    async def form_with_files(
        self, request: Request, *, names: frozenset[str], most_bytes: int
    ) -> tuple[Form, dict[str, bytes]]:
        """The same with a file for each of these names; an empty one is there and empty."""
        form, files = await read_uploads(request, names=names, most_bytes=most_bytes)
        if not comes_from_our_form(request, self.visit(request), form.text("csrf_token"), origin=self.origin):
            raise HTTPException(403, "form_expired")
        return form, files

    def answer(
        self,
        visit: Visit,
        template: str,
        values: Mapping[str, object] | None = None,
        *,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
    ) -> Response:
        """The page in the visit's language."""
        body = self._environments[visit.language].get_template(template).render({"visit": visit, **(values or {})})
        own = page_headers(
            secure=self.cookies.secure,
            form_targets=visit.form_targets,
            directives=[*([SCRIPT_MAY_ASK] if visit.is_asking_back else []), *frames_of(visit.frame_origins)],
        )
        response = HTMLResponse(body, status_code=status, headers=own | dict(headers or {}))
        return self._with_cookies(response, visit)

    def redirect(self, visit: Visit, url: str) -> Response:
        """On to another page; 303, so that a submission is never sent again (`docs/security.md`)."""
        response = RedirectResponse(url, status_code=303, headers=page_headers(secure=self.cookies.secure))
        return self._with_cookies(response, visit)

    def text(self, visit: Visit, key: str, **values: object) -> str:
        """A text of the catalogue in the visit's language."""
        return self.catalogues[visit.language].text(key, **values)

    def _with_cookies(self, response: Response, visit: Visit) -> Response:
        if visit.browser_is_new:
            self.cookies.keep(response, BROWSER_COOKIE, visit.browser)
        if visit.language_was_chosen:
            self.cookies.keep(response, LANGUAGE_COOKIE, visit.language.value, max_age_seconds=LANGUAGE_COOKIE_SECONDS)
        return response


def _environment(language: Language, texts: Catalogue, *, rooms: list[str], static: StaticFiles) -> Environment:
    environment = Environment(
        loader=ChoiceLoader([PackageLoader(room) for room in rooms]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        extensions=[FixedWords],
    )
    environment.globals.update(t=texts.text, static=static.url, language=language.value)
    environment.filters.update(
        t=texts.text,
        static=static.url,
        day=partial(wording.day, language=language),
        moment=partial(wording.moment, language=language),
        forints=partial(wording.forints, language=language),
        name=partial(wording.full_name, language=language),
        state=partial(states.name_of, language=language, stateless=texts.text("layout.stateless")),
    )
    return environment
