"""Whom a change of the policy would affect, in numbers; for the values where the database can tell."""

from datetime import datetime, timedelta

from ugyfelkapu.foundation.database import Reader, Value

_YEAR = timedelta(days=365.2425)

_COUNTS = {
    "activation_deadline_days": "SELECT count(*) AS many FROM gate WHERE standing = 'registered' AND registered_at <= :since",
    "archive_kept_years": "SELECT count(*) AS many FROM archived_gate WHERE ended_at <= :since",
    "archive_usable_years": "SELECT count(*) AS many FROM archived_gate WHERE ended_at <= :since",
    "counter_case_minutes": "SELECT count(*) AS many FROM counter_case WHERE opened_at <= :since",
    "person_copy_days": "SELECT count(*) AS many FROM person WHERE taken_over_at <= :since",
    "person_copy_longest_days": "SELECT count(*) AS many FROM person WHERE taken_over_at <= :since",
    "password_validity_days": "SELECT count(*) AS many FROM password WHERE set_at <= :since",
    "password_least_characters": "SELECT count(*) AS many FROM password",
    "password_least_characters_with_second_factor": "SELECT count(*) AS many FROM password",
    "passwords_remembered": "SELECT count(*) AS many FROM password",
    "least_age_years": "SELECT count(*) AS many FROM person WHERE birth_date > :born_after",
}
_UNITS = {"days": timedelta(days=1), "hours": timedelta(hours=1), "minutes": timedelta(minutes=1), "years": _YEAR}


async def affected(reader: Reader, name: str, value: int, *, at: datetime) -> int | None:
    """How many the value would reach at this instant; `None`: nobody can tell."""
    if name not in _COUNTS:
        return None
    since = at - value * _UNITS.get(name.rpartition("_")[2], timedelta(0))
    parameters: dict[str, Value] = {"since": since, "born_after": since.date()}
    wanted = {key: given for key, given in parameters.items() if f":{key}" in _COUNTS[name]}
    return (await reader.one(_COUNTS[name], **wanted)).number("many")
