"""`python -m ugyfelkapu.demo.payment_gateway --port N --url URL --key-file FILE --books FILE`: the gateway as a process."""

import argparse
from pathlib import Path

import uvicorn

from ugyfelkapu.demo.payment_gateway.calling import Caller
from ugyfelkapu.demo.payment_gateway.ledger import Ledger
from ugyfelkapu.demo.payment_gateway.service import GatewayService

parser = argparse.ArgumentParser(prog="python -m ugyfelkapu.demo.payment_gateway", description=__doc__)
parser.add_argument("--port", type=int, required=True)
parser.add_argument("--url", required=True, help="where payers reach it")
parser.add_argument("--key-file", type=Path, required=True, help="the key it shares with the merchant")
parser.add_argument("--books", type=Path, required=True, help="keeps the orders between runs")
arguments = parser.parse_args()
key = arguments.key_file.read_bytes().strip()
service = GatewayService(key=key, public_url=arguments.url, ledger=Ledger(file=arguments.books), caller=Caller(key=key))
uvicorn.run(
    service.application(), host="127.0.0.1", port=arguments.port, log_level="warning", access_log=False, server_header=False
)
