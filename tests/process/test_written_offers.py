"""The written offer: its days, who hears of them, and warnings before it runs out."""

from collections.abc import AsyncIterator
from datetime import date, timedelta

import pytest

from bot.process.refusals import NotAllowed, NotNow, WrongField
from bot.process.written_offers import WrittenOffer, record_written_offer
from tests.process.calls import called
from tests.process.desks import Desk, desk_in


@pytest.fixture
async def desk(database_url: str) -> AsyncIterator[Desk]:
    """A workspace with people, on a Monday morning."""
    async with desk_in(database_url) as opened:
        yield opened


async def send(desk: Desk, candidacy_id: int, sent_on: date, expires_on: date | None = None, by: str = "cora") -> None:
    """Record the written offer."""
    async with desk.act() as tx:
        offer = WrittenOffer(sent_on, expires_on)
        await record_written_offer(tx, offer, candidacy_id=candidacy_id, by=desk.people[by])


async def test_the_caller_is_warned_three_days_and_one_day_before(desk: Desk) -> None:
    """And again for the new day when it is prolonged; not for the old one."""
    candidacy_id = await called(desk)
    await send(desk, candidacy_id, date(2030, 1, 7), date(2030, 1, 18))
    assert "The written offer to Ada Lovelace went out on Monday 7 January." in await desk.notices("hana")
    await desk.pass_time(desk.now + timedelta(days=8))
    warned = "The offer to Ada Lovelace stands until Friday 18 January."
    assert (await desk.notices("hana")).count(warned) == 1
    await send(desk, candidacy_id, date(2030, 1, 7), date(2030, 1, 25))
    await desk.pass_time(desk.now + timedelta(days=20))
    said = await desk.notices("hana")
    assert said.count(warned) == 1
    assert said.count("The offer to Ada Lovelace stands until Friday 25 January.") == 2


@pytest.mark.parametrize(
    ("sent_on", "expires_on", "field"),
    [
        (date(2030, 1, 8), None, "sent_on"),
        (date(2030, 1, 7), date(2030, 1, 6), "expires_on"),
        (date(2029, 12, 1), date(2029, 12, 20), "expires_on"),
    ],
)
async def test_days_that_cannot_be_are_refused(desk: Desk, sent_on: date, expires_on: date | None, field: str) -> None:
    """Sent in the future, run out before it was sent, run out already."""
    candidacy_id = await called(desk)
    with pytest.raises(WrongField) as refused:
        await send(desk, candidacy_id, sent_on, expires_on)
    assert set(refused.value.fields) == {field}


async def test_there_is_no_written_offer_without_a_decision_and_only_owners_record_it(desk: Desk) -> None:
    """An interviewer may not, and nobody may in debrief."""
    with pytest.raises(NotNow):
        await send(desk, await desk.open("Grace Example"), date(2030, 1, 7))
    with pytest.raises(NotAllowed):
        await send(desk, await called(desk), date(2030, 1, 7), by="ann")
