"""`python -m ugyfelkapu.demo.card_proxy CONFIGURATION`: becomes nginx with this configuration."""

import os
import sys
from pathlib import Path

from ugyfelkapu.demo.card_proxy.configuration import nginx

program = nginx()
if program is None:
    sys.exit("nginx is not installed")
configuration = Path(sys.argv[1]).absolute()
os.execv(program, [program, "-p", str(configuration.parent), "-e", "stderr", "-c", str(configuration)])  # noqa: S606 - no shell
