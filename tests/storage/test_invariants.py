"""The numbers that should all be 0 tell of what they are meant to tell."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.rules.words import DeliveryState, TimerKind
from storage.database import Database, Transaction
from storage.invariants import worries
from storage.outbox import To, post_notice
from storage.timers import set_timer
from tests.process.acme import acme


@pytest.fixture
async def tx(database_url: str) -> AsyncIterator[Transaction]:
    """A transaction in a workspace of its own."""
    database = Database(database_url)
    async with database.transaction() as tx:
        row = acme()
        tx.session.add(row)
        await tx.session.flush()
        tx.workspace_id = row.id
        yield tx
    await database.close()


async def test_what_is_new_is_no_worry(tx: Transaction) -> None:
    """A message and a timer of now are on their way."""
    await post_notice(tx, To(channel="C1"), {"text": "hello"}, key="hello")
    await set_timer(tx, TimerKind.FOLLOW_UP, tx.now, key="timer")
    assert await worries(tx) == {"unsent": 0, "undelivered": 0, "overdue": 0}


async def test_what_waits_too_long_is_counted(tx: Transaction) -> None:
    """A quarter of an hour is the measure; what failed is counted at once."""
    late = timedelta(minutes=16)
    row = await post_notice(tx, To(channel="C1"), {"text": "hello"}, key="hello")
    row.first_tried_at = tx.real - late
    failed = await post_notice(tx, To(channel="C1"), {"text": "never"}, key="never")
    failed.state = DeliveryState.FAILED
    await set_timer(tx, TimerKind.FOLLOW_UP, tx.now - late, key="timer")
    assert await worries(tx) == {"unsent": 1, "undelivered": 1, "overdue": 1}
