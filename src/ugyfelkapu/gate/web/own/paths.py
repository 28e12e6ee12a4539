"""The addresses of the owner's own pages."""

from ugyfelkapu.gate.web.signin.room import OWN

PASSWORD = f"{OWN}/password"
DATA = f"{OWN}/data"
GATES = f"{OWN}/gates"
PAYMENTS = f"{OWN}/payments"
DEVICES = f"{OWN}/devices"
HISTORY = f"{OWN}/history"
LOOK_UPS = f"{OWN}/look-ups"
COPY = f"{OWN}/copy"
SERVICES_USED = "/services/used"
"""The broker's page; this wing knows its address and nothing of what it shows (`domain.md R14`)."""
