"""The owner's copy for machines: names of fields as in the register, instants in ISO 8601."""

import msgspec

from ugyfelkapu.foundation.journal_reading import Entry
from ugyfelkapu.gate.actions.own.own_copy import OwnCopy
from ugyfelkapu.gate.domain.correction import CorrectionRequest
from ugyfelkapu.gate.domain.gate import Gate
from ugyfelkapu.gate.store.devices import Device
from ugyfelkapu.gate.store.factors import Authenticator
from ugyfelkapu.gate.store.passkeys import Passkey
from ugyfelkapu.gate.store.sessions import LiveSession

Plain = dict[str, object]


def json_of(copy: OwnCopy) -> bytes:
    """All of the copy, indented."""
    content: Plain = {
        "made_at": copy.made_at,
        "register": copy.person.register,
        "taken_over_at": copy.person.taken_over_at,
        "person": copy.person.registered,
        "gate": _gate(copy.gate),
        "password": {"set_at": copy.account.password_set_at, "expires_at": copy.account.password_expires_at},
        "second_factors": sorted(copy.account.factors),
        "authenticators": [_factor(each) for each in copy.authenticators],
        "passkeys": [_factor(each) for each in copy.passkeys],
        "devices": [_device(each) for each in copy.devices],
        "sessions": [_session(each) for each in copy.sessions],
        "open_correction": _correction(copy.correction),
        "journal": [_entry(each, copy.bodies) for each in copy.journal],
    }
    return msgspec.json.format(msgspec.json.encode(content), indent=1)


def _gate(gate: Gate) -> Plain:
    return {
        "username": gate.username,
        "email": gate.email,
        "language": gate.language,
        "standing": gate.standing,
        "registered_level": gate.registered_level,
        "registered_at": gate.registered_at,
        "activated_at": gate.activated_at,
    }


def _factor(factor: Authenticator | Passkey) -> Plain:
    return {"name": factor.name, "enrolled_at": factor.enrolled_at, "last_used_at": factor.last_used_at}


def _correction(asked: CorrectionRequest | None) -> Plain | None:
    return None if asked is None else {"field": asked.field, "words": asked.words, "asked_at": asked.asked_at}


def _device(device: Device) -> Plain:
    return {"browser": device.description, "first_seen_at": device.first_seen_at, "last_seen_at": device.last_seen_at}


def _session(session: LiveSession) -> Plain:
    return {
        "identified_at": session.identified_at,
        "last_seen_at": session.last_seen_at,
        "address": session.address,
        "browser": session.description,
        "method": session.method,
    }


def _entry(entry: Entry, bodies: dict[str, str]) -> Plain:
    return {
        "at": entry.at,
        "activity": entry.activity,
        "outcome": entry.outcome,
        "data_set": entry.data_set,
        "legal_basis": entry.legal_basis,
        "purpose": entry.purpose,
        "reason": entry.reason,
        "organisation": bodies.get(entry.organisation, entry.organisation),
        "technical": entry.technical,
    }
