"""The note of the evening before: at five by the receiver's clock as it stands, one for all of the next day."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, time, timedelta

import pytest

from bot.process import approvals, meetings
from bot.process.evening_notes import follow_zone
from bot.process.meeting_requests import WindowTyped, replace_windows
from bot.process.meetings import Reply
from storage.candidacies import lock
from storage.meetings import Meeting
from storage.people import Person
from tests.process.reverse_interviews import Office, office_in

ADA = "ada@lovelace.example"
FIVE_IN_BERLIN = datetime(2030, 1, 7, 16, tzinfo=UTC)


@pytest.fixture
async def office(sqlite_url: str) -> AsyncIterator[Office]:
    """One candidacy, on a Monday morning."""
    async with office_in(sqlite_url) as opened:
        yield opened


async def agreed(office: Office, who: str = "ann", candidacy_id: int = 0) -> Meeting:
    """Arrange a meeting for Tuesday."""
    wish = await office.request(who, candidacy_id=candidacy_id)
    async with office.act() as tx:
        await approvals.approve_meeting(tx, request_id=wish, by=office.people["cora"])
    asked = (await office.meetings())[-1]
    first = (await office.times(asked.id))[0]
    async with office.act() as tx:
        if who == "ines":
            reply = Reply(str(first.id))
            await meetings.record_reply(tx, reply, meeting_id=asked.id, by=office.people["cora"])
        else:
            await meetings.accept_time(tx, meeting_id=asked.id, proposed_id=first.id, by=office.people[who])
    return (await office.meetings())[-1]


async def mailed(office: Office, to: str = ADA) -> list[str]:
    """Return the evening notes mailed to somebody."""
    return [
        one.get_content()
        for one in await office.mails(to)
        if "conversation" in one["Subject"] and "'s" in one["Subject"]
    ]


async def noted(office: Office, who: str) -> list[str]:
    """Return the evening notes a contact got in Slack."""
    return [one for one in await office.told(who) if "something has come up" in one]


async def take_to(office: Office, who: str, zone: str) -> None:
    """Let somebody's profile stand in another zone."""
    async with office.act() as tx:
        moved = await tx.session.get_one(Person, office.people[who].id)
        moved.zone = zone
        await follow_zone(tx, moved=moved)


async def test_three_meetings_on_a_day_are_one_note_and_nothing_is_mailed_to_an_outsider(office: Office) -> None:
    """Each in its line with its place, by the receiver's clock; Ines has the question and her entry, and no third."""
    for who in ("ann", "bo", "ines"):
        await agreed(office, who)
    await office.move(FIVE_IN_BERLIN - timedelta(minutes=1))
    assert not await mailed(office)
    await office.move(FIVE_IN_BERLIN + timedelta(hours=12))
    [note] = await mailed(office)
    assert "this is what you have tomorrow" in note
    met = ("Ann A., who works here", "Bo B., who works here", "Ines Vestor, one of our investors")
    assert all(f", 30 minutes: {who}" in note for who in met)
    assert [len(await noted(office, who)) for who in ("ann", "bo")] == [1, 1]
    assert len(await office.mails("ines@fund.example")) == 2


async def test_a_contact_hears_of_all_candidates_at_once_and_whom_to_write_to_about_each(office: Office) -> None:
    """Two candidacies with a coordinator each are one message that names both."""
    await agreed(office)
    other = await office.open("Grace Hopper", "grace@hopper.example")
    async with office.act() as tx:
        (await lock(tx, other)).coordinator_id = office.people["mel"].id
    wish = await office.request("ann", candidacy_id=other)
    async with office.act() as tx:
        await approvals.approve_meeting(tx, request_id=wish, by=office.people["mel"])
    asked = (await office.meetings())[-1]
    async with office.act() as tx:
        first = (await office.times(asked.id))[0]
        await meetings.accept_time(tx, meeting_id=asked.id, proposed_id=first.id, by=office.people["ann"])
    await office.move(FIVE_IN_BERLIN)
    [note] = await noted(office, "ann")
    assert "You have 2 conversations with candidates tomorrow, Tuesday 8 January." in note
    assert "arranged by Cora C." in note
    assert "arranged by Mel M." in note


async def test_notes_follow_whoever_moves_to_another_zone(office: Office) -> None:
    """West: the note comes at five there. East, where five is over: at once. Nobody gets a second one for the day."""
    await agreed(office)
    await agreed(office, "bo")
    await take_to(office, "ann", "America/New_York")
    async with office.act() as tx:
        row = await lock(tx, office.candidacy_id)
        window = WindowTyped(0, date(2030, 1, 10), time(9), time(18))
        await replace_windows(tx, row, "America/New_York", [window])
    await office.move(FIVE_IN_BERLIN + timedelta(minutes=1))
    assert (await mailed(office), await noted(office, "ann"), len(await noted(office, "bo"))) == ([], [], 1)
    await take_to(office, "ann", "Asia/Tokyo")
    await office.move(FIVE_IN_BERLIN + timedelta(minutes=2))
    [note] = await noted(office, "ann")
    assert "today" in note
    await take_to(office, "ann", "Europe/Berlin")
    await take_to(office, "bo", "America/New_York")
    await office.move(FIVE_IN_BERLIN + timedelta(hours=6, minutes=1))
    assert len(await mailed(office)) == 1
    assert "New York" in (await mailed(office))[0]
    assert [len(await noted(office, who)) for who in ("ann", "bo")] == [1, 1]


async def test_who_agrees_after_five_has_just_read_it_and_gets_no_note(office: Office) -> None:
    """The confirmation of this evening is the note of this evening."""
    office.now = FIVE_IN_BERLIN + timedelta(hours=1)
    kept = await agreed(office)
    assert kept.starts_at is not None
    assert kept.starts_at.date() == datetime(2030, 1, 8, tzinfo=UTC).date()
    await office.move(kept.starts_at)
    assert not await mailed(office)
    assert not await noted(office, "ann")
