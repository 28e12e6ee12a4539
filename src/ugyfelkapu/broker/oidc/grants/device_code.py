"""What a device's code earns, once a person said yes elsewhere (RFC 8628 section 3.4, 3.5)."""

from collections.abc import Mapping

from ugyfelkapu.broker.actions.acting_claims import acting_claims
from ugyfelkapu.broker.actions.begin_family import Begun, Holder, begin_family
from ugyfelkapu.broker.actions.note_refused_code import note_refused_code
from ugyfelkapu.broker.domain.authorization import CodeFault
from ugyfelkapu.broker.domain.device import DeviceCode, DeviceState, pace_of, state_of
from ugyfelkapu.broker.domain.secret import SecretKind, digest_of
from ugyfelkapu.broker.domain.token import access_token_claims
from ugyfelkapu.broker.oidc.errors import OAuthError, invalid_grant, invalid_request
from ugyfelkapu.broker.oidc.grant import Caller, Earned, SignedOn
from ugyfelkapu.broker.ports import BrokerWorld
from ugyfelkapu.broker.store import codes, device_codes, families
from ugyfelkapu.broker.store.codes import Replayed
from ugyfelkapu.foundation.database import Transaction

_REFUSED = invalid_grant("the device code is unknown, used, or over with the person's session")
_EXPIRED = OAuthError(error="expired_token", description="nobody finished in time: begin anew on the device")
_DENIED = OAuthError(error="access_denied", description="the person did not sign in, or said no")
_PENDING = OAuthError(error="authorization_pending", description="the person has not finished: ask again after the interval")
_TOO_FAST = OAuthError(error="slow_down", description="asked too soon: wait five seconds longer from now on")


async def grant(world: BrokerWorld, form: Mapping[str, str], caller: Caller) -> Earned | OAuthError:
    """Where the request stands, and the tokens when it was granted, once."""
    if "device_code" not in form:
        return invalid_request("device_code is missing")
    digest = digest_of(SecretKind.DEVICE, form["device_code"])
    client_id = caller.client.party.client_id
    held = await device_codes.find(world.database.reader, digest, client_id=client_id) if digest else None
    if held is None:
        return _REFUSED
    match state_of(held, now=caller.now):
        case DeviceState.EXPIRED:
            return _EXPIRED
        case DeviceState.REFUSED:
            return _DENIED
        case DeviceState.OPEN:
            return await _wait(world, held, caller)
        case DeviceState.APPROVED:
            return await _earned(world, held, caller)


async def _wait(world: BrokerWorld, held: DeviceCode, caller: Caller) -> OAuthError:
    pace = pace_of(held, now=caller.now)
    async with world.database.transaction() as tx:
        await device_codes.note_poll(tx, held.digest, pace)
    return _TOO_FAST if pace.is_too_fast else _PENDING


async def _earned(world: BrokerWorld, held: DeviceCode, caller: Caller) -> Earned | OAuthError:
    async with world.database.transaction() as tx:
        begun = await _spend(tx, world, held, caller=caller)
    if begun is None:
        return _REFUSED
    acting = await acting_claims(world, begun.family, now=caller.now)
    if acting is None:
        return invalid_grant("what the person acted on has ended")
    return Earned(
        access_claims=access_token_claims(begun.family, issuer=world.issuer, now=caller.now),
        confirmation=begun.family.confirmation,
        scope=" ".join(begun.family.scopes),
        signed_on=SignedOn(family=begun.family, nonce=None, level=begun.level, acting=acting),
        refresh_token=begun.refresh_token,
    )


async def _spend(tx: Transaction, world: BrokerWorld, held: DeviceCode, *, caller: Caller) -> Begun | None:
    """The authorization code behind the device's is spent as any other: of many who come at once, one gets the tokens."""
    party, now = caller.client.party, caller.now
    if held.code_digest is None:
        return None
    redeemed = await codes.redeem(tx, held.code_digest, client_id=party.client_id, now=now)
    match redeemed:
        case None:
            return None
        case Replayed() as replayed:
            await families.end(tx, replayed.family_id, now=now)  # RFC 9700 section 2.1.1
            outcome: Begun | CodeFault = CodeFault.REPLAYED
        case code:
            holder = Holder(party=party, confirmation=caller.confirmation)
            outcome = await begin_family(tx, world, code, holder=holder, now=now)
    if isinstance(outcome, Begun):
        return outcome
    await note_refused_code(tx, party, redeemed, fault=outcome, now=now)
    return None
