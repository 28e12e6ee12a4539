"""What each address of a service does."""

from dataclasses import dataclass
from http import HTTPStatus

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from ugyfelkapu.demo.services.council_file import council_file
from ugyfelkapu.demo.services.kind import ServiceKind
from ugyfelkapu.demo.services.learned import Learned, Level, table_of
from ugyfelkapu.demo.services.pages import ServicePages, language_of
from ugyfelkapu.demo.services.provider import Provider
from ugyfelkapu.demo.services.refusal import Refusal, status_of
from ugyfelkapu.demo.services.saml_provider import SamlProvider
from ugyfelkapu.demo.services.tax_ledger import tax_account
from ugyfelkapu.demo.services.visits import Visits
from ugyfelkapu.ports import Clock

RETRY_AFTER_SECONDS = "30"


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """One service: its pages, its provider, who is signed in."""

    kind: ServiceKind
    pages: ServicePages
    provider: Provider | SamlProvider
    visits: Visits
    clock: Clock

    async def home(self, request: Request) -> Response:
        """What the service is, and the way in."""
        return self.pages.answer(request, "home", {"signed_in": self._learned(request) is not None})

    async def login(self, request: Request) -> Response:
        """Off to the provider."""
        level = Level.SUBSTANTIAL if request.query_params.get("level") == "substantial" else None
        return or_refusal(await self.provider.begin(request, language_of(request), level=level))

    async def callback(self, request: Request) -> Response:
        """Back from the provider."""
        answer = await self.provider.finish(request)
        if isinstance(answer, Learned):
            self.visits.end(request.session.get("visit"))
            _renew(request, visit=self.visits.begin(answer, now=self.clock.now()))
            return _see("/account")
        if answer is Refusal.NOT_OURS and self._learned(request):
            return _see("/account")  # the back button after a sign-in that succeeded
        return or_refusal(answer)

    async def account(self, request: Request) -> Response:
        """What the person came for, and everything the service learned about them."""
        learned = self._learned(request)
        if _wants_json(request):
            return _as_json(self.kind, learned)
        if learned is None:
            return _see("/")
        return self.pages.answer(request, "account", self._shows(learned))

    async def ask_logout(self, request: Request) -> Response:
        """For whoever follows a link to sign out: the button."""
        return self.pages.answer(request, "sign_out") if self._learned(request) else _see("/")

    async def logout(self, request: Request) -> Response:
        """Sign out here, then everywhere."""
        learned = self._learned(request)
        self.visits.end(request.session.get("visit"))
        _renew(request, visit=None)
        if learned is None:
            return _see("/")
        answer = await self.provider.sign_out(request, learned, language=language_of(request))
        return or_refusal(Refusal.SIGNED_OUT_HERE_ONLY if isinstance(answer, Refusal) else answer)

    async def signed_out(self, request: Request) -> Response:
        """Back from the provider after a sign-out; the address without the state shows the page."""
        if "state" not in request.query_params or isinstance(self.provider, SamlProvider):
            return self.pages.answer(request, "signed_out")
        refusal = await self.provider.confirm_sign_out(request)
        return or_refusal(refusal) if refusal else _see("/signed-out")

    async def refused(self, request: Request) -> Response:
        """Why a sign-in or sign-out did not succeed, and the way to try again."""
        reason = request.query_params.get("reason", "")
        if reason not in set(Refusal):
            raise HTTPException(HTTPStatus.NOT_FOUND)
        refusal = Refusal(reason)
        values = {"reason": reason, "may_sign_in": refusal is not Refusal.SIGNED_OUT_HERE_ONLY}
        status = status_of(refusal)
        page = self.pages.answer(request, "refused", values, status=status)
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            page.headers["Retry-After"] = RETRY_AFTER_SECONDS
        return page

    async def trouble(self, request: Request, error: Exception) -> Response:
        """A page for an address that is not there, or used in another way than it is meant."""
        status = error.status_code if isinstance(error, HTTPException) else HTTPStatus.INTERNAL_SERVER_ERROR
        return self.pages.answer(request, "trouble", {"missing": status == HTTPStatus.NOT_FOUND}, status=status)

    def _learned(self, request: Request) -> Learned | None:
        return self.visits.find(request.session.get("visit"), now=self.clock.now())

    def _shows(self, learned: Learned) -> dict[str, object]:
        shown: dict[str, object] = {"learned": learned, "table": table_of(learned)}
        today = self.clock.now().date()
        match self.kind:
            case ServiceKind.TAX_ACCOUNT:
                return shown | {
                    "account": tax_account(learned.principal.key if learned.principal else learned.sub, today=today)
                }
            case ServiceKind.LOCAL_COUNCIL:
                return shown | {"file": council_file(learned.sub, today=today)}


def _renew(request: Request, *, visit: str | None) -> None:
    """Start the session afresh, so that nothing from before a sign-in or sign-out lives on; only the language stays."""
    language = request.session.get("language")
    request.session.clear()
    if language:
        request.session["language"] = language
    if visit:
        request.session["visit"] = visit


def _see(address: str) -> Response:
    return RedirectResponse(address, HTTPStatus.SEE_OTHER)


def or_refusal(answer: Response | Refusal) -> Response:
    """Off to the provider, or to the page that says why not: an address of its own, free of codes, safe to reload."""
    if isinstance(answer, Refusal):
        return _see(f"/refused?reason={answer}")
    answer.status_code = HTTPStatus.SEE_OTHER
    return answer


def _wants_json(request: Request) -> bool:
    accepted = request.headers.get("accept", "")
    return request.query_params.get("format") == "json" or ("application/json" in accepted and "text/html" not in accepted)


def _as_json(kind: ServiceKind, learned: Learned | None) -> Response:
    """The learned claims for a program; 401 before a sign-in."""
    headers = {"Cache-Control": "no-store"}
    if learned is None:
        return JSONResponse({"error": "login_required"}, HTTPStatus.UNAUTHORIZED, headers)
    answer = {"service": kind.value, "sub": learned.sub, "id_token": learned.id_token, "userinfo": learned.userinfo}
    return JSONResponse(answer, headers=headers)
