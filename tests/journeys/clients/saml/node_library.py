"""npm's node-saml and samlify as services: a Node.js process, led line by line."""

import json
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from tests.journeys.clients.conversation import NODE_SERVICE, prepare_node_service
from tests.journeys.clients.saml.library import ANYHOW, Asked, Came, Learned, NotLearned, Place


@dataclass(frozen=True, slots=True)
class NodeLibrary:
    """What stands between two requests of the browser, the process keeps."""

    process: subprocess.Popen[str]

    def metadata(self) -> bytes:
        return str(self._said("metadata", {})).encode()

    def begin(self, asked: Asked) -> str:
        return str(self._said("begin", asdict(asked)))

    def begin_by_form(self) -> str:
        return str(self._said("beginByForm", asdict(ANYHOW)))

    def finish(self, came: Came) -> Learned | NotLearned:
        told = self._asked("finish", came)
        if "error" in told or "not_learned" in told["answer"]:
            return NotLearned(told.get("error") or told["answer"]["not_learned"])
        return Learned(**told["answer"])

    def leave(self, learned: Learned) -> str:
        return str(self._said("leave", asdict(learned)))

    def left(self, came: Came) -> bool:
        return bool(self._said("left", came))

    def hear(self, came: Came) -> str:
        return str(self._said("hear", came))

    def _said(self, act: str, told: Mapping[str, Any]) -> object:
        answer = self._asked(act, told)
        assert "answer" in answer, answer
        return answer["answer"]

    def _asked(self, act: str, told: Mapping[str, Any]) -> dict[str, Any]:
        assert self.process.stdin
        assert self.process.stdout
        assert self.process.stderr
        self.process.stdin.write(json.dumps({"act": act, "told": dict(told)}) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        assert line, self.process.stderr.read()
        return dict(json.loads(line))


@contextmanager
def node_library(name: str, place: Place, folder: Path) -> Iterator[NodeLibrary]:
    """The service of `node-saml` or `samlify`; it ends with the block."""
    prepare_node_service()
    node = shutil.which("node")
    assert node, "node is needed for the services in JavaScript"
    metadata = folder / "ours.xml"
    metadata.write_bytes(place.our_metadata)
    arguments = [node, "saml.mjs", name, place.url, str(place.files.key), str(place.files.certificate), str(metadata)]
    with subprocess.Popen(
        arguments, cwd=NODE_SERVICE, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        yield NodeLibrary(process)
        assert process.stdin
        process.stdin.close()
