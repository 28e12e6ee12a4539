"""Whose tries are counted together (`docs/security.md`, rule 6): an outsider can use up their own tries, never the owner's.

A known browser has its own budget. Strangers are counted by account and network, by network, and by account alone with short
waits. That last budget is the one an outsider with many networks can keep shut; so the first tries of a network do not stand in
it, up to a number in each hour. Passwords, second factors and mailed codes have budgets of their own, shared by every page
that asks for them.

Lanes are taken in the order of their keys, so the narrowest comes first and shields the wider ones. A name is typed, so it is
the last part of its key and cannot spell another lane.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from ugyfelkapu.foundation.database import Database, Transaction
from ugyfelkapu.foundation.throttle import Admitted, Lane, Wait, clear, give_back, take
from ugyfelkapu.gate.domain.device import Origin, site_of
from ugyfelkapu.gate.domain.secret import SecretKind, digest_of

FREE_TRIES_KNOWN_DEVICE = 10
FREE_TRIES_NETWORK_AND_ACCOUNT = 5
FREE_TRIES_ACCOUNT = 30
FREE_TRIES_NETWORK = 1200
"""In ten minutes, from browsers that were never seen: many people may stand behind one address."""

FIRST_TRIES = 2
"""So many tries a day of one network at one account do not wait for other strangers."""

NEWCOMERS_AN_HOUR = 240
"""So many first tries at one account, from however many networks: the price is that many guesses more."""

NETWORK_WINDOW = timedelta(minutes=10)
NEWCOMERS_WINDOW = timedelta(hours=1)
A_DAY = timedelta(days=1)
FREE_MAILS = 5
FREE_MAILS_NETWORK = 200
FREE_CHALLENGES_NETWORK = 2400
"""In ten minutes; each visit of the sign-in page may ask for one."""

FREE_CARDS_NETWORK = 120
"""In ten minutes."""

SHORT_WAIT = timedelta(seconds=30)
LONG_WAIT = timedelta(minutes=15)
MAIL_WAIT = timedelta(hours=1)


class Factor(StrEnum):
    """What is tried."""

    PASSWORD = "password"  # noqa: S105 - the name of a factor, no secret
    TOTP = "totp"
    CODE = "code"
    PASSKEY = "passkey"
    RECOVERY_CODE = "recovery_code"
    SIGN_IN_CODE = "sign_in_code"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tries:
    """The lanes of one try, in the order in which they are taken."""

    own: tuple[Lane, ...] = ()
    """Of this browser, or of this account in this network: a success forgets them."""
    shared: tuple[Lane, ...] = ()
    """Of many people: a success gives back no more than itself."""
    newcomer: tuple[Lane, ...] = ()
    """Where these admit the try, the contested ones are not asked."""
    contested: tuple[Lane, ...] = ()
    """Of this account, for all strangers."""

    async def take(self, database: Database, *, now: datetime) -> Admitted | Wait:
        """Reserve the try, durably, before the work."""
        async with database.transaction() as tx:
            outcome = await take(tx, (*self.own, *self.shared), now=now)
            if isinstance(outcome, Wait) or await self._is_newcomer(tx, now=now):
                return outcome
            return await take(tx, self.contested, now=now)

    async def forget(self, tx: Transaction) -> None:
        """The try succeeded; lanes are let go in the order of their keys, as they are taken."""
        await clear(tx, self.own)
        await give_back(tx, self.shared)
        await clear(tx, (*self.newcomer[:1], *self.contested))

    async def _is_newcomer(self, tx: Transaction, *, now: datetime) -> bool:
        return bool(self.newcomer) and isinstance(await take(tx, self.newcomer, now=now), Admitted)


def tries_of(factor: Factor, account: str, origin: Origin, *, device_known: bool, now: datetime) -> Tries:
    """The lanes of a try at a factor; `account` is the folded user name, whether or not there is such a gate."""
    device = digest_of(SecretKind.DEVICE, origin.device)
    if device_known and device:
        key = f"gate/{factor}/device/{device.hex()}/{account}"
        return Tries(own=(Lane(key=key, free_tries=FREE_TRIES_KNOWN_DEVICE),))
    strangers = _of_strangers(f"gate/{factor}", account, origin.network, now=now)
    match factor:
        case Factor.PASSWORD | Factor.CODE:
            return strangers
        case Factor.TOTP | Factor.PASSKEY | Factor.RECOVERY_CODE | Factor.SIGN_IN_CODE:
            # Nobody stands here without the password, so long waits shut no mere outsider's victim out; and a code is short.
            return replace(
                strangers, newcomer=(), contested=(_account_lane(f"gate/{factor}", account, longest_wait=LONG_WAIT),)
            )


def passkey_tries(account: str | None, origin: Origin, *, device_known: bool, now: datetime) -> Tries:
    """The lanes of a passkey shown as the only step, the same as those of the second step; `None`: nobody has this one."""
    if account is None:
        return Tries(shared=(_network_lane(f"gate/{Factor.PASSKEY}", origin.network, free_tries=FREE_TRIES_NETWORK, now=now),))
    return tries_of(Factor.PASSKEY, account, origin, device_known=device_known, now=now)


def challenge_tries(origin: Origin, *, now: datetime) -> Tries:
    """The lanes of a wish for a challenge: it costs a row."""
    lane = _network_lane("gate/challenge", origin.network, free_tries=FREE_CHALLENGES_NETWORK, now=now)
    return Tries(shared=(lane,))


def clerk_tries(account: str, network: str, *, now: datetime) -> Tries:
    """The lanes of a clerk's password; a clerk has no known browsers."""
    return _of_strangers("clerk/password", account, network, now=now)


def card_code_tries(card_number: str, network: str, *, now: datetime) -> Tries:
    """The lanes of a registration code; `card_number` whether or not there is such a card."""
    return _of_strangers("eid/code", card_number, network, now=now)


def card_tries(network: str, *, now: datetime) -> Tries:
    """The lanes of a card shown: each costs the issuer's servers and the register a question."""
    return Tries(shared=(_network_lane("eid/card", network, free_tries=FREE_CARDS_NETWORK, now=now),))


def _of_strangers(what: str, account: str, network: str, *, now: datetime) -> Tries:
    return Tries(
        own=(Lane(key=f"{what}/1/{network}/{account}", free_tries=FREE_TRIES_NETWORK_AND_ACCOUNT),),
        shared=(_network_lane(what, network, free_tries=FREE_TRIES_NETWORK, now=now),),
        newcomer=_newcomer_lanes(what, account, network, now=now),
        contested=(_account_lane(what, account, longest_wait=SHORT_WAIT),),
    )


def _account_lane(what: str, account: str, *, longest_wait: timedelta) -> Lane:
    return Lane(key=f"{what}/5/{account}", free_tries=FREE_TRIES_ACCOUNT, longest_wait=longest_wait)


def _newcomer_lanes(what: str, account: str, network: str, *, now: datetime) -> tuple[Lane, Lane]:
    """By all the networks one customer may have, and by hour; a lane admits one try more than are free."""
    window = _window(NEWCOMERS_WINDOW, now=now)
    return (
        Lane(key=f"{what}/3/{site_of(network)}/{account}", free_tries=FIRST_TRIES - 1, first_wait=A_DAY, longest_wait=A_DAY),
        Lane(
            key=f"{what}/4/{window}/{account}",
            free_tries=NEWCOMERS_AN_HOUR - 1,
            first_wait=NEWCOMERS_WINDOW,
            longest_wait=NEWCOMERS_WINDOW,
            forgotten_after=2 * NEWCOMERS_WINDOW,
        ),
    )


def mail_tries(account: str, email: str, origin: Origin, *, now: datetime) -> Tries:
    """The lanes of a wish for a mail: by the pair, so that only who knows the address could use it up, and by network."""
    pair = Lane(key=f"gate/mail/1/{account}/{email}", free_tries=FREE_MAILS, first_wait=SHORT_WAIT, longest_wait=MAIL_WAIT)
    return Tries(shared=(pair, _network_lane("gate/mail", origin.network, free_tries=FREE_MAILS_NETWORK, now=now)))


def _network_lane(what: str, network: str, *, free_tries: int, now: datetime) -> Lane:
    """A budget for each ten minutes; it begins anew with the next ten."""
    return Lane(
        key=f"{what}/2/{network}/{_window(NETWORK_WINDOW, now=now)}",
        free_tries=free_tries,
        longest_wait=SHORT_WAIT,
        forgotten_after=2 * NETWORK_WINDOW,
    )


def _window(length: timedelta, *, now: datetime) -> int:
    return int(now.timestamp() // length.total_seconds())
