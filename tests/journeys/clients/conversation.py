"""A service in another language, led line by line: it says which address to open, and hears where the browser came out."""

import json
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from types import MappingProxyType
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from tests.journeys.people import PASSWORD
from tests.journeys.plain_client import PlainClient
from tests.town import Town

NODE_SERVICE = Path(__file__).parent / "node"
NO_DEVICE: Mapping[str, str] = MappingProxyType({})


@dataclass
class Callback:
    """Where a service's browser comes back to; keeps what it brought last."""

    url: str
    came: dict[str, str] = field(default_factory=dict)


@contextmanager
def callback_server() -> Iterator[Callback]:
    """An address on loopback that takes whatever comes, by address or by form."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._take({})

        def do_POST(self) -> None:
            self._take({"posted": self.rfile.read(int(self.headers["Content-Length"])).decode()})

        def _take(self, body: dict[str, str]) -> None:
            callback.came = {"came": origin + self.path} | body
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"<main>back at the service</main>")

        def log_message(self, *_: object) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    origin = f"http://localhost:{server.server_port}"
    callback = Callback(url=f"{origin}/callback")
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield callback
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def prepare_node_service() -> None:
    """Install what the lock names, once."""
    mark = NODE_SERVICE / "node_modules" / ".package-lock.json"
    if not mark.exists() or mark.stat().st_mtime < (NODE_SERVICE / "package-lock.json").stat().st_mtime:
        npm = shutil.which("npm")
        assert npm, "npm is needed for the services in JavaScript"
        subprocess.run([npm, "ci", "--no-audit", "--no-fund"], cwd=NODE_SERVICE, check=True, capture_output=True)


def converse(town: Town, callback: Callback, scenario: str, visitor: PlainClient, *, username: str) -> dict[str, Any]:
    """Let the service play a scenario with a visitor who has this gate; what it found out."""
    node = shutil.which("node")
    assert node, "node is needed for the services in JavaScript"
    with subprocess.Popen(
        [node, "client.mjs"], cwd=NODE_SERVICE, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin
        assert process.stdout
        assert process.stderr
        issuer, token = town.contract["issuer"], town.contract["registration_access_token"]
        told: dict[str, Any] = {"issuer": issuer, "token": token, "callback": callback.url, "scenario": scenario}
        while True:
            process.stdin.write(json.dumps(told) + "\n")
            process.stdin.flush()
            line = process.stdout.readline()
            assert line, process.stderr.read()
            said = json.loads(line)
            if "done" in said:
                return dict(said["done"])
            told = walked(visitor, callback, said["open"], username=username, until=said.get("until", ""))


def walked(visitor: PlainClient, callback: Callback, url: str, *, username: str, until: str = "") -> dict[str, str]:
    """Go where the service sends the browser, answer whatever is asked, and come back to it, or to the page named `until`."""
    callback.came = {}
    visitor.open(url)
    device = {name: value for name, value in parse_qsl(urlsplit(url).query) if name == "user_code"}
    return came_back(visitor, callback, username=username, until=until, device=device)


def posted(visitor: PlainClient, callback: Callback, page: str, *, username: str) -> dict[str, str]:
    """The same from a page of the service, whose form takes the request along."""
    callback.came = {}
    visitor.shown(page, at=callback.url)
    visitor.send()
    return came_back(visitor, callback, username=username)


def came_back(
    visitor: PlainClient, callback: Callback, *, username: str, until: str = "", device: Mapping[str, str] = NO_DEVICE
) -> dict[str, str]:
    """Answer whatever is asked; what the browser brings to the service."""
    steps: dict[str, Mapping[str, str]] = {
        "choose-method": {"method": "gate"},
        "sign-in": {"username": username, "password": PASSWORD},
        "form-post": {},
        "device": device,
        "device-confirm": {"decision": "yes"},
    }
    for _ in range(6):
        if callback.came or visitor.page == until:
            return callback.came
        refresh = visitor.answer.headers.get("Refresh", "").partition("url=")[2]
        if refresh:
            visitor.open(refresh)
        else:
            assert visitor.page in steps, (visitor.page, visitor.answer.text[:2000])
            visitor.send(**steps[visitor.page])
    message = f"the browser never came back: {visitor.page}"
    raise AssertionError(message)
