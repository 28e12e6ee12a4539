"""A page for whoever tries the demo: what these registers are, and some people whose documents can be shown."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from ugyfelkapu.demo.plain_page import PlainPages
from ugyfelkapu.demo.registers.residents import Resident, Standing, Town
from ugyfelkapu.gate.domain.identity import Register

SHOWN = {Standing.ORDINARY: 4, Standing.RENAMED: 1, Standing.EXPIRED: 1, Standing.DECEASED: 1, Standing.MINOR: 1}
"""How many people of each kind the page shows for a register."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonToTry:
    """Somebody on the page and how a counter would find them."""

    resident: Resident
    standing: Standing


def guide(request: Request, pages: PlainPages, town: Town) -> Response:
    """The page."""
    registers = {register.value: people_to_try(town, register) for register in Register}
    values = {"page_name": "registers", "registers": registers, "count": len(town.residents)}
    return pages.answer(request, "registers.html", values)


def people_to_try(town: Town, register: Register) -> list[PersonToTry]:
    """A few people of one register, the ordinary ones first; the same ones for the same town."""
    return [
        PersonToTry(resident=resident, standing=standing)
        for standing, count in SHOWN.items()
        for resident in town.people(register, standing)[:count]
    ]
