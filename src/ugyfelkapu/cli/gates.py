"""Commands about single gates, for the operator; each leaves its reason in the journal."""

from typing import Annotated

from cyclopts import App, Parameter

from ugyfelkapu.app import House
from ugyfelkapu.cli.installation import DataFolder, SettingsFile, in_house
from ugyfelkapu.cli.refusals import CommandRefusedError
from ugyfelkapu.gate.actions.standing.suspend_by_operator import NotSuspended, suspend_by_operator
from ugyfelkapu.gate.domain.suspension import LONGEST_REASON

app = App(name="gate", help="Single gates.")


@app.command
def suspend(
    username: str,
    *,
    reason: Annotated[str, Parameter(help="Why; it is kept in the journal, and shown to the owner.")],
    settings: SettingsFile = None,
    data: DataFolder = None,
) -> None:
    """Suspend a gate at once; its owner lifts that in person only."""
    if not reason.strip() or len(reason) > LONGEST_REASON:
        message = f"--reason must say why, in at most {LONGEST_REASON} characters"
        raise CommandRefusedError(message)

    async def act(house: House) -> NotSuspended | None:
        return await suspend_by_operator(house.gate, username, reason=reason.strip())

    refused = in_house(settings, data, act)
    if refused:
        message = f"{username}: {refused.value.replace('_', ' ')}"
        raise CommandRefusedError(message)
    print(f"{username}: suspended")
