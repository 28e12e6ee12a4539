"""Starts the registers as a server of their own on this machine."""

import logging
import sys
from pathlib import Path

import uvicorn

from ugyfelkapu.demo.registers.look_ups import RegisterService
from ugyfelkapu.demo.registers.people import town

HOST = "127.0.0.1"


def serve(*, port: int, seed: int, token: str, events_file: Path | None) -> None:
    """Serve the town of a seed until the process is told to end; look-ups are logged to standard error."""
    logging.basicConfig(level=logging.INFO, stream=sys.stderr, format="%(asctime)s %(name)s %(message)s")
    application = RegisterService.of(town(seed), token=token, events_file=events_file).application()
    uvicorn.run(application, host=HOST, port=port, log_level="warning", access_log=False, server_header=False)


def token_in(file: Path) -> str:
    """The key in a file, without the line end."""
    return file.read_text("utf-8").strip()
