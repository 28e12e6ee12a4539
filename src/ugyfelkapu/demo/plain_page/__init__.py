"""Plain pages of the demo's own machinery (registers, mailbox): three languages, strict policy, no cookies, no scripts."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from importlib.resources import files

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Route

from ugyfelkapu.foundation.page import Language, wording
from ugyfelkapu.foundation.page.catalogue import catalogues

HERE = "ugyfelkapu.demo.plain_page"
STYLE_PATH = "/static/plain.css"
HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
    ),
}
MOST_LANGUAGES_READ = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class PlainPages:
    """The pages of one room: its `templates/` and its `locale/`."""

    environments: Mapping[Language, Environment]

    @classmethod
    def of(cls, room: str) -> "PlainPages":
        """The pages of a package."""
        texts = catalogues([room])
        return cls(environments={language: _environment(room, language, texts[language].text) for language in Language})

    def answer(self, request: Request, template: str, values: Mapping[str, object], *, status: int = 200) -> Response:
        """A page in the language asked for."""
        page = self.environments[language_of(request)].get_template(template)
        return HTMLResponse(page.render(values), status, HEADERS)


def style_route() -> BaseRoute:
    """The one style sheet of these pages."""
    return Route(STYLE_PATH, _style, methods=["GET"])


def language_of(request: Request) -> Language:
    """The language in `?lang=`, else the first of ours that the browser prefers, else Hungarian."""
    preferred = request.headers.get("accept-language", "").split(",")[:MOST_LANGUAGES_READ]
    codes = [request.query_params.get("lang", ""), *(part.strip()[:2].lower() for part in preferred)]
    return next((Language(code) for code in codes if code in set(Language)), Language.HU)


def _environment(room: str, language: Language, text: object) -> Environment:
    environment = Environment(
        loader=ChoiceLoader([PackageLoader(HERE), PackageLoader(room)]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(t=text, language=language.value, languages=[one.value for one in Language])
    environment.filters.update(
        day=partial(wording.day, language=language),
        moment=partial(wording.moment, language=language),
        forints=partial(wording.forints, language=language),
        name=partial(wording.full_name, language=language),
    )
    return environment


async def _style(_request: Request) -> Response:
    style = files(HERE).joinpath("static", "plain.css").read_bytes()
    return Response(style, media_type="text/css")
