"""Static files: read once, sent from memory, cached for good because each address carries the file's digest."""

import gzip
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from importlib.resources import files

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

STATIC_PATH = "/static"
_TYPES = {
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
    "woff2": "font/woff2",
    "png": "image/png",
    "ico": "image/x-icon",
    "txt": "text/plain; charset=utf-8",
}
_COMPRESSED = {"css", "js", "svg", "txt"}
_HEADERS = {
    "Cache-Control": "public, max-age=31536000, immutable",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class StaticFile:
    """One file as it is sent."""

    body: bytes
    compressed: bytes | None
    media_type: str
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StaticFiles:
    """The bundled files by name."""

    by_name: Mapping[str, StaticFile]

    @classmethod
    def bundled(cls) -> "StaticFiles":
        """The files in this package's `static/`."""
        folder = files("ugyfelkapu.foundation.page").joinpath("static")
        found = [entry for entry in folder.iterdir() if entry.name.rpartition(".")[2] in _TYPES]
        return cls(by_name={entry.name: _file(entry.name, entry.read_bytes()) for entry in found})

    def url(self, name: str) -> str:
        """The address of a file; `KeyError` for one that is not bundled."""
        return f"{STATIC_PATH}/{name}?v={self.by_name[name].digest}"

    def routes(self) -> list[BaseRoute]:
        """One route for all of them."""
        return [Route(f"{STATIC_PATH}/{{name}}", self._send)]

    async def _send(self, request: Request) -> Response:
        file = self.by_name.get(request.path_params["name"])
        if file is None:
            return Response(status_code=404)
        headers = dict(_HEADERS)
        body = file.body
        if file.compressed and "gzip" in request.headers.get("accept-encoding", ""):
            body = file.compressed
            headers["Content-Encoding"] = "gzip"
        if file.compressed:
            headers["Vary"] = "Accept-Encoding"
        return Response(body, media_type=file.media_type, headers=headers)


def _file(name: str, body: bytes) -> StaticFile:
    ending = name.rpartition(".")[2]
    return StaticFile(
        body=body,
        compressed=gzip.compress(body, mtime=0) if ending in _COMPRESSED else None,
        media_type=_TYPES[ending],
        digest=sha256(body).hexdigest()[:12],
    )
