"""The owner's copy for machines: names of fields as in the register, instants in ISO 8601."""

from collections.abc import Mapping

import msgspec

from ugyfelkapu.gate.actions.own_copy import OwnCopy


def json_of(copy: OwnCopy) -> bytes:
    """All of the copy, indented."""
    content: Mapping[str, object] = {
        "made_at": copy.made_at,
        "register": copy.person.register,
        "taken_over_at": copy.person.taken_over_at,
        "person": copy.person.registered,
        "gate": {
            "username": copy.gate.username,
            "email": copy.gate.email,
            "language": copy.gate.language,
            "standing": copy.gate.standing,
            "registered_level": copy.gate.registered_level,
            "registered_at": copy.gate.registered_at,
            "activated_at": copy.gate.activated_at,
        },
        "password": {"set_at": copy.account.password_set_at, "expires_at": copy.account.password_expires_at},
        "second_factors": sorted(copy.account.factors),
        "authenticators": [
            {"name": each.name, "enrolled_at": each.enrolled_at, "last_used_at": each.last_used_at}
            for each in copy.authenticators
        ],
        "devices": [
            {"browser": each.description, "first_seen_at": each.first_seen_at, "last_seen_at": each.last_seen_at}
            for each in copy.devices
        ],
        "sessions": [
            {
                "identified_at": each.identified_at,
                "last_seen_at": each.last_seen_at,
                "address": each.address,
                "browser": each.description,
                "method": each.method,
            }
            for each in copy.sessions
        ],
        "journal": [
            {
                "at": entry.at,
                "activity": entry.activity,
                "outcome": entry.outcome,
                "data_set": entry.data_set,
                "legal_basis": entry.legal_basis,
                "purpose": entry.purpose,
                "reason": entry.reason,
                "organisation": copy.bodies.get(entry.organisation, entry.organisation),
                "technical": entry.technical,
            }
            for entry in copy.journal
        ],
    }
    return msgspec.json.format(msgspec.json.encode(content), indent=1)
