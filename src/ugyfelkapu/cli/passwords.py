"""Commands about passwords nobody may choose."""

import sys
from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from ugyfelkapu.adapters.breach_list import BreachList
from ugyfelkapu.adapters.breach_list_making import UnreadableListError, make_block_list
from ugyfelkapu.cli.installation import DataFolder, SettingsFile, settings_file
from ugyfelkapu.cli.progress import Progress
from ugyfelkapu.cli.refusals import CommandRefusedError
from ugyfelkapu.settings import read_settings

INTERRUPTED = 130

app = App(name="passwords", help="Passwords nobody may choose.")

Source = Annotated[Path, Parameter(help="`SHA1:count` lines ordered by hash, or one password a line.")]


@app.command
def block(source: Source, *, settings: SettingsFile = None, data: DataFolder = None) -> None:
    """Make the file of the setting blocked_passwords_file from a breach list; if interrupted, the same command goes on."""
    target = _target(settings, data)
    try:
        count = make_block_list(source, target, Progress(label="read").told)
    except UnreadableListError as error:
        message = f"{source}: {error}"
        raise CommandRefusedError(message) from error
    except KeyboardInterrupt:
        print("\ninterrupted; the same command goes on from here", file=sys.stderr)
        sys.exit(INTERRUPTED)
    print(f"{target}: {count} passwords blocked; restart the site to use it")


@app.command
def verify(*, settings: SettingsFile = None, data: DataFolder = None) -> None:
    """Reckon the whole file again; the start only probes one that is large."""
    target = _target(settings, data)
    opened = BreachList(target)
    if not opened.is_whole():
        message = f"{target}: is damaged; make it anew with `ugyfelkapu passwords block`"
        raise CommandRefusedError(message)
    print(f"{target}: {opened.count} passwords, whole")


def _target(settings: Path | None, data: Path | None) -> Path:
    target = read_settings(settings_file(settings, data)).blocked_passwords_file
    if not target:
        message = "setting blocked_passwords_file: is empty; name the file that the list shall be kept in"
        raise CommandRefusedError(message)
    return Path(target)
