"""What a service is answered, and where: the same for a code and for a refusal (RFC 6749 section 4.1.2, RFC 9207)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from ugyfelkapu.broker.domain.redirect import with_parameters
from ugyfelkapu.broker.domain.relying_party import ClientId
from ugyfelkapu.broker.domain.response_mode import ResponseMode

SIGNED_ANSWER_LIFETIME = timedelta(minutes=5)
"""JARM section 2.1 advises at most ten."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyTo:
    """Where an answer goes: a registered address, with the service's own state, in the mode it asked for."""

    client_id: ClientId
    redirect_uri: str
    state: str | None
    mode: ResponseMode


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An answer before it is put into a mode."""

    reply_to: ReplyTo
    content: tuple[tuple[str, str], ...]
    """Its own parameters; state and issuer come with the mode."""


def granted(reply_to: ReplyTo, *, code: str) -> Answer:
    """The code (RFC 6749 section 4.1.2)."""
    return Answer(reply_to=reply_to, content=(("code", code),))


def refused(reply_to: ReplyTo, *, error: str, description: str) -> Answer:
    """Why there is none (RFC 6749 section 4.1.2.1)."""
    return Answer(reply_to=reply_to, content=(("error", error), ("error_description", description)))


def parameters_of(answer: Answer, *, issuer: str) -> list[tuple[str, str]]:
    """The answer as plain parameters, with who answers (RFC 9207 section 2)."""
    return [*_told(answer), ("iss", issuer)]


def claims_of(answer: Answer, *, issuer: str, now: datetime) -> dict[str, object]:
    """The answer as claims: who answers whom, and until when that counts (JARM section 2.1)."""
    expires_at = int((now + SIGNED_ANSWER_LIFETIME).timestamp())
    return {"iss": issuer, "aud": answer.reply_to.client_id, "exp": expires_at, **dict(_told(answer))}


def address_of(answer: Answer, parameters: list[tuple[str, str]]) -> str:
    """The address that carries the parameters (RFC 6749 section 4.1.2)."""
    return with_parameters(answer.reply_to.redirect_uri, parameters)


def _told(answer: Answer) -> list[tuple[str, str]]:
    state = answer.reply_to.state
    return [*answer.content, *([("state", state)] if state is not None else [])]
