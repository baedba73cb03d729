"""Messages of one thread that come at the same moment share a transaction, and each is answered for itself."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from bot.rules.words import Standing
from handlers.intake import AT_ONCE, Intake, Work
from storage.database import Database, Transaction
from storage.people import Person, Profile, remember
from storage.receipts import AlreadyHandled
from storage.workspaces import Workspace

MANY = 60


@pytest.fixture
async def database(sqlite_url: str) -> AsyncIterator[Database]:
    """Facts with a workspace, of id 1."""
    opened = Database(sqlite_url)
    async with opened.transaction() as tx:
        names = {"team_id": "T1", "name": "Acme", "url": "", "bot_user_id": "UBOT", "bot_id": "BBOT"}
        tx.session.add(Workspace(**names))
    yield opened
    await opened.close()


@pytest.fixture
def intake(database: Database) -> Intake:
    """An intake that has not been given anything yet."""
    return Intake(database, set())


def keeping(name: str) -> Work:
    """Work that keeps a person of this name."""

    async def work(tx: Transaction) -> None:
        await remember(tx, [Profile(f"U{name}", name, None, "UTC", None, Standing.MEMBER)])

    return work


async def failing(tx: Transaction) -> None:
    """Write something, then find out that it can't be."""
    await keeping("nobody")(tx)
    raise LookupError


async def failing_database(tx: Transaction) -> None:
    """Meet a database that is down."""
    del tx
    raise OperationalError("SELECT", {}, OSError())


async def kept(database: Database) -> list[str]:
    """Return the names kept, in the order they were."""
    async with database.reading(1) as tx:
        return list((await tx.session.execute(select(Person.name).order_by(Person.id))).scalars())


async def test_many_at_once_are_kept_in_their_order_in_few_transactions(database: Database, intake: Intake) -> None:
    """Each is told when it is committed."""
    commits: list[Transaction] = []
    database.on_commit.append(commits.append)
    names = [f"n{number:02}" for number in range(MANY)]
    await asyncio.gather(*(intake.store(1, "thread", f"event:{name}", keeping(name)) for name in names))
    assert await kept(database) == names
    assert MANY / AT_ONCE <= len(commits) < MANY


async def test_what_was_handled_before_is_left_alone(database: Database, intake: Intake) -> None:
    """Whether before, or twice at the same moment."""
    await intake.store(1, "thread", "event:1", keeping("ann"))
    again = [intake.store(1, "thread", f"event:{number}", keeping("bo")) for number in (1, 2, 2)]
    answers = await asyncio.gather(*again, return_exceptions=True)
    assert [type(one) for one in answers] == [AlreadyHandled, type(None), AlreadyHandled]
    assert await kept(database) == ["ann", "bo"]


async def test_one_that_fails_takes_nothing_from_the_others(database: Database, intake: Intake) -> None:
    """Its own error comes back to whoever brought it, and its receipt isn't kept: it may come again."""
    works = {"event:1": keeping("ann"), "event:2": failing, "event:3": keeping("bo")}
    stored = [intake.store(1, "thread", key, work) for key, work in works.items()]
    answers = await asyncio.gather(*stored, return_exceptions=True)
    assert [type(one) for one in answers] == [type(None), LookupError, type(None)]
    await intake.store(1, "thread", "event:2", keeping("cy"))
    assert await kept(database) == ["ann", "bo", "cy"]


async def test_a_database_that_is_down_is_told_to_all(database: Database, intake: Intake) -> None:
    """Nothing is kept, and all may come again."""
    works = {"event:1": keeping("ann"), "event:2": failing_database}
    stored = [intake.store(1, "thread", key, work) for key, work in works.items()]
    answers = await asyncio.gather(*stored, return_exceptions=True)
    assert [type(one) for one in answers] == [OperationalError, OperationalError]
    await intake.store(1, "thread", "event:1", keeping("ann"))
    assert await kept(database) == ["ann"]


async def test_whoever_stops_waiting_changes_nothing(database: Database, intake: Intake) -> None:
    """It is stored all the same, once."""
    async with database.transaction(1):
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.05):
                await intake.store(1, "thread", "event:1", keeping("ann"))
    with pytest.raises(AlreadyHandled):
        await intake.store(1, "thread", "event:1", keeping("ann"))
    assert await kept(database) == ["ann"]
