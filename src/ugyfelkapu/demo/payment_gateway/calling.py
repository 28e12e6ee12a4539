"""The gateway calls the merchant when a payment is decided; what goes wrong with calls is done here too."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import urlsplit

import httpx
import msgspec

from ugyfelkapu.adapters.payment_signature import SIGNATURE_HEADER, TIME_HEADER, signed_request, time_of
from ugyfelkapu.demo.payment_gateway.ledger import Entry
from ugyfelkapu.demo.payment_gateway.mischief import Mischief

PATIENCE_SECONDS = 5.0
FORGED_KEY = b"somebody else's key, not the gateway's"


@dataclass
class Caller:
    """Calls merchants, in the background."""

    key: bytes
    now: Callable[[], datetime] = field(default=lambda: datetime.now(UTC))
    client: Callable[[], httpx.AsyncClient] = field(
        default=lambda: httpx.AsyncClient(timeout=PATIENCE_SECONDS, trust_env=False)
    )
    running: set[asyncio.Task[None]] = field(default_factory=set)

    def call(self, entry: Entry, mischief: Mischief) -> None:
        """Tell the merchant of a decided payment, in whatever way the mischief has it."""
        task = asyncio.get_running_loop().create_task(self._called(entry, mischief))
        self.running.add(task)
        task.add_done_callback(self.running.discard)

    async def _called(self, entry: Entry, mischief: Mischief) -> None:
        async with self.client() as client:
            if mischief.forge:
                await self._sent(client, entry, key=FORGED_KEY)
            if mischief.lose:
                return
            await asyncio.sleep(mischief.delay_seconds)
            times = 2 if mischief.double else 1
            await asyncio.gather(*(self._sent(client, entry, key=self.key) for _ in range(times)))

    async def _sent(self, client: httpx.AsyncClient, entry: Entry, *, key: bytes) -> None:
        """One call; a merchant that does not answer is expected to ask by itself."""
        url = entry.order.callback_url
        body = msgspec.json.encode({"order": entry.order.order, "reference": entry.reference, "state": entry.state})
        time = time_of(self.now())
        signature = signed_request(key, "POST", urlsplit(url).path, time=time, body=body)
        headers = {TIME_HEADER: time, SIGNATURE_HEADER: signature, "Content-Type": "application/json"}
        try:
            await client.post(url, content=body, headers=headers)
        except httpx.HTTPError:
            return
