"""The command line, `ugyfelkapu COMMAND`; what cannot be done is said in one line, and the command ends with 2."""

import gc
import sys

from ugyfelkapu.foundation import logs


def main() -> None:
    """Run the command in `sys.argv`."""
    gc.disable()  # nothing of what is imported is garbage, and looking for it costs a tenth of the start (measured)
    from ugyfelkapu.cli.commands import app  # noqa: PLC0415 - so that it is imported without
    from ugyfelkapu.cli.refusals import told  # noqa: PLC0415 - the same

    gc.enable()
    logs.configure()
    try:
        app(sys.argv[1:])
    except Exception as error:
        if (line := told(error)) is None:
            raise
        print(f"ugyfelkapu: {line}", file=sys.stderr)
        sys.exit(2)
