"""A provider on pysaml2 under gunicorn as a contestant, from pinned packages in an environment of its own."""

import os
import secrets
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding

from bench.beside.contestant import NotHereError
from bench.beside.environments import prepared
from bench.processes import free_port, running, wait_until_ready
from bench.sso.asker import metadata, self_signed
from bench.sso.contestant import SamlContestant
from bench.sso.files import der_of, pem_of

NAME = "pysaml2"
FOLDER = Path(__file__).parents[1] / "peers" / "pysaml2"
SERVICE = "https://service.example/pysaml2"
BROWSERS = 32
WORKERS, THREADS = 3, 4
"""As the other peer under gunicorn has it."""


@contextmanager
def entrant(folder: Path, cores: set[int]) -> Iterator[SamlContestant]:
    """The provider, running, with browsers signed in."""
    environment = prepared(FOLDER, NAME)
    place, port = folder / "pysaml2", free_port()
    place.mkdir()
    key = rsa.generate_private_key(65537, 2048)
    certificate = self_signed(key, "pysaml2.example")
    (place / "key.pem").write_bytes(pem_of(key))
    (place / "certificate.pem").write_bytes(certificate.public_bytes(Encoding.PEM))
    (place / "service.xml").write_text(metadata(SERVICE), encoding="utf-8")
    sessions = [secrets.token_urlsafe(24) for _ in range(BROWSERS)]
    output = place / "gunicorn.log"
    given = _environment(place, port, sessions)
    with running(_gunicorn(environment, port), cores=cores, output=output, environment=given) as process:
        wait_until_ready(process, port=port, path="/", output=output)
        yield SamlContestant(
            name=NAME,
            version=_version(environment),
            store="in memory",
            port=port,
            path="/sso",
            destination=f"http://localhost:{port}/sso",
            entity_id=SERVICE,
            certificate=der_of(certificate),
            cookies=[f"idpauthn={session}" for session in sessions],
            pids=(process.pid,),
            otherwise="no journal, no memory of answered requests; nothing is durable",
        )


def _environment(place: Path, port: int, sessions: list[str]) -> dict[str, str]:
    program = shutil.which("xmlsec1")
    if program is None:
        message = f"{NAME} needs Debian's xmlsec1"
        raise NotHereError(message)
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(FOLDER),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PEER_BASE": f"http://localhost:{port}",
        "PEER_SESSIONS": " ".join(sessions),
        "PEER_KEY": str(place / "key.pem"),
        "PEER_CERTIFICATE": str(place / "certificate.pem"),
        "PEER_METADATA": str(place / "service.xml"),
        "PEER_XMLSEC": program,
    }


def _gunicorn(environment: Path, port: int) -> list[str]:
    program = [str(environment / "bin/gunicorn"), "peer_idp:application", "--worker-class", "gthread"]
    size = ["--workers", str(WORKERS), "--threads", str(THREADS), "--keep-alive", "75"]
    return [*program, *size, "--bind", f"127.0.0.1:{port}", "--log-level", "warning"]


def _version(environment: Path) -> str:
    asked = [
        str(environment / "bin/python"),
        "-c",
        "from importlib.metadata import version as v; print(v('pysaml2'), v('gunicorn'))",
    ]
    of_it, of_server = subprocess.run(asked, capture_output=True, text=True, check=True).stdout.split()
    return f"{of_it}, gunicorn {of_server}"
