"""The command line, `ugyfelkapu COMMAND`; what cannot be done is said in one line, and the command ends with 2."""

import sys

from cyclopts import App

from ugyfelkapu.cli import checks, clerks, gates, journals, organisations, passwords, payments, running, services, signing_keys
from ugyfelkapu.cli.refusals import told
from ugyfelkapu.foundation import logs

app = App(name="ugyfelkapu", help="Electronic identification and single sign-on for a state.")
for command in (running.demo, running.serve, running.worker, running.migrate, checks.check):
    app.command(command)
for group in (
    services.app,
    clerks.app,
    gates.app,
    organisations.app,
    signing_keys.app,
    passwords.app,
    payments.app,
    journals.app,
):
    app.command(group)


def main() -> None:
    """Run the command in `sys.argv`."""
    logs.configure()
    try:
        app(sys.argv[1:])
    except Exception as error:
        if (line := told(error)) is None:
            raise
        print(f"ugyfelkapu: {line}", file=sys.stderr)
        sys.exit(2)
