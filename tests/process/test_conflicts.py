"""Two at once: each pair of acts has one outcome, in either order, and whoever comes second reads which."""

import asyncio
from collections.abc import AsyncIterator, Awaitable

import pytest

from bot.process import approvals, meetings
from bot.process.debrief_edits import hand_over_meetings
from bot.process.meeting_requests import withdraw_request
from bot.process.refusals import AlreadyDone, NotAllowed, NotNow, NotThere, Refusal
from bot.rules.words import MeetingState, RequestState
from storage.meetings import Meeting
from tests.process.reverse_interviews import Office, office_in


@pytest.fixture
async def office(database_url: str) -> AsyncIterator[Office]:
    """One candidacy in its reverse interview."""
    async with office_in(database_url) as opened:
        yield opened


async def approve(office: Office, request_id: int, by: str = "cora") -> None:
    """Press *Approve*."""
    async with office.act() as tx:
        await approvals.approve_meeting(tx, request_id=request_id, by=office.people[by])


async def accept(office: Office, meeting: Meeting, by: str = "ann", number: int = 0) -> None:
    """Press one of the times."""
    proposed = (await office.times(meeting.id))[number]
    async with office.act() as tx:
        await meetings.accept_time(tx, meeting_id=meeting.id, proposed_id=proposed.id, by=office.people[by])


async def move(office: Office, meeting: Meeting) -> None:
    """Press *Move*."""
    async with office.act() as tx:
        await meetings.move_meeting(tx, meeting_id=meeting.id, by=office.people["cora"])


async def withdraw(office: Office, request_id: int) -> None:
    """Take the request back."""
    async with office.act() as tx:
        await withdraw_request(tx, request_id=request_id, by=office.people["hana"])


async def hand_over(office: Office) -> None:
    """Give the card to Mel."""
    async with office.act() as tx:
        mel = office.people["mel"]
        await hand_over_meetings(tx, candidacy_id=office.candidacy_id, to=mel, by=office.people["cora"])


async def at_once(*acts: Awaitable[None]) -> list[BaseException | None]:
    """Do all at the same moment; returns what each came to."""
    outcomes = await asyncio.gather(*acts, return_exceptions=True)
    assert all(one is None or isinstance(one, Refusal) for one in outcomes), outcomes
    return outcomes


async def test_accepting_while_it_is_moved(office: Office) -> None:
    """Moving counts only once it is agreed; a press on the old times afterwards leads to the newer question."""
    wish = await office.request("ann")
    await approve(office, wish)
    [asked] = await office.meetings()
    accepted, moved = await at_once(accept(office, asked), move(office, asked))
    assert accepted is None
    if moved is not None:
        assert isinstance(moved, NotNow)
        await move(office, asked)
    assert [one.state for one in await office.meetings()] == [MeetingState.CANCELLED, MeetingState.ASKED]
    again = await at_once(accept(office, asked, number=1), move(office, asked))
    assert [type(one) for one in again] == [AlreadyDone, AlreadyDone]
    assert "newer message" in str(again[0])


async def test_accepting_what_is_taken_back(office: Office) -> None:
    """Whichever comes first, nothing stays agreed, and Ann hears of it once."""
    wish = await office.request("ann")
    await approve(office, wish)
    [asked] = await office.meetings()
    accepted, _ = await at_once(accept(office, asked), withdraw(office, wish))
    assert accepted is None or isinstance(accepted, NotThere)
    assert [one.state for one in await office.meetings()] == [MeetingState.CANCELLED]
    assert (await office.wish(wish)).state is RequestState.WITHDRAWN
    assert len([one for one in await office.told("ann") if "needed any more" in one or "won't take" in one]) == 1


async def test_approving_while_another_coordinator_takes_over(office: Office) -> None:
    """Cora's approval counts or is refused with who can; Mel has the card and can't approve a second time."""
    wish = await office.request("ann")
    approved, handed = await at_once(approve(office, wish), hand_over(office))
    assert handed is None
    assert approved is None or (isinstance(approved, NotAllowed) and "Mel M." in str(approved))
    second = await at_once(approve(office, wish, by="mel"))
    assert [type(one) for one in second] == [AlreadyDone if approved is None else type(None)]
    assert len(await office.meetings()) == 1


async def test_two_coordinators_never_offer_the_chief_executives_half_hour_twice(office: Office) -> None:
    """Two candidates ask for Eve, two coordinators approve at the same moment: six times, none of them twice."""
    other = await office.open("Grace Hopper", "grace@hopper.example")
    async with office.act() as tx:
        mel = office.people["mel"]
        await hand_over_meetings(tx, candidacy_id=other, to=mel, by=office.people["cora"])
    wishes = [await office.request("eve"), await office.request("eve", candidacy_id=other)]
    assert await at_once(approve(office, wishes[0]), approve(office, wishes[1], by="mel")) == [None, None]
    both = await office.meetings()
    offered = [one.starts_at for row in both for one in await office.times(row.id)]
    assert len(offered) == len(set(offered)) == 6
    assert await at_once(*(accept(office, one, by="eve") for one in both)) == [None, None]
