"""Starts a service as a server of its own on this machine."""

import logging
import sys
from pathlib import Path

import uvicorn

from ugyfelkapu.adapters.clock import SystemClock
from ugyfelkapu.demo.services.application import application
from ugyfelkapu.demo.services.configuration import ConfigurationError, read_configuration
from ugyfelkapu.demo.services.kind import ServiceKind

HOST = "127.0.0.1"


def serve(kind: ServiceKind, config_path: Path) -> None:
    """Serve until the process is told to end; a wrong configuration stops the start with one line."""
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(asctime)s %(name)s %(message)s")
    try:
        configuration = read_configuration(config_path, kind)
    except ConfigurationError as error:
        sys.exit(str(error))
    app = application(kind, configuration, clock=SystemClock())
    uvicorn.run(
        app, host=HOST, port=configuration.port, log_level="warning", access_log=False, server_header=False, lifespan="off"
    )
