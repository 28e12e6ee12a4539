"""One piece of each kind of work, as a step that is repeated; every answer is looked at."""

import json
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from urllib.parse import urlencode

from bench.beside.contestant import Contestant, Kind
from bench.connection import Answer, Line, request
from bench.flow import OK, Driver, authenticated_head, driver, posted, repeated, wrong
from bench.load import Step

_REFRESH_TOKEN = re.compile(rb'"refresh_token" ?: ?"([^"]+)"')
_ACTIVE = re.compile(rb'"active" ?: ?true')


async def steps_of(kind: Kind, contestant: Contestant, lines: Sequence[Line]) -> list[Step]:
    """A step for each line, prepared: tokens are there, browsers have their session."""
    return await _MAKERS[kind](contestant, lines)


async def _code_flow(contestant: Contestant, lines: Sequence[Line]) -> list[Step]:
    driving = await driver(contestant.provider)
    return [repeated(driving, line) for line in lines]


async def _pushed_flow(contestant: Contestant, lines: Sequence[Line]) -> list[Step]:
    driving = await driver(contestant.provider, pushed=contestant.paths.par)
    return [repeated(driving, line) for line in lines]


async def _client_credentials(contestant: Contestant, lines: Sequence[Line]) -> list[Step]:
    head = authenticated_head(contestant.provider.token, contestant.as_client(contestant.machine))
    asked = {"grant_type": "client_credentials", "scope": contestant.machine_scope}
    message = posted(head, urlencode({name: value for name, value in asked.items() if value}))
    return [_asking(line, message, expected=b'"access_token"') for line in lines]


async def _refresh(contestant: Contestant, lines: Sequence[Line]) -> list[Step]:
    driving = await driver(contestant.as_client(contestant.renewing))
    head = authenticated_head(contestant.provider.token, contestant.as_client(contestant.renewing))
    return [await _renewing(driving, line, head=head) for line in lines]


async def _renewing(driving: Driver, line: Line, *, head: str) -> Step:
    """Each answer brings the token of the next."""
    secret = _following(await driving.step(line))

    async def step() -> None:
        nonlocal secret
        answer = await line.ask(posted(head, urlencode({"grant_type": "refresh_token", "refresh_token": secret})))
        following = _following(answer)
        if following == secret:
            raise wrong(answer)
        secret = following

    return step


def _following(answer: Answer) -> str:
    found = _REFRESH_TOKEN.search(answer.body)
    if answer.status != OK or found is None:
        raise wrong(answer)
    return found[1].decode("ascii")


async def _userinfo(contestant: Contestant, lines: Sequence[Line]) -> list[Step]:
    driving = await driver(contestant.provider)
    port, path = contestant.provider.port, contestant.paths.userinfo
    steps = []
    for line in lines:
        headers = {"Authorization": f"Bearer {await _access_token(driving, line)}"}
        steps.append(_asking(line, request("GET", path, port=port, headers=headers), expected=b'"sub"'))
    return steps


async def _introspection(contestant: Contestant, lines: Sequence[Line]) -> list[Step]:
    driving = await driver(contestant.provider)
    head = authenticated_head(contestant.paths.introspection, contestant.provider)
    messages = [posted(head, urlencode({"token": await _access_token(driving, line)})) for line in lines]
    return [_asking(line, message, expected=_ACTIVE) for line, message in zip(lines, messages, strict=True)]


async def _access_token(driving: Driver, line: Line) -> str:
    return str(json.loads((await driving.step(line)).body)["access_token"])


async def _discovery(contestant: Contestant, lines: Sequence[Line]) -> list[Step]:
    message = request("GET", contestant.paths.discovery, port=contestant.provider.port)
    return [_asking(line, message, expected=b"authorization_endpoint") for line in lines]


async def _key_set(contestant: Contestant, lines: Sequence[Line]) -> list[Step]:
    message = request("GET", contestant.provider.jwks, port=contestant.provider.port)
    return [_asking(line, message, expected=b'"keys"') for line in lines]


async def password_sign_ins(contestant: Contestant, lines: Sequence[Line]) -> list[Step]:
    """A browser on each line that signs in again and again."""
    if contestant.signs_in is None:
        raise LookupError(contestant.title)
    return [await contestant.signs_in(line) for line in lines]


def _asking(line: Line, message: bytes, *, expected: bytes | re.Pattern[bytes]) -> Step:
    """Always the same request; 200, and this in the body."""
    pattern = re.compile(re.escape(expected)) if isinstance(expected, bytes) else expected

    async def step() -> None:
        answer = await line.ask(message)
        if answer.status != OK or pattern.search(answer.body) is None:
            raise wrong(answer)

    return step


_MAKERS: Mapping[Kind, Callable[[Contestant, Sequence[Line]], Awaitable[list[Step]]]] = {
    Kind.CODE_FLOW: _code_flow,
    Kind.PUSHED_FLOW: _pushed_flow,
    Kind.CLIENT_CREDENTIALS: _client_credentials,
    Kind.REFRESH: _refresh,
    Kind.USERINFO: _userinfo,
    Kind.INTROSPECTION: _introspection,
    Kind.DISCOVERY: _discovery,
    Kind.KEY_SET: _key_set,
    Kind.PASSWORD: password_sign_ins,
    Kind.MIXED: _refresh,
}
