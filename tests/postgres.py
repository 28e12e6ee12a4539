"""A PostgreSQL cluster of the tests' own: made in a temporary folder, on a Unix socket, as a user that may run it."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_SETTINGS = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "listen_addresses=", "max_connections=200")


@contextmanager
def cluster(*settings: str) -> Iterator[str]:
    """The URL of a running cluster, without a database's name; it ends with the block. `settings` such as `work_mem=8MB`."""
    folder = Path(tempfile.mkdtemp(prefix="ugyfelkapu-postgres-"))
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
    data = folder / "data"
    _run("initdb", "-D", str(data), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
    options = " ".join(f"-c {setting}" for setting in (*_SETTINGS, *settings, f"unix_socket_directories={folder}"))
    _run("pg_ctl", "-D", str(data), "-w", "-o", options, "-l", str(folder / "log"), "start")
    try:
        yield f"postgresql://postgres@/{{database}}?host={folder}"
    finally:
        _run("pg_ctl", "-D", str(data), "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


def _run(program: str, *arguments: str) -> None:
    command = [str(_programs() / program), *arguments]
    if os.geteuid() == 0:
        command = ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", "--", *command]
    home = pwd.getpwnam("postgres").pw_dir if os.geteuid() == 0 else str(Path.home())
    done = subprocess.run(
        command, capture_output=True, text=True, cwd="/", env={"PATH": os.environ["PATH"], "HOME": home}, check=False
    )
    if done.returncode:
        message = f"{program}: {done.stdout}{done.stderr}"
        raise RuntimeError(message)


def _programs() -> Path:
    """Where Debian keeps the server's programs: the newest version installed."""
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    if not versions:
        message = "PostgreSQL is not installed: apt-get install postgresql"
        raise RuntimeError(message)
    return versions[-1]
