"""What waits for a coordinator too long is overdue, from when it waited for them."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.process import choices
from tests.process.presses import ask, decline
from tests.process.reverse_interviews import Office, office_in
from tests.process.test_approvals import home_of


@pytest.fixture
async def office(sqlite_url: str) -> AsyncIterator[Office]:
    """One candidacy in its reverse interview."""
    async with office_in(sqlite_url) as opened:
        yield opened


async def test_what_comes_back_is_overdue_a_day_later_not_at_once(office: Office) -> None:
    """Ann was asked in time and declines two days later: from then on it waits for Cora, and is late after a day."""
    asked = await ask(office)
    office.now += timedelta(days=2)
    await decline(office, asked, "ann")
    assert "Overdue" not in await office.meetings_card() + await home_of(office)
    office.now += timedelta(days=1, minutes=1)
    assert "Overdue" in await office.meetings_card()
    assert "Overdue" in await home_of(office)
    async with office.act() as tx:
        bo, cora = office.people["bo"], office.people["cora"]
        await choices.choose_someone(tx, request_id=asked.request_id, chosen=bo, by=cora)
    assert "Overdue" in await office.meetings_card(), "that somebody else is chosen makes it no younger"
