"""The door's own deadline: whatever takes longer than Slack waits is taken back, and whoever asked reads so."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from slack_bolt.async_app import AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import select

from bot.process.access import Action
from bot.process.refusals import NotAllowed, NotSaved
from bot.rules.words import Standing
from handlers import channels, door
from handlers.errors import answer_error
from storage.database import Database, Transaction
from storage.people import Person, Profile, remember
from storage.receipts import AlreadyHandled
from tests.process.acme import acme
from tests.story.locking import held

FOREVER = 30
"""Seconds that nobody waits."""
LEFT = 0.1
"""Seconds left of those in which a request must be answered."""


@pytest.fixture
async def late(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[AsyncBoltContext]:
    """A request that came a while ago; Slack, too, lets whoever asks it wait."""
    monkeypatch.setattr("handlers.intake.WITHIN", FOREVER)
    database = Database(sqlite_url)
    async with database.transaction() as tx:
        row = acme()
        tx.session.add(row)
    async with _silent() as url:
        client = AsyncWebClient(base_url=url)
        arrived = time.monotonic() - door.ANSWER_WITHIN + LEFT
        about = {"door": door.Door(database, client), "client": client, "workspace_id": row.id, "arrived": arrived}
        yield AsyncBoltContext(about)
    await database.close()


@asynccontextmanager
async def _silent() -> AsyncIterator[str]:
    """Serve at an address at which nothing is ever answered."""
    asked: list[asyncio.StreamWriter] = []
    server = await asyncio.start_server(lambda _, writer: asked.append(writer), "127.0.0.1")
    host, port = server.sockets[0].getsockname()
    try:
        yield f"http://{host}:{port}/api/"
    finally:
        for one in asked:
            one.close()
        server.close()


async def _keep_ann(tx: Transaction) -> None:
    await remember(tx, [Profile("UANN", "Ann", None, "UTC", None, Standing.MEMBER)])


async def test_what_a_press_began_too_late_is_taken_back(late: AsyncBoltContext) -> None:
    """Its transaction is rolled back, and the next one isn't in its way."""

    async def press() -> None:
        async with door.transaction(late) as tx:
            await _keep_ann(tx)
            await asyncio.sleep(FOREVER)

    with pytest.raises(NotSaved, match="Nothing was changed"):
        await press()
    assert await _known(late) == []


async def test_a_message_that_is_stored_too_late_comes_again_and_counts_once(late: AsyncBoltContext) -> None:
    """Slack isn't told that it was taken; whoever else waits for the same transaction loses nothing."""
    may_end = asyncio.Event()

    async def dawdle(tx: Transaction) -> None:
        await _keep_ann(tx)
        await may_end.wait()

    late["receipt"] = "event:1"
    with pytest.raises(NotSaved):
        await door.store(late, "thread", dawdle)
    may_end.set()
    await asyncio.gather(*late["door"].tasks)
    assert await _known(late) == ["Ann"]
    late["arrived"] = time.monotonic() + FOREVER
    with pytest.raises(AlreadyHandled):
        await door.store(late, "thread", _keep_ann)


async def test_nobody_is_waited_for_whom_slack_does_not_tell_of(late: AsyncBoltContext) -> None:
    """Whoever names them in a form reads that it was Slack, and can try again."""
    with pytest.raises(NotSaved, match="Slack didn't answer"):
        async with asyncio.timeout(FOREVER / 2):
            await door.meet(late, ["UANN"])
    assert await _known(late) == []


async def test_a_channel_slack_does_not_tell_of_keeps_nobody_waiting(late: AsyncBoltContext) -> None:
    """Neither whoever opens a debrief there, nor whoever presses to have a lost one tried again."""
    with pytest.raises(NotSaved, match="when I looked the channel up"):
        async with asyncio.timeout(FOREVER / 2):
            await channels.check_channel(late, "C1", public_is_fine=True)
    asked = asyncio.get_running_loop().time()
    with pytest.raises(TimeoutError):
        await channels.trouble_now(late, "C1")
    assert asyncio.get_running_loop().time() - asked < FOREVER / 2


async def test_a_refusal_is_told_though_the_database_has_no_time_to_note_it(late: AsyncBoltContext) -> None:
    """Somebody else holds what every writer needs; whoever may not reads so within Slack's seconds."""
    refusal = NotAllowed("Only Hana may.", act=Action.DECIDE, person_id=None, candidacy_id=None)
    with held(late["door"].database, ""):
        answer = await answer_error(refusal, {"command": "/offer", "text": ""}, late)
    assert "Only Hana may." in str(answer.body)


async def _known(context: AsyncBoltContext) -> list[str]:
    async with context["door"].database.reading(context["workspace_id"]) as tx:
        return list((await tx.session.execute(select(Person.name))).scalars())
