"""The outbox: at least once, never twice at the same time, and dead letters stay to be seen."""

import asyncio
from dataclasses import dataclass, field

import pytest

from tests.world import HandClock
from ugyfelkapu.foundation.database import Database
from ugyfelkapu.foundation.outbox import (
    KEPT_DAYS,
    LEASE_SECONDS,
    LONGEST_WAIT_SECONDS,
    MOST_TRIES,
    Mail,
    forget_old,
    post,
    send_one,
    wait_after,
)
from ugyfelkapu.ports import Letter

MAIL = Mail(to="teszt.elek@posta.example", subject="Árvíztűrő", text="szöveg", html="<p>szöveg</p>")


@dataclass
class Postman:
    """Takes letters, or says that the mail server is down."""

    down: bool = False
    letters: list[Letter] = field(default_factory=list)

    async def send(self, letter: Letter) -> None:
        """Take the letter."""
        await asyncio.sleep(0)
        if self.down:
            message = "connection refused"
            raise ConnectionRefusedError(message)
        self.letters.append(letter)


async def posted(database: Database, clock: HandClock, count: int = 1) -> None:
    for _ in range(count):
        async with database.transaction() as tx:
            await post(tx, MAIL, now=clock.now())


async def test_a_mail_goes_out_once(database: Database, clock: HandClock) -> None:
    postman = Postman()
    await posted(database, clock)
    assert await send_one(database, postman, clock)
    assert not await send_one(database, postman, clock)
    assert [letter.subject for letter in postman.letters] == ["Árvíztűrő"]


async def test_two_workers_never_send_one_row_twice(database: Database, clock: HandClock) -> None:
    postman = Postman()
    await posted(database, clock, 10)
    for _ in range(10):
        await asyncio.gather(*(send_one(database, postman, clock) for _ in range(4)))
    assert len({letter.message_id for letter in postman.letters}) == len(postman.letters) == 10


async def test_a_mail_of_an_undone_transaction_is_never_sent(database: Database, clock: HandClock) -> None:
    async def post_and_fail() -> None:
        async with database.transaction() as tx:
            await post(tx, MAIL, now=clock.now())
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await post_and_fail()
    assert not await send_one(database, Postman(), clock)


async def test_while_the_mail_server_is_down_a_mail_waits_longer_each_time(database: Database, clock: HandClock) -> None:
    postman = Postman(down=True)
    await posted(database, clock)
    assert await send_one(database, postman, clock)
    clock.instant += wait_after(1)
    clock.advance(milliseconds=-1)
    assert not await send_one(database, postman, clock)
    postman.down = False
    clock.advance(milliseconds=1)
    assert await send_one(database, postman, clock)
    assert len(postman.letters) == 1


async def test_after_the_last_try_a_mail_stays_as_a_dead_letter(database: Database, clock: HandClock) -> None:
    await posted(database, clock)
    for _ in range(MOST_TRIES):
        assert await send_one(database, Postman(down=True), clock)
        clock.advance(seconds=LONGEST_WAIT_SECONDS)
    assert not await send_one(database, Postman(), clock)
    row = await database.reader.one("SELECT last_error, text_body FROM outbox WHERE sent_at IS NULL AND due_at IS NULL")
    assert (row.text("last_error"), row.text("text_body")) == ("connection refused", ""), "a code is not kept for nothing"


async def test_what_was_sent_is_forgotten_after_a_month_and_what_is_due_is_not(database: Database, clock: HandClock) -> None:
    await posted(database, clock)
    await send_one(database, Postman(), clock)
    clock.advance(days=KEPT_DAYS - 1)
    await posted(database, clock)
    for days, forgotten in ((0, 0), (2, 1), (KEPT_DAYS, 0)):
        clock.advance(days=days)
        async with database.transaction() as tx:
            assert await forget_old(tx, now=clock.now()) == forgotten
    assert (await database.reader.one("SELECT count(*) AS rows FROM outbox")).number("rows") == 1


async def test_a_worker_that_died_while_sending_loses_its_claim(database: Database, clock: HandClock) -> None:
    await posted(database, clock)

    class Dying(Postman):
        async def send(self, letter: Letter) -> None:
            raise ZeroDivisionError(letter.message_id)

    with pytest.raises(ZeroDivisionError):
        await send_one(database, Dying(), clock)
    assert not await send_one(database, Postman(), clock)
    clock.advance(seconds=LEASE_SECONDS)
    assert await send_one(database, Postman(), clock)


async def test_a_sent_mail_leaves_no_text_behind(database: Database, clock: HandClock) -> None:
    await posted(database, clock)
    await send_one(database, Postman(), clock)
    row = await database.reader.one("SELECT text_body, html_body FROM outbox")
    assert (row.text("text_body"), row.text("html_body")) == ("", "")
