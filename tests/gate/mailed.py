"""What a reader finds in their mails: codes to type and links to follow, the newest first."""

import re
from urllib.parse import urlsplit

from tests.gate.owner_world import Owner


async def mailed_to(owner: Owner, address: str) -> list[str]:
    """The texts of the mails to an address, the newest first."""
    return [mail.text("text_body") for mail in await owner.mails() if mail.text("recipient") == address]


async def code_in_mail(owner: Owner, address: str, kind: str) -> str:
    """The newest code of this kind that came to an address."""
    found = [re.search(rf"\b{kind}(?:-[0-9A-Z]{{4}}){{3}}\b", text) for text in await mailed_to(owner, address)]
    return next(match[0] for match in found if match)


async def link_in_mail(owner: Owner, address: str, path: str) -> str:
    """The newest link to a page that came to an address, as path and query."""
    found = [re.search(rf"\S+{re.escape(path)}\?code=\S+", text) for text in await mailed_to(owner, address)]
    url = urlsplit(next(match[0] for match in found if match))
    return f"{url.path}?{url.query}"
