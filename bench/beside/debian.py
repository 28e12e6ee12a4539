"""Debian's packages of the peers: got by their names where we may, never started by the system."""

import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

from bench.beside.contestant import NotHereError

PACKAGES: Mapping[str, tuple[str, ...]] = {
    "glewlwyd": ("glewlwyd",),
    "simplesamlphp": ("simplesamlphp", "php-fpm", "php-sqlite3", "php-xml", "php-mbstring", "nginx-light"),
    "lemonldap-ng": (
        "liblemonldap-ng-portal-perl",
        "lemonldap-ng-fastcgi-server",
        "nginx-light",
        "libapache-session-browseable-perl",
        "libdbd-pg-perl",
        *("liblasso-perl", "libxml-simple-perl"),  # for SAML
        *(
            "libgd-securityimage-perl",
            "libimage-magick-perl",
            "libio-string-perl",
            "libstring-random-perl",
        ),  # it looks for them
    ),
}
_ENVIRONMENT = {"DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}
"""Nobody is asked anything, and what comes with a service does not start it."""


def installed(name: str) -> str:
    """Install what a peer needs, unless it is there; the version of its first package."""
    packages = PACKAGES[name]
    if all(_version(package) for package in packages):
        return _version(packages[0])
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        message = f"Debian's {' '.join(packages)} is not installed, and only root may do that"
        raise NotHereError(message)
    command = ["apt-get", "install", "-y", "-q", "--no-install-recommends", *packages]
    done = subprocess.run(command, env=os.environ | _ENVIRONMENT, capture_output=True, text=True, check=False)
    if done.returncode:
        message = f"apt-get could not install {' '.join(packages)}: {done.stderr.strip()[-200:]}"
        raise NotHereError(message)
    return _version(packages[0])


def as_user(command: list[str], user: str) -> list[str]:
    """The command as it runs under a user of its own, where we are root."""
    if os.geteuid() != 0:
        return command
    return ["setpriv", f"--reuid={user}", f"--regid={user}", "--init-groups", "--", *command]


def given_to(user: str, place: Path) -> None:
    """A folder and all in it, where we are root."""
    if os.geteuid() == 0:
        for path in (place, *place.rglob("*")):
            shutil.chown(path, user, user)


def _version(package: str) -> str:
    """Empty when it is not installed."""
    command = ["dpkg-query", "--show", "--showformat", "${db:Status-Status} ${Version}", package]
    try:
        found = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    except FileNotFoundError:
        return ""
    status, _, version = found.partition(" ")
    return version if status == "installed" else ""
