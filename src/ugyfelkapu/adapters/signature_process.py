"""The process that looks into signed documents: `python -m ugyfelkapu.adapters.signature_process TRUST_FOLDER`.

It reads questions on its standard input and answers on its standard output, each with its length in four bytes before it. It
asks nobody, writes no files, and the kernel ends it beyond its memory or its time for a document; whoever started it then
starts another.
"""

import logging
import resource
import sys
from pathlib import Path
from typing import BinaryIO

import msgspec
from asn1crypto import pem, x509

from ugyfelkapu.adapters.pdf_signature import Trust, judged
from ugyfelkapu.adapters.signature_question import LENGTH_BYTES, Question, Verdict
from ugyfelkapu.gate.domain.signed_document import SignatureFault

MEMORY_BYTES = 768 * 1024 * 1024
PROCESSOR_SECONDS = 8


def issuers_in(folder: Path) -> list[x509.Certificate]:
    """The certificates of the `*.pem` files in a folder."""
    found: list[x509.Certificate] = []
    for file in sorted(folder.glob("*.pem")):
        found += [
            x509.Certificate.load(der) for kind, _, der in pem.unarmor(file.read_bytes(), multiple=True) if "CERT" in kind
        ]
    return found


def main() -> None:
    """Answer until the questions end."""
    logging.disable(logging.CRITICAL)  # pyHanko would write names from certificates into our log
    issuers = issuers_in(Path(sys.argv[1]))
    for limit, value in ((resource.RLIMIT_AS, MEMORY_BYTES), (resource.RLIMIT_FSIZE, 0), (resource.RLIMIT_CORE, 0)):
        resource.setrlimit(limit, (value, value))
    while question := _read(sys.stdin.buffer):
        _bound_processor_time()
        verdict = _answer(msgspec.msgpack.decode(question, type=Question), issuers)
        answer = msgspec.msgpack.encode(verdict)
        sys.stdout.buffer.write(len(answer).to_bytes(LENGTH_BYTES) + answer)
        sys.stdout.buffer.flush()


def _answer(question: Question, issuers: list[x509.Certificate]) -> Verdict:
    trust = Trust(issuers=issuers, lists=question.lists, now=question.now)
    judgement = judged(question.pdf, question.original, trust)
    if isinstance(judgement, SignatureFault):
        return Verdict(signature=None, fault=judgement)
    return Verdict(signature=judgement, fault=None)


def _bound_processor_time() -> None:
    """So much more than was used until now; then the kernel ends the process, whether anybody watches or not."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, most = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + PROCESSOR_SECONDS, most))


def _read(stream: BinaryIO) -> bytes:
    length = stream.read(LENGTH_BYTES)
    return stream.read(int.from_bytes(length)) if len(length) == LENGTH_BYTES else b""


if __name__ == "__main__":
    main()
