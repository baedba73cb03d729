"""Meetings that were agreed and didn't come about: nobody came, a time is given back, somebody has left."""

import contextlib
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy import update

from bot.process import approvals, missed_meetings
from bot.process.refusals import AlreadyDone, NotNow
from bot.rules.words import MeetingState, RequestState, Standing, Surface
from storage.contacts import Contact
from tests.process.presses import accept, approve_next, ask, leave, words
from tests.process.reverse_interviews import Office, office_in

ADA, SAM = "ada@lovelace.example", "sam@desk.example"
SOMEBODY_ELSE = "We are looking for another time, or for somebody else"


@pytest.fixture
async def office(sqlite_url: str) -> AsyncIterator[Office]:
    """One candidacy in its reverse interview."""
    async with office_in(sqlite_url) as opened:
        yield opened


async def test_a_meeting_nobody_came_to_is_made_up_for(office: Office) -> None:
    """It counts as held no more, the same person picks anew, the candidate reads one mail without blame."""
    asked = await ask(office)
    await accept(office, asked)
    [agreed] = await office.meetings()
    assert agreed.ends_at is not None
    with pytest.raises(NotNow, match="Move"):
        async with office.act() as tx:
            await missed_meetings.missed_meeting(tx, meeting_id=asked.id, by=office.people["cora"])
    await office.move(agreed.ends_at)
    assert "They didn't come" in await office.meetings_card()
    before = len(await office.mails(ADA))
    async with office.act() as tx:
        await missed_meetings.missed_meeting(tx, meeting_id=asked.id, by=office.people["cora"])
    gone, new = await office.meetings()
    assert (gone.state, new.state, new.contact_id) == (MeetingState.CANCELLED, MeetingState.ASKED, gone.contact_id)
    assert gone.starts_at not in {one.starts_at for one in await office.times(new.id)}
    [mail] = (await office.mails(ADA))[before:]
    assert str(mail["Subject"]) == "Another time: conversation with Ann A."
    assert "didn't come about. We are looking for another time" in " ".join(words(mail).split())
    assert not [one for one in await office.told("ann") if "needed" in one]
    with pytest.raises(AlreadyDone):
        async with office.act() as tx:
            await missed_meetings.missed_meeting(tx, meeting_id=asked.id, by=office.people["cora"])
    assert (await office.wish(asked.request_id)).state is RequestState.ASKED
    assert "noted that a meeting didn't come about" in await office.meetings_card()


async def test_a_contact_says_that_they_didn_t_talk(office: Office) -> None:
    """Not before it is over; then Ann has new times at once, Ada one mail without blame, Cora who said so; once."""
    asked = await ask(office)
    await accept(office, asked)
    [agreed] = await office.meetings()
    assert agreed.ends_at is not None
    before = len(await office.mails(ADA))
    for is_over, problem in ((False, NotNow), (True, None), (True, AlreadyDone)):
        if is_over:
            await office.move(max(agreed.ends_at, office.now))
            if problem is None:
                assert "We didn't talk" in await office.card(Surface.CONTACT_BRIEF, asked.id, viewer="ann")
        with pytest.raises(problem) if problem else contextlib.nullcontext():
            async with office.act() as tx:
                await missed_meetings.report_missed(tx, meeting_id=asked.id, by=office.people["ann"])
    assert [one.state for one in await office.meetings()] == [MeetingState.CANCELLED, MeetingState.ASKED]
    moved = [one for one in (await office.mails(ADA))[before:] if "Another time" in str(one["Subject"])]
    assert len(moved) == 1
    assert "Ann A. says that the conversation with Ada Lovelace didn't come about" in "".join(await office.told("cora"))


async def test_whoever_leaves_sends_their_meetings_back_to_the_card(office: Office) -> None:
    """An agreed one is called off kindly, one asked and one to approve come back too; told again it is the same."""
    first = await ask(office)
    await accept(office, first)
    await ask(office)
    await office.request("ann")
    before = len(await office.told("cora"))
    for _ in range(2):
        await leave(office, "ann")
    assert {one.state for one in await office.meetings()} == {MeetingState.CANCELLED}
    card = await office.meetings_card()
    assert card.count("Nobody chosen yet") == 3
    assert card.count("Asked for: Ann A.") == 3
    assert "approve_meeting" not in card
    assert "Last step: Ann A. left, " in card
    said = (await office.told("cora"))[before:]
    assert len(said) == 2
    assert ["Ann A. has left, so somebody else is needed" in one for one in said] == [False, True]
    assert "Ann A. has left, and the time agreed with them is called off by mail, so somebody else is" in said[0]
    [mail] = [one for one in await office.mails(ADA) if "Cancelled" in str(one["Subject"])]
    assert SOMEBODY_ELSE in words(mail)
    assert await office.told("ann") == []
    assert [str(one["Subject"]) for one in await office.mails("ann@acme.example")] == [
        "Your conversation with Ada Lovelace"
    ]


async def test_whoever_is_a_guest_now_reads_that_their_conversation_is_off(office: Office) -> None:
    """They still read their mail, and would sit there waiting; whoever has left is mailed nothing."""
    await accept(office, await ask(office))
    await leave(office, "ann", Standing.GUEST)
    assert [one.state for one in await office.meetings()] == [MeetingState.CANCELLED]
    subjects = [str(one["Subject"]) for one in await office.mails("ann@acme.example")]
    assert subjects == ["Your conversation with Ada Lovelace", "Cancelled: conversation with Ada Lovelace"]
    assert await office.told("ann") == []
    assert "Ann A. is a guest in Slack now, and the time agreed with" in (await office.told("cora"))[-1]


async def test_what_did_not_come_about_with_somebody_who_has_left_is_for_somebody_else(office: Office) -> None:
    """Nobody asks who isn't here any more: Bo, who was approved to be next, is asked, and Ada reads so."""
    asked = await ask(office)
    await approve_next(office, asked.request_id, "bo")
    await accept(office, asked)
    await office.move(asked.asked_at + timedelta(days=3))
    await leave(office, "ann")
    async with office.act() as tx:
        await missed_meetings.missed_meeting(tx, meeting_id=asked.id, by=office.people["cora"])
    assert [one.state for one in await office.meetings()] == [MeetingState.CANCELLED, MeetingState.ASKED]
    assert "would you talk with" in await office.card(Surface.CONTACT_BRIEF, (await office.meetings())[-1].id, "bo")
    assert "Ann A. has left; Bo B., next on your list, is asked now" in (await office.told("cora"))[-1]
    assert SOMEBODY_ELSE in words((await office.mails(ADA))[-1])


async def test_a_delegate_who_was_asked_hears_that_their_contact_has_left(office: Office) -> None:
    """Mel keeps Ann's calendar in Slack, Sam keeps Bo's by mail; each hears once."""
    for who, where in (("ann", {"delegate_id": office.people["mel"].id}), ("bo", {"delegate_email": SAM})):
        wish = await office.request(who)
        async with office.act() as tx:
            mine = Contact.person_id == office.people[who].id
            await tx.session.execute(update(Contact).where(mine).values(where))
            await approvals.approve_meeting(tx, request_id=wish, by=office.people["cora"])
        await leave(office, who)
    assert "Somebody else will talk with this candidate." in "".join(await office.told("mel"))
    assert [str(one["Subject"]) for one in await office.mails(SAM)][1:] == ["No longer needed: a time for Bo B."]


async def test_whoever_was_approved_to_be_next_steps_in_for_one_who_left(office: Office) -> None:
    """Bo is asked at once."""
    asked = await ask(office)
    await approve_next(office, asked.request_id, "bo")
    await leave(office, "ann")
    assert (await office.meetings())[-1].state is MeetingState.ASKED
    assert "Bo B., next on your list, is asked now" in (await office.told("cora"))[-1]


async def test_a_contact_gives_an_agreed_time_back(office: Office) -> None:
    """Ada and both calendars are told once, Cora has what Ann wrote; without other times it is somebody else's.

    Once it has begun there is nothing to give back.
    """
    for wrote, subject in (("Friday after three", "To be moved"), (None, "Cancelled")):
        asked = await ask(office)
        await accept(office, asked)
        before, begun = office.now, (await office.meetings())[-1].starts_at
        assert begun is not None
        office.now = begun
        with pytest.raises(AlreadyDone, match="isn't ahead of you"):
            async with office.act() as tx:
                await missed_meetings.give_back_time(tx, meeting_id=asked.id, wrote=wrote, by=office.people["ann"])
        office.now = before
        mails, told = len(await office.mails(ADA)), len(await office.told("cora"))
        async with office.act() as tx:
            await missed_meetings.give_back_time(tx, meeting_id=asked.id, wrote=wrote, by=office.people["ann"])
        [mail] = (await office.mails(ADA))[mails:]
        assert str(mail["Subject"]).startswith(subject)
        assert (SOMEBODY_ELSE in words(mail)) is (wrote is None)
        [said] = (await office.told("cora"))[told:]
        assert "Ann A. gave the agreed time back" in said
        assert (await office.meetings())[-1].state is MeetingState.DECLINED
        assert (await office.wish(asked.request_id)).state is RequestState.OPEN
        with pytest.raises(AlreadyDone):
            async with office.act() as tx:
                await missed_meetings.give_back_time(tx, meeting_id=asked.id, wrote=None, by=office.people["ann"])
    card = await office.meetings_card()
    assert "Friday after three" in card
    assert "can't make it. Choose somebody else" in card
    assert await office.told("ann") == []
