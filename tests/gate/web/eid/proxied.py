"""What the proxy of the tests is called and what it sends."""

from urllib.parse import quote

import httpx

CARD = "123456AB"
CARD_HOST = "https://kartya.example.test"
PROXY = "192.0.2.7"
SECRET = "s" * 32
SHOW = "/register/eid/card"


async def shows(proxy: httpx.AsyncClient, address: str, certificate: str | None) -> httpx.Response:
    """The proxy brings what a browser showed at an address of its host."""
    headers = {"X-Card-Proxy-Secret": SECRET}
    if certificate is not None:
        headers["X-Card-Certificate"] = quote(certificate)
    return await proxy.get(address.removeprefix(CARD_HOST), headers=headers)
