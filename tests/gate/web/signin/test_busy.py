"""So many passwords wait to be hashed that nobody more may: the page says try again."""

from collections.abc import Iterator

import pytest

from tests.gate.owner_world import PASSWORD, Owner
from tests.gate.web.signin.browser import Browser, page_of
from ugyfelkapu.adapters.passwords import PasswordPool


@pytest.fixture
def password_pool() -> Iterator[PasswordPool]:
    """Real hashing, nothing of it remembered."""
    pool = PasswordPool(threads=1)
    yield pool
    pool.close()


async def test_when_hashing_is_busy_the_page_says_try_again(
    owner: Owner, browser: Browser, password_pool: PasswordPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(password_pool, "_places", 0)  # as when so many wait that nobody more may
    answer = await browser.sends("/sign-in", username=owner.username, password=PASSWORD)
    assert answer.status_code == 503
    assert int(answer.headers["retry-after"]) > 0
    assert page_of(answer) == "sign-in"
