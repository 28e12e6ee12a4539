"""`python -m ugyfelkapu.demo.mailbox --folder DIR --smtp-port N --http-port M`: the mailbox as a process of its own."""

import argparse
from pathlib import Path

from ugyfelkapu.demo.mailbox.server import serve

parser = argparse.ArgumentParser(prog="python -m ugyfelkapu.demo.mailbox", description=__doc__)
parser.add_argument("--folder", type=Path, required=True, help="keeps the mails between runs")
parser.add_argument("--smtp-port", type=int, required=True)
parser.add_argument("--http-port", type=int, required=True)
arguments = parser.parse_args()
serve(folder=arguments.folder, smtp_port=arguments.smtp_port, http_port=arguments.http_port)
