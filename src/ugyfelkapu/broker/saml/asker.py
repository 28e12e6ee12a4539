"""Who asks, by which browser, and when: what every step of an answer needs."""

from dataclasses import dataclass
from datetime import datetime

from starlette.requests import Request

from ugyfelkapu.broker.domain.relying_party import RelyingParty
from ugyfelkapu.broker.domain.saml_service import SamlTerms


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """The browser's request, and the service that sent it."""

    request: Request
    party: RelyingParty
    terms: SamlTerms
    now: datetime
