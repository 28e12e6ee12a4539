"""`python -m ugyfelkapu.demo.services KIND CONFIG`: one service as a process of its own."""

import argparse
from pathlib import Path

from ugyfelkapu.demo.services.kind import ServiceKind
from ugyfelkapu.demo.services.server import serve

parser = argparse.ArgumentParser(prog="python -m ugyfelkapu.demo.services", description=__doc__)
parser.add_argument("kind", type=ServiceKind, choices=list(ServiceKind))
parser.add_argument("config", type=Path, help="a JSON file: port, issuer, client_id, client_secret, public_url, data")
arguments = parser.parse_args()
serve(arguments.kind, arguments.config)
