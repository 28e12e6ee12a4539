"""`python -m ugyfelkapu.demo.registers --port N --token-file FILE`: the registers as a process of their own."""

import argparse
from pathlib import Path

from ugyfelkapu.demo.registers.server import serve, token_in

DEFAULT_SEED = 2026

parser = argparse.ArgumentParser(prog="python -m ugyfelkapu.demo.registers", description=__doc__)
parser.add_argument("--port", type=int, required=True)
parser.add_argument("--seed", type=int, default=DEFAULT_SEED)
parser.add_argument("--token-file", type=Path, required=True, help="holds the key that look-ups must carry")
parser.add_argument("--events-file", type=Path, help="keeps what happens in the registers; without it that is forgotten")
arguments = parser.parse_args()
serve(port=arguments.port, seed=arguments.seed, token=token_in(arguments.token_file), events_file=arguments.events_file)
