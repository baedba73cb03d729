"""What could not be delivered is shown to whoever can mend it, once, with a button where trying again may help."""

import json
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import select

from bot.messages.undelivered import SEND_AGAIN
from bot.process.undelivered import show_failure
from bot.rules.words import Choice, DeliveryState
from storage.deliveries import Delivery
from tests.process.desks import Desk, desk_in


@pytest.fixture
async def desk(sqlite_url: str) -> AsyncIterator[Desk]:
    """A workspace with people."""
    async with desk_in(sqlite_url) as opened:
        yield opened


async def fail(desk: Desk, name: str, error: str) -> list[str]:
    """Have all direct messages to somebody refused; returns what is said of that, as JSON text."""
    async with desk.act() as tx:
        to_them = select(Delivery).where(Delivery.person_id == desk.people[name].id, Delivery.candidacy_id.is_not(None))
        for row in (await tx.session.execute(to_them)).scalars().all():
            row.state, row.error = DeliveryState.FAILED, error
            await show_failure(tx, row)
        said = select(Delivery.payload).where(Delivery.key.startswith("failed:")).order_by(Delivery.id)
        return [json.dumps(one) for one in (await tx.session.execute(said)).scalars()]


@pytest.mark.parametrize(
    ("error", "is_mendable"), [("restricted_action", True), ("user_disabled", False), ("unknown_method", False)]
)
async def test_a_refused_direct_message_can_be_sent_again_where_that_may_help(
    desk: Desk, error: str, *, is_mendable: bool
) -> None:
    """Not to whoever is deactivated, nor where Slack lacks the method."""
    await desk.open()
    [said] = await fail(desk, "bo", error)
    assert (SEND_AGAIN in said) == is_mendable


async def test_of_what_was_theirs_its_reader_hears_only_that_slack_lacks_a_method(desk: Desk) -> None:
    """Where nothing reaches Cora, nothing more is sent to her; a lacking method is told once, however often it is."""
    await desk.decide(await desk.open(), Choice.NO_HIRE)
    assert await fail(desk, "cora", "restricted_action") == []
    assert len(await fail(desk, "cora", "unknown_method")) == 1
