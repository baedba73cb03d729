"""Whoever reads of their own act is called "you"; the others read who it was."""

import json
from collections.abc import AsyncIterator
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from bot.process.debrief_edits import hand_over_meetings
from bot.process.meeting_requests import nothing_more
from bot.process.written_offers import WrittenOffer, record_written_offer
from storage.deliveries import Delivery
from tests.process.calls import called
from tests.process.desks import Desk, desk_in


@pytest.fixture
async def desk(sqlite_url: str) -> AsyncIterator[Desk]:
    """A workspace with people, on a Monday morning."""
    async with desk_in(sqlite_url) as opened:
        yield opened


async def test_ones_own_act_is_told_as_ones_own(desk: Desk) -> None:
    """Cora notes, records and hands over; she reads "you" where Hana reads her name."""
    candidacy_id, cora = await called(desk), desk.people["cora"]
    await desk.pass_time(desk.now + timedelta(minutes=5))
    async with desk.act() as tx:
        await nothing_more(tx, candidacy_id=candidacy_id, by=cora)
        offer = WrittenOffer(sent_on=date(2030, 1, 7), expires_on=date(2030, 1, 30))
        await record_written_offer(tx, offer, candidacy_id=candidacy_id, by=cora)
        await hand_over_meetings(tx, candidacy_id=candidacy_id, to=desk.people["mel"], by=cora)
    own, others = await words_to(desk, "cora"), await words_to(desk, "hana")
    for mine, theirs in (
        ("You noted it.", "Cora noted it."),
        ("Recorded by you", "Recorded by Cora"),
        ("You changed the debrief", "Cora changed the debrief"),
    ):
        assert (mine in own, mine in others, theirs in own, theirs in others) == (True, False, False, True)


async def words_to(desk: Desk, name: str) -> str:
    """Return all that somebody was told, as JSON text."""
    async with desk.database.reading(desk.workspace_id) as tx:
        query = select(Delivery.payload).where(Delivery.person_id == desk.people[name].id)
        return json.dumps((await tx.session.execute(query)).scalars().all(), ensure_ascii=False)
