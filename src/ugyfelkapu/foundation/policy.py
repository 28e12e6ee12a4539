"""Dated policy: values that law or the operator changes from a day on, and that decisions must be able to cite."""

from dataclasses import fields, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, TypeVar
from zoneinfo import ZoneInfo

import msgspec

from ugyfelkapu.foundation.database import Reader

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

LEGAL_TIME = ZoneInfo("Europe/Budapest")
"""A rule comes into force at midnight here, wherever the server stands."""

_Policy = TypeVar("_Policy", bound="DataclassInstance")

_IN_FORCE = """
    SELECT name, value FROM policy AS newest
     WHERE effective_on = (SELECT max(effective_on) FROM policy
                            WHERE policy.name = newest.name AND policy.effective_on <= :today)
"""

_SINCE = "SELECT max(effective_on) AS since FROM policy WHERE name = :name AND effective_on <= :today"


class UnknownPolicyError(Exception):
    """The table holds a name that no policy of this installation has, or a value of another type."""


async def policy_at(reader: Reader, defaults: _Policy, *, now: datetime) -> _Policy:
    """The policy in force at `now`: the defaults, with what the table says since some day on or before today.

    `defaults` is a wing's policy, a frozen dataclass of plain values; the table keeps each value as JSON.
    """
    rows = await reader.all(_IN_FORCE, today=now.astimezone(LEGAL_TIME).date())
    if not rows:
        return defaults
    return replace(defaults, **{row.text("name"): _value(defaults, row.text("name"), row.text("value")) for row in rows})


async def in_force_since(reader: Reader, name: str, *, now: datetime) -> date | None:
    """From which day the value in force at `now` counts; `None`: it is the default."""
    row = await reader.one(_SINCE, name=name, today=now.astimezone(LEGAL_TIME).date())
    return row.day_or_none("since")


def _value(defaults: "DataclassInstance", name: str, text: str) -> object:
    kinds = {field.name: type(getattr(defaults, field.name)) for field in fields(defaults)}
    try:
        return msgspec.json.decode(text, type=kinds[name])
    except (KeyError, msgspec.ValidationError, msgspec.DecodeError) as error:
        raise UnknownPolicyError(name) from error
