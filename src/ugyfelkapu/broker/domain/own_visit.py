"""Somebody who comes to the broker for themselves, with no service asking."""

from typing import NewType

from ugyfelkapu.broker.domain.sign_on import Demand
from ugyfelkapu.identification import AssuranceLevel

VisitId = NewType("VisitId", str)
"""A visit that waits for the gate, part of the address the browser comes back to."""

DEMAND = Demand(level=AssuranceLevel.LOW, not_before=None, is_renewal_due=False)
"""Any live session will do: the page shows names of services and sets of data, none of the data themselves."""
