"""Signed documents that people hand in, checked in processes beside ours: bounded in number, time and memory."""

import asyncio
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

import httpx
import msgspec
from cryptography import x509

from ugyfelkapu.adapters.revocation_lists import RevocationLists
from ugyfelkapu.adapters.signature_question import LENGTH_BYTES, Question, Verdict
from ugyfelkapu.gate.domain.signed_document import MOST_DOCUMENT_BYTES, Original, SignatureFault, ValidSignature

PROCESSES = 2
MOST_WAITING = 8
"""So many may wait for a process; at well under a second a document, none waits long."""
LONGEST_SECONDS = 12.0
"""For one document; an honest one takes a tenth of it, with a process that has to be started first."""

_decoder = msgspec.msgpack.Decoder(Verdict)


class WrongTrustListError(Exception):
    """The folder of trusted issuers cannot be used; the one line says why."""


class NoTrustList:
    """Where the operator trusts no issuer: nothing signed is taken."""

    async def validate(self, pdf: bytes, *, original: Original | None, now: datetime) -> SignatureFault:  # noqa: ARG002 - the port's shape
        """No verdict."""
        return SignatureFault.NOT_CONFIGURED

    async def close(self) -> None:
        """Nothing to close."""


class SignedDocumentPool:
    """Up to two processes, started when they are first needed and renewed when one was ended."""

    def __init__(self, trust_folder: Path, lists: RevocationLists) -> None:
        _require_issuers(trust_folder)
        self._folder = trust_folder
        self._lists = lists
        self._idle: list[Process] = []
        self._turn = asyncio.Semaphore(PROCESSES)
        self._places = PROCESSES + MOST_WAITING

    async def validate(self, pdf: bytes, *, original: Original | None, now: datetime) -> ValidSignature | SignatureFault:
        """The verdict of a process; one that takes too long or dies over a document has found it too complex."""
        if len(pdf) > MOST_DOCUMENT_BYTES:
            return SignatureFault.TOO_LARGE
        if self._places == 0:
            return SignatureFault.BUSY
        self._places -= 1
        try:
            question = Question(pdf=pdf, original=original, lists=await self._lists.current(), now=now)
            async with self._turn:
                return await self._asked(msgspec.msgpack.encode(question))
        finally:
            self._places += 1

    async def close(self) -> None:
        """End the processes."""
        while self._idle:
            await _end(self._idle.pop())

    async def _asked(self, question: bytes) -> ValidSignature | SignatureFault:
        try:
            async with asyncio.timeout(LONGEST_SECONDS), self._process() as process:
                verdict = _decoder.decode(await _exchange(process, question))
        except (TimeoutError, EOFError, ConnectionError):
            return SignatureFault.TOO_COMPLEX
        return verdict.signature or verdict.fault or SignatureFault.UNREADABLE

    @asynccontextmanager
    async def _process(self) -> AsyncIterator[Process]:
        """A process that comes back to the idle ones only after a whole answer; any other end is its end."""
        process = self._idle.pop() if self._idle else await _started(self._folder)
        try:
            yield process
        except BaseException:
            await _end(process)
            raise
        self._idle.append(process)


@asynccontextmanager
async def signed_documents(trust_folder: str, lists: str) -> AsyncIterator[SignedDocumentPool | NoTrustList]:
    """The checker of the settings; `WrongTrustListError` when the folder cannot be used."""
    if not trust_folder:
        yield NoTrustList()
        return
    async with httpx.AsyncClient(trust_env=False) as client:
        pool = SignedDocumentPool(Path(trust_folder), RevocationLists(lists.split(), client))
        try:
            yield pool
        finally:
            await pool.close()


def _require_issuers(folder: Path) -> None:
    try:
        issuers = [each for file in folder.glob("*.pem") for each in x509.load_pem_x509_certificates(file.read_bytes())]
    except (OSError, ValueError) as error:
        message = f"setting signature_trust_directory: {folder}: {error}"
        raise WrongTrustListError(message.splitlines()[0]) from error
    if not issuers:
        message = f"setting signature_trust_directory: {folder} holds no certificate (*.pem)"
        raise WrongTrustListError(message)


async def _started(folder: Path) -> Process:
    """A process that knows nothing of ours: no environment, no files but the code, standard error thrown away."""
    arguments = ("-I", "-B", "-m", "ugyfelkapu.adapters.signature_process", str(folder))
    return await asyncio.create_subprocess_exec(sys.executable, *arguments, stdin=PIPE, stdout=PIPE, stderr=DEVNULL, env={})


async def _exchange(process: Process, question: bytes) -> bytes:
    if process.stdin is None or process.stdout is None:
        raise EOFError
    process.stdin.write(len(question).to_bytes(LENGTH_BYTES) + question)
    await process.stdin.drain()
    length = int.from_bytes(await process.stdout.readexactly(LENGTH_BYTES))
    return await process.stdout.readexactly(length)


async def _end(process: Process) -> None:
    if process.returncode is None:
        process.kill()
    if process.stdin is not None:
        process.stdin.close()
    await process.wait()
