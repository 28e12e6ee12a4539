"""Whose tries are counted together (`docs/security.md`): an outsider can use up their own tries, never the owner's.

A known browser has its own budget. Unknown ones are counted by account and network, then by account alone with short waits,
then by network. Passwords, second factors and mailed codes have budgets of their own, shared by every page that asks for them.
Lanes are taken in the order of their keys, so the narrowest comes first and shields the wider ones.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from ugyfelkapu.foundation.database import Database, Transaction
from ugyfelkapu.foundation.throttle import Admitted, Lane, Wait, clear, give_back, take
from ugyfelkapu.gate.domain.device import Origin
from ugyfelkapu.gate.domain.secret import SecretKind, digest_of

FREE_TRIES_KNOWN_DEVICE = 10
FREE_TRIES_NETWORK_AND_ACCOUNT = 5
FREE_TRIES_ACCOUNT = 30
FREE_TRIES_NETWORK = 1200
"""In ten minutes, from browsers that were never seen: many people may stand behind one address."""

NETWORK_WINDOW = timedelta(minutes=10)
FREE_MAILS = 5
FREE_MAILS_NETWORK = 200
SHORT_WAIT = timedelta(seconds=30)
MAIL_WAIT = timedelta(hours=1)


class Factor(StrEnum):
    """What is tried."""

    PASSWORD = "password"  # noqa: S105 - the name of a factor, no secret
    TOTP = "totp"
    CODE = "code"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tries:
    """The lanes of one try: a success forgets the `own` ones, and gives back no more than itself to the `shared` ones."""

    own: tuple[Lane, ...]
    shared: tuple[Lane, ...]

    async def take(self, database: Database, *, now: datetime) -> Admitted | Wait:
        """Reserve the try, durably, before the work."""
        async with database.transaction() as tx:
            return await take(tx, (*self.own, *self.shared), now=now)

    async def forget(self, tx: Transaction) -> None:
        """The try succeeded."""
        await clear(tx, self.own)
        await give_back(tx, self.shared)


def tries_of(factor: Factor, account: str, origin: Origin, *, device_known: bool, now: datetime) -> Tries:
    """The lanes of a try at a factor; `account` is the folded user name, whether or not there is such a gate."""
    device = digest_of(SecretKind.DEVICE, origin.device)
    if device_known and device:
        key = f"gate/{factor}/device/{account}/{device.hex()}"
        return Tries(own=(Lane(key=key, free_tries=FREE_TRIES_KNOWN_DEVICE),), shared=())
    return Tries(
        own=(
            Lane(key=f"gate/{factor}/1/{account}/{origin.network}", free_tries=FREE_TRIES_NETWORK_AND_ACCOUNT),
            Lane(key=f"gate/{factor}/3/{account}", free_tries=FREE_TRIES_ACCOUNT, longest_wait=SHORT_WAIT),
        ),
        shared=(_network_lane(factor, origin, free_tries=FREE_TRIES_NETWORK, now=now),),
    )


def mail_tries(account: str, email: str, origin: Origin, *, now: datetime) -> Tries:
    """The lanes of a wish for a mail: by the pair, so that only who knows the address could use it up, and by network."""
    pair = Lane(key=f"gate/mail/1/{account}/{email}", free_tries=FREE_MAILS, first_wait=SHORT_WAIT, longest_wait=MAIL_WAIT)
    return Tries(own=(), shared=(pair, _network_lane("mail", origin, free_tries=FREE_MAILS_NETWORK, now=now)))


def _network_lane(what: str, origin: Origin, *, free_tries: int, now: datetime) -> Lane:
    """A budget for each ten minutes; it is never given back, so it begins anew with the next ten."""
    window = int(now.timestamp() // NETWORK_WINDOW.total_seconds())
    return Lane(
        key=f"gate/{what}/2/{origin.network}/{window}",
        free_tries=free_tries,
        longest_wait=SHORT_WAIT,
        forgotten_after=2 * NETWORK_WINDOW,
    )
