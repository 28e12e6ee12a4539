"""Python peers in environments of their own, from lists with hashes."""

import subprocess
import sys
from pathlib import Path

from bench.beside.contestant import NotHereError


def prepared(folder: Path, name: str) -> Path:
    """The environment of the peer whose `requirements.txt` stands in the folder; made unless it is there."""
    environment, pinned = folder / ".venv", folder / "requirements.txt"
    mark = environment / ".ready"
    if mark.exists() and mark.stat().st_mtime >= pinned.stat().st_mtime:
        return environment
    made = [sys.executable, "-m", "venv", "--clear", str(environment)]
    filled = [str(environment / "bin/pip"), "install", "-q", "--require-hashes", "-r", str(pinned)]
    for command in (made, filled):
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            message = f"{name} could not be installed: {done.stderr.strip()[-200:]}"
            raise NotHereError(message)
    mark.touch()
    return environment
