"""Every command, in one place."""

from cyclopts import App

from ugyfelkapu.cli import checks, clerks, gates, journals, organisations, passwords, payments, running, services, signing_keys

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
