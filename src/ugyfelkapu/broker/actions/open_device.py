"""A device asks for a person: two codes, one for it and one to be typed elsewhere (RFC 8628 section 3.1, 3.2)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from ugyfelkapu.broker.domain.authorization import AuthorizationRequest
from ugyfelkapu.broker.domain.device import (
    DEVICE_LIFETIME,
    POLL_SECONDS,
    USER_CODE_BYTES,
    DeviceCode,
    user_code_digest,
    user_code_from,
)
from ugyfelkapu.broker.domain.secret import SECRET_BYTES, SecretKind, minted
from ugyfelkapu.broker.ports import BrokerWorld
from ugyfelkapu.broker.store import device_codes
from ugyfelkapu.foundation.throttle import Lane, Wait, take

MOST_OPEN = 120
"""How many requests one network may open for a service in ten minutes, before they are let in one by one."""

_LET_IN_EVERY = timedelta(seconds=5)


class NoUserCodeError(Exception):
    """Chance gave only codes that are taken: it is no chance."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """The codes as they leave."""

    device_code: str
    user_code: str


async def open_device(world: BrokerWorld, request: AuthorizationRequest, *, network: str, now: datetime) -> Opened | Wait:
    """Keep the request for ten minutes, by digests of its codes."""
    async with world.database.transaction() as tx:
        admitted = await take(tx, [_lane(request, network, now=now)], now=now)
        if isinstance(admitted, Wait):
            return admitted
        for _ in range(3):  # that two open codes are the same happens once in a million years
            chance = world.entropy.bytes(SECRET_BYTES + USER_CODE_BYTES)
            device, user_code = minted(SecretKind.DEVICE, chance[:SECRET_BYTES]), user_code_from(chance[SECRET_BYTES:])
            held = DeviceCode(
                digest=device.digest,
                request=request,
                expires_at=now + DEVICE_LIFETIME,
                interval_seconds=POLL_SECONDS,
                next_poll_at=now,
                answered_at=None,
                code_digest=None,
            )
            if await device_codes.add(tx, held, user_code_digest=user_code_digest(user_code), now=now):
                return Opened(device_code=device.secret, user_code=user_code)
    raise NoUserCodeError


def _lane(request: AuthorizationRequest, network: str, *, now: datetime) -> Lane:
    window = int(now.timestamp() // DEVICE_LIFETIME.total_seconds())
    return Lane(
        key=f"broker/device-opened/{network}/{window}/{request.client_id}",
        free_tries=MOST_OPEN,
        first_wait=_LET_IN_EVERY,
        longest_wait=_LET_IN_EVERY,
        forgotten_after=2 * DEVICE_LIFETIME,
    )
