"""`python -m ugyfelkapu.demo.card_authority --folder DIR --accounts FILE --port N`: the authority as a process of its own."""

import argparse
from datetime import UTC, datetime
from pathlib import Path

from ugyfelkapu.demo.card_authority.authority import Authority, wish_for
from ugyfelkapu.demo.card_authority.server import serve
from ugyfelkapu.demo.contract import read_accounts
from ugyfelkapu.gate.domain.identity import DocumentType, Register

CARDS = 6
"""So many people without a gate have a card to show."""

parser = argparse.ArgumentParser(prog="python -m ugyfelkapu.demo.card_authority", description=__doc__)
parser.add_argument("--folder", type=Path, required=True, help="keeps keys and cards between runs")
parser.add_argument("--accounts", type=Path, required=True, help="the town's accounts, for whom cards are issued")
parser.add_argument("--port", type=int, required=True)
arguments = parser.parse_args()

status_url = f"http://localhost:{arguments.port}"
authority = Authority.kept_in(arguments.folder, status_url=status_url)
if not authority.cards():
    holders = [
        person
        for person in read_accounts(arguments.accounts).unregistered
        if person.register == Register.SZL and person.document_type == DocumentType.ID_CARD
    ]
    for person in holders[-CARDS:]:
        name = person.natural_identity.current_name
        wish = wish_for(person.document_number, name.family_name, name.given_name, now=datetime.now(UTC))
        authority.issue(wish, status_url=status_url)
serve(authority, port=arguments.port)
