"""Servers of services, held in the tests' hands: what stands at which address, and what was asked."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from ugyfelkapu.broker.ports import Fetched, FetchFault


@dataclass
class HandOutside:
    """An outside where nothing stands but what a test put there."""

    documents: dict[str, Fetched | FetchFault] = field(default_factory=dict)
    statuses: dict[str, int | FetchFault] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    posted: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    envelopes: list[tuple[str, bytes]] = field(default_factory=list)
    answers: dict[str, Callable[[bytes], bytes]] = field(default_factory=dict)

    def put(self, url: str, body: bytes, media_type: str = "application/json") -> None:
        """Let a document stand at an address."""
        self.documents[url] = Fetched(body=body, media_type=media_type)

    async def get(self, url: str) -> Fetched | FetchFault:
        self.asked.append(url)
        return self.documents.get(url.partition("#")[0], FetchFault.UNREACHABLE)

    async def again(self, url: str) -> Fetched | FetchFault:
        return await self.get(url)

    async def soap(self, url: str, envelope: bytes) -> Fetched | FetchFault:
        self.envelopes.append((url, envelope))
        answer = self.answers.get(url)
        return FetchFault.UNREACHABLE if answer is None else Fetched(body=answer(envelope), media_type="text/xml")

    async def metadata(self, url: str) -> Fetched | FetchFault:
        return await self.get(url)

    async def post(self, url: str, form: Mapping[str, str]) -> int | FetchFault:
        self.posted.append((url, dict(form)))
        return self.statuses.get(url, FetchFault.UNREACHABLE)
