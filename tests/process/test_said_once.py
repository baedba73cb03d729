"""Whatever is pressed twice is said once: to the candidate, to contacts inside and outside, to the coordinator."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.process import approvals, meetings, missed_meetings, questions, thanks
from bot.process.meetings import Reply
from bot.process.refusals import Refusal
from bot.rules.words import MeetingState, Transport
from storage.contacts import contact_of_person
from storage.database import Transaction
from storage.deliveries import Delivery
from tests.process.reverse_interviews import Office, office_in

Act = Callable[[Transaction], Awaitable[object]]


@pytest.fixture
async def office(sqlite_url: str) -> AsyncIterator[Office]:
    """One candidacy in its reverse interview."""
    async with office_in(sqlite_url) as opened:
        yield opened


async def owed(office: Office) -> tuple[int, int]:
    """Count what was owed so far, and the revisions of it."""
    async with office.look() as tx:
        query = select(func.count(), func.coalesce(func.sum(Delivery.revision), 0))
        count, revisions = (await tx.session.execute(query)).one()
        return count, revisions


async def twice(office: Office, act: Act) -> None:
    """Do it, and again at once: the second time is refused, and nobody hears anything of it."""
    async with office.act() as tx:
        await act(tx)
    before = await owed(office)
    with pytest.raises(Refusal):
        async with office.act() as tx:
            await act(tx)
    assert await owed(office) == before


async def agree(office: Office, who: str) -> int:
    """Have the newest question answered with its first time, by Ann or as Ines replied; returns the meeting's id."""
    asked = (await office.meetings())[-1]
    first = (await office.times(asked.id))[0].id
    cora = office.people["cora"]

    async def accept(tx: Transaction) -> None:
        if who == "ines":
            await meetings.record_reply(tx, Reply(str(first)), meeting_id=asked.id, by=cora)
        else:
            await meetings.accept_time(tx, meeting_id=asked.id, proposed_id=first, by=office.people[who])

    await twice(office, accept)
    return asked.id


async def test_each_act_is_said_once(office: Office) -> None:
    """Asked, agreed, moved, given back, called off, missed, thanked, settled; each calendar mail is another one."""
    cora, ann = office.people["cora"], office.people["ann"]
    wishes = [await office.request("ann"), await office.request("ines")]
    await twice(office, lambda tx: approvals.approve_meeting(tx, request_id=wishes[0], by=cora))
    moved = await agree(office, "ann")
    await twice(office, lambda tx: meetings.move_meeting(tx, meeting_id=moved, by=cora))
    given = await agree(office, "ann")
    await twice(office, lambda tx: missed_meetings.give_back_time(tx, meeting_id=given, wrote="Later", by=ann))
    await twice(office, lambda tx: approvals.approve_meeting(tx, request_id=wishes[1], by=cora))
    off = await agree(office, "ines")
    await twice(office, lambda tx: meetings.cancel_meeting(tx, meeting_id=off, by=cora))
    await twice(office, lambda tx: approvals.approve_meeting(tx, request_id=wishes[0], by=cora))
    missed = await agree(office, "ann")
    await office.move(datetime(2030, 1, 11, 20, tzinfo=UTC))
    assert {one.id: one.state for one in await office.meetings()}[missed] is MeetingState.HELD
    async with office.look() as tx:
        known = await contact_of_person(tx, ann.id)
    assert known is not None
    about: dict[str, Any] = {"candidacy_id": office.candidacy_id, "by": cora}
    await twice(office, lambda tx: thanks.pass_on_thanks(tx, contact_id=known.id, words="Thanks!", **about))
    await twice(office, lambda tx: missed_meetings.missed_meeting(tx, meeting_id=missed, by=cora))
    await office.move(office.now + timedelta(days=3))
    await twice(office, lambda tx: approvals.say_no(tx, request_id=wishes[0], reason="Away", alternative=None, by=cora))
    await office.move(office.now + timedelta(days=3))
    await twice(office, lambda tx: questions.everything_is_answered(tx, **about))
    async with office.look() as tx:
        rows = (await tx.session.execute(select(Delivery).where(Delivery.transport == Transport.MAIL))).scalars().all()
    assert len({one.message_id for one in rows}) == len({one.mail for one in rows}) == len(rows)
