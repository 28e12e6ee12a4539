"""The command that looks through both databases for what cannot be."""

from ugyfelkapu.app import House
from ugyfelkapu.broker.actions import check_invariants as broker
from ugyfelkapu.cli.installation import DataFolder, SettingsFile, in_house
from ugyfelkapu.cli.refusals import CommandRefusedError
from ugyfelkapu.foundation.invariants import Finding, Weight
from ugyfelkapu.gate.actions.upkeep import check_invariants as gate


def check(*, settings: SettingsFile = None, data: DataFolder = None) -> None:
    """Look through both databases; one line for each rule that does not hold, and 2 at the end if one is broken."""

    async def look(house: House) -> dict[str, list[Finding]]:
        return {"gate": await gate.check_invariants(house.gate), "broker": await broker.check_invariants(house.broker)}

    found = in_house(settings, data, look)
    for wing, findings in found.items():
        for finding in findings:
            print(f"{wing}: {finding.weight}: {finding.rule}: not so {finding.many} times, first {finding.example}")
    broken = [finding for findings in found.values() for finding in findings if finding.weight is Weight.BROKEN]
    if broken:
        message = f"{len(broken)} rules are broken"
        raise CommandRefusedError(message)
    print("every rule holds")
