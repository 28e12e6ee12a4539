"""The pages of a service: three languages, a strict policy, no script; another house than the gate's, so another look."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from ugyfelkapu.demo.services.claim_wording import claim_name, claim_value
from ugyfelkapu.demo.services.configuration import Configuration
from ugyfelkapu.demo.services.kind import ServiceKind
from ugyfelkapu.demo.services.wording import CATALOGUES, HERE, forints
from ugyfelkapu.foundation.page import Language, wording

LANGUAGE_PARAMETER = "lang"
MOST_LANGUAGES_READ = 10
STATIC = {"service.css": "text/css", "tax_account.svg": "image/svg+xml", "local_council.svg": "image/svg+xml"}
"""The files beside the pages, each with its type."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServicePages:
    """What one service shows."""

    kind: ServiceKind
    issuer_origin: str
    environments: Mapping[Language, Environment]

    @classmethod
    def of(cls, kind: ServiceKind, configuration: Configuration) -> "ServicePages":
        """The pages of a service; a sign-out form leads to the provider and back."""
        return cls(
            kind=kind,
            issuer_origin=configuration.issuer_origin,
            environments={language: _environment(kind, language) for language in Language},
        )

    def answer(self, request: Request, page: str, values: Mapping[str, object] | None = None, *, status: int = 200) -> Response:
        """A page in the visitor's language; `page` names its template and its `data-page`."""
        language = language_of(request)
        if LANGUAGE_PARAMETER in request.query_params:
            request.session["language"] = language.value
        template = self.environments[language].get_template(f"services/{page}.html")
        markup = template.render({"page_name": f"service-{page.replace('_', '-')}", **(values or {})})
        return HTMLResponse(markup, status, self._headers())

    def _headers(self) -> dict[str, str]:
        return {
            "Cache-Control": "no-store",
            "Referrer-Policy": "no-referrer",
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": (
                "default-src 'none'; style-src 'self'; img-src 'self'; frame-ancestors 'none'; base-uri 'none'; "
                f"form-action 'self' {self.issuer_origin}"
            ),
        }


def language_of(request: Request) -> Language:
    """The language in `?lang=`, else the one chosen before, else the first of ours the browser prefers, else Hungarian."""
    preferred = request.headers.get("accept-language", "").split(",")[:MOST_LANGUAGES_READ]
    chosen = [request.query_params.get(LANGUAGE_PARAMETER), request.scope.get("session", {}).get("language")]
    codes = [*chosen, *(part.strip()[:2].lower() for part in preferred)]
    return next((Language(code) for code in codes if code in set(Language)), Language.HU)


def static_file(name: str) -> Response | None:
    """One of the files beside the pages."""
    if name not in STATIC:
        return None
    content = files(HERE).joinpath("static", name).read_bytes()
    headers = {"Cache-Control": "max-age=3600", "X-Content-Type-Options": "nosniff"}
    return Response(content, media_type=STATIC[name], headers=headers)


def _environment(kind: ServiceKind, language: Language) -> Environment:
    environment = Environment(
        loader=PackageLoader(HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.globals.update(t=CATALOGUES[language].text, kind=kind.value, language=language.value)
    environment.filters.update(
        day=partial(wording.day, language=language),
        name=partial(wording.full_name, language=language),
        forints=partial(forints, language=language),
        claim_name=partial(claim_name, language=language),
        claim_value=partial(claim_value, language=language),
    )
    return environment
