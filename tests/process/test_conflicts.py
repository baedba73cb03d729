"""Two at once: each pair of acts has one outcome, in either order, and whoever comes second reads which."""

import asyncio
from collections.abc import AsyncIterator, Awaitable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.process import meetings
from bot.process.alternates import approve_alternates
from bot.process.debrief_edits import hand_over_meetings
from bot.process.departures import follow_departure
from bot.process.meeting_requests import withdraw_request
from bot.process.refusals import AlreadyDone, NotAllowed, NotNow, Refusal, WrongField
from bot.rules.words import DeliveryState, MeetingState, RequestState, Standing
from storage.deliveries import Delivery
from storage.meetings import Meeting
from storage.workspaces import Settings
from tests.process.directories import INES, add_outside, save
from tests.process.presses import accept, approve
from tests.process.reverse_interviews import Office, office_in


@pytest.fixture
async def office(database_url: str) -> AsyncIterator[Office]:
    """One candidacy in its reverse interview."""
    async with office_in(database_url) as opened:
        yield opened


@pytest.fixture
async def replicas(postgres_url: str) -> AsyncIterator[Office]:
    """The same where many write at once; SQLite has one writer at a time."""
    async with office_in(postgres_url) as opened:
        yield opened


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
    assert "You moved this on Monday 7 January, 10:00 (Berlin). Its time is given back" in str(again[1])


async def test_asking_somebody_whose_address_changes(replicas: Office) -> None:
    """Whichever comes first, no question waits for the address before: it goes to the new one, or Tala saves again."""
    contact_id, wish = await add_outside(replicas), await replicas.request("ines")
    moved = save(replicas, contact_id, replace(INES, email="ines@newfund.example"), by="tala")
    _, saved = await at_once(approve(replicas, wish), moved)
    async with replicas.look() as tx:
        pending = (Delivery.mail_to.is_not(None), Delivery.state == DeliveryState.PENDING)
        [address] = (await tx.session.execute(select(Delivery.mail_to).where(*pending))).scalars()
    assert address == ("ines@newfund.example" if saved is None else "ines@fund.example")
    assert saved is None or isinstance(saved, WrongField)


async def test_accepting_what_is_taken_back(office: Office) -> None:
    """Whichever comes first, nothing stays agreed, and Ann hears of it once."""
    wish = await office.request("ann")
    await approve(office, wish)
    [asked] = await office.meetings()
    accepted, _ = await at_once(accept(office, asked), withdraw(office, wish))
    assert accepted is None or isinstance(accepted, AlreadyDone)
    assert [one.state for one in await office.meetings()] == [MeetingState.CANCELLED]
    assert (await office.wish(wish)).state is RequestState.WITHDRAWN
    mailed = [one for one in await office.mails("ann@acme.example") if "Cancelled" in one["Subject"]]
    told = [one for one in await office.told("ann") if "needed any more" in one or "won't take" in one]
    assert len([*mailed, *told]) == 1


async def test_approving_while_another_coordinator_takes_over(office: Office) -> None:
    """Cora's approval counts or is refused with who can; Mel has the card and can't approve a second time."""
    wish = await office.request("ann")
    approved, handed = await at_once(approve(office, wish), hand_over(office))
    assert handed is None
    assert approved is None or (isinstance(approved, NotAllowed) and "Mel M." in str(approved))
    second = await at_once(approve(office, wish, by="mel"))
    assert [type(one) for one in second] == [AlreadyDone if approved is None else type(None)]
    assert len(await office.meetings()) == 1


async def test_a_candidate_for_two_jobs_is_never_in_two_places(replicas: Office) -> None:
    """Ada is considered for two jobs; Ann and Bo accept overlapping times at the same moment: one is agreed."""
    other = await replicas.open("Ada Lovelace", "ADA@lovelace.example")
    wishes = [await replicas.request("ann"), await replicas.request("bo", candidacy_id=other)]
    for wish in wishes:
        await approve(replicas, wish)
    first, second = await replicas.meetings()
    async with replicas.act() as tx:
        for mine, theirs in zip(await replicas.times(second.id), await replicas.times(first.id), strict=True):
            (await tx.session.merge(mine)).starts_at = theirs.starts_at + timedelta(minutes=15)
    outcomes = await at_once(accept(replicas, first), accept(replicas, second, by="bo"))
    assert [one is None for one in outcomes].count(True) == 1
    assert "has been taken meanwhile" in str(next(one for one in outcomes if one is not None))
    assert sorted(one.state for one in await replicas.meetings()) == [MeetingState.AGREED, MeetingState.ASKED]


async def test_two_conversations_agreed_at_once_never_share_a_link(replicas: Office) -> None:
    """Ada and Grace are to meet Ann and Bo at the same time: one pair has the workspace's link, the other none yet."""
    async with replicas.act() as tx:
        tx.session.add(Settings(workspace_id=tx.workspace_id, video_link="https://meet.acme.example/many"))
    other = await replicas.open("Grace Hopper", "grace@hopper.example")
    for wish in [await replicas.request("ann"), await replicas.request("bo", candidacy_id=other)]:
        await approve(replicas, wish)
    first, second = await replicas.meetings()
    assert await at_once(accept(replicas, first), accept(replicas, second, by="bo")) == [None, None]
    agreed = await replicas.meetings()
    assert agreed[0].starts_at == agreed[1].starts_at
    assert [one.place for one in agreed].count(None) == 1


async def test_somebody_leaves_while_others_decline(replicas: Office) -> None:
    """Mel is wanted in two candidacies and stands behind Ann in them; whoever is first, nobody waits in a circle."""
    other = await replicas.open("Grace Hopper", "grace@hopper.example")
    for candidacy_id, who, following in (
        (0, "ann", "mel"),
        (other, "ann", "mel"),
        (0, "mel", "bo"),
        (other, "mel", "bo"),
    ):
        wish = await replicas.request(who, candidacy_id=candidacy_id)
        await approve(replicas, wish)
        async with replicas.act() as tx:
            next_ones, cora = [replicas.people[following]], replicas.people["cora"]
            with suppress(WrongField):  # is on the list otherwise
                await approve_alternates(tx, request_id=wish, colleagues=next_ones, by=cora)

    async def leave() -> None:
        async with replicas.act() as tx:
            gone = await tx.session.merge(replicas.people["mel"])
            gone.standing = Standing.DEACTIVATED
            await follow_departure(tx, gone=gone)

    async def decline(meeting: Meeting) -> None:
        async with replicas.act() as tx:
            await meetings.cant_meet(tx, meeting_id=meeting.id, by=replicas.people["ann"])

    asked = [one for one in await replicas.meetings() if one.contact_id == (await replicas.meetings())[0].contact_id]
    assert await at_once(decline(asked[1]), leave(), decline(asked[0])) == [None, None, None]
    states = [one.state for one in await replicas.meetings()]
    assert states.count(MeetingState.DECLINED) == 2


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
