"""Commands about the journals of both wings."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

import msgspec
from cyclopts import App, Parameter

from ugyfelkapu.app import House
from ugyfelkapu.broker.actions.count_for_service import NotCounted, Reason, ServiceQuestion, count_for_service
from ugyfelkapu.broker.domain.relying_party import ClientId
from ugyfelkapu.broker.store.service_figures import ServiceFigure
from ugyfelkapu.cli.installation import DataFolder, SettingsFile, in_house
from ugyfelkapu.cli.refusals import CommandRefusedError
from ugyfelkapu.foundation.journal_seal import Broken, Seal, verify

app = App(name="journal", help="The journals of both wings.")


@app.command(name="verify")
def verify_seals(*, settings: SettingsFile = None, data: DataFolder = None) -> None:
    """Reckon every seal again and print the last: publish it, and a later run shows whether anything before it changed."""

    async def reckon(house: House) -> dict[str, Seal | Broken]:
        return {"gate": await verify(house.gate.database.reader), "broker": await verify(house.broker.database.reader)}

    for wing, outcome in in_house(settings, data, reckon).items():
        if isinstance(outcome, Broken):
            message = f"the {wing}'s journal does not fit its seal {outcome.number}"
            raise CommandRefusedError(message)
        print(f"{wing}: seal {outcome.number} {outcome.digest.hex()}")


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class Asked:
    """Which days, and why."""

    first: Annotated[str, Parameter(help="The first day, as 2026-11-22.")]
    last: Annotated[str, Parameter(help="The last day; 92 at most.")]
    reason: Reason
    reference: Annotated[str, Parameter(help="The number of the case in which it is asked.")]


@app.command(name="service")
def count_service(client_id: str, *, asked: Asked, settings: SettingsFile = None, data: DataFolder = None) -> None:
    """Count what the broker's journal holds of a service, as JSON, one a line: by day, activity, outcome and data.

    It names nobody and tells no hour, so that nobody is found by laying it beside the gate's journal. That it was asked
    is in the broker's.
    """
    question = ServiceQuestion(
        client_id=ClientId(client_id),
        first=_day(asked.first),
        last=_day(asked.last),
        reason=asked.reason,
        reference=asked.reference,
    )

    async def count(house: House) -> list[ServiceFigure] | NotCounted:
        return await count_for_service(house.broker, question)

    outcome = in_house(settings, data, count)
    if isinstance(outcome, NotCounted):
        message = f"{client_id}: {outcome.value.replace('_', ' ')}"
        raise CommandRefusedError(message)
    for figure in outcome:
        print(msgspec.json.encode(figure).decode())


def _day(typed: str) -> date:
    try:
        return date.fromisoformat(typed)
    except ValueError as error:
        message = f"{typed}: is no day such as 2026-11-22"
        raise CommandRefusedError(message) from error
