"""A candidate says anew when they are free while others are being asked: nobody agrees to what suits them no more."""

from collections.abc import AsyncIterator
from datetime import date, time, timedelta

import pytest

from bot.process import approvals, meetings
from bot.process.exact_times import propose_exact_time
from bot.process.meeting_requests import WindowTyped, replace_windows
from bot.process.refusals import NotThere
from bot.rules.words import Surface
from storage.candidacies import lock
from tests.process.presses import accept, ask
from tests.process.reverse_interviews import Office, office_in

BERLIN, LEFT_OUT = "Europe/Berlin", "gave since leave this out"
WEDNESDAY, THURSDAY, FRIDAY = (WindowTyped(0, date(2030, 1, day), time(9), time(18)) for day in (9, 10, 11))


@pytest.fixture
async def office(sqlite_url: str) -> AsyncIterator[Office]:
    """One candidacy in its reverse interview."""
    async with office_in(sqlite_url) as opened:
        yield opened


async def say(office: Office, *windows: WindowTyped) -> None:
    """Have the candidate say when they are free."""
    async with office.act() as tx:
        typed = [WindowTyped(number, one.day, one.starts, one.ends) for number, one in enumerate(windows)]
        await replace_windows(tx, await lock(tx, office.candidacy_id), BERLIN, typed)


async def test_times_that_suit_the_candidate_no_more_can_not_be_agreed_to(office: Office) -> None:
    """Wednesday falls away, then all of it: the card says so, a press on the old message too, and nobody is booked."""
    await say(office, WEDNESDAY, THURSDAY)
    wish = await office.request("ann")
    async with office.act() as tx:
        await approvals.approve_meeting(tx, request_id=wish, by=office.people["cora"])
    [asked] = await office.meetings()
    first = await office.times(asked.id)
    assert {one.starts_at.day for one in first} == {9, 10}
    await say(office, THURSDAY, FRIDAY)
    left = await office.times(asked.id)
    assert {one.starts_at.day for one in left} == {10}
    gone = next(one for one in first if one.starts_at.day == 9)
    with pytest.raises(NotThere, match="isn't among those proposed any more"):
        async with office.act() as tx:
            await meetings.accept_time(tx, meeting_id=asked.id, proposed_id=gone.id, by=office.people["ann"])
    await say(office, FRIDAY)
    assert not await office.times(asked.id)
    assert "None of the times Ann A. was asked about is left" in await office.meetings_card()
    assert "The times we had in mind are gone" in await office.card(Surface.CONTACT_BRIEF, asked.id, viewer="ann")


async def test_a_time_the_coordinator_knew_of_stays(office: Office) -> None:
    """Cora set Wednesday at eleven, outside of what Ada had said; Ada's next words don't take it away."""
    await say(office, THURSDAY)
    cora, wish = office.people["cora"], await office.request("ann")
    async with office.act() as tx:
        await propose_exact_time(tx, request_id=wish, day=date(2030, 1, 9), at=time(11), by=cora, is_sure=True)
    await say(office, FRIDAY)
    [asked] = await office.meetings()
    assert len(await office.times(asked.id)) == 1
    await accept(office, asked)
    await say(office, THURSDAY)
    assert LEFT_OUT not in await office.meetings_card()


async def test_an_agreed_time_that_is_left_out_is_pointed_out_once(office: Office) -> None:
    """Ada names Friday instead of Wednesday: the card and one note under it say so, until she names Wednesday again."""
    await say(office, WEDNESDAY)
    asked = await ask(office)
    await accept(office, asked)
    notes = [len(await noted(office))]
    for windows, is_said in (((WEDNESDAY,), False), ((FRIDAY,), True), ((THURSDAY,), True), ((WEDNESDAY,), False)):
        await say(office, *windows)
        assert (LEFT_OUT in await office.meetings_card()) == is_said, windows
        notes.append(len(await noted(office)))
    assert [one - notes[0] for one in notes] == [0, 0, 1, 1, 1]
    assert "leave out the conversation with Ann A. on Wednesday 9 January" in (await noted(office))[-1]
    await say(office, FRIDAY)
    async with office.act() as tx:
        await meetings.move_meeting(tx, meeting_id=asked.id, by=office.people["cora"])
    assert LEFT_OUT not in await office.meetings_card()


async def test_what_takes_place_already_is_left_out_of_nothing(office: Office) -> None:
    """Ada names Friday while she talks with Ann."""
    await say(office, WEDNESDAY)
    asked = await ask(office)
    await accept(office, asked)
    begun = (await office.meetings())[-1].starts_at
    assert begun is not None
    office.now = begun + timedelta(minutes=1)
    await say(office, FRIDAY)
    assert LEFT_OUT not in await office.meetings_card()


async def noted(office: Office) -> list[str]:
    """Return what Cora was told of the candidate's meetings, oldest first."""
    return [one for one in await office.told("cora") if "Ada Lovelace" in one]
