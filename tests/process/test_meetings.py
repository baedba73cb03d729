"""Agreeing, moving, cancelling and holding meetings: who hears what, in which calendar, how often."""

import asyncio
from collections.abc import AsyncIterator
from datetime import date, datetime, time, timedelta
from email.message import EmailMessage
from zoneinfo import ZoneInfo

import pytest

from bot.process import approvals, ended_meetings, meetings
from bot.process.meetings import Reply
from bot.process.refusals import AlreadyDone, NotAllowed, NotNow, Refusal, WrongField
from bot.rules.words import MeetingState, RequestState, Stage, Surface, TimerKind
from storage.candidacies import lock
from storage.meeting_requests import FreeWindow, forget_windows
from storage.meetings import Meeting
from storage.timers import set_timer, timers_of
from storage.workspaces import workspace
from tests.databases import on_sqlite
from tests.messages.entries import parse
from tests.process.presses import accept, ask, words
from tests.process.reverse_interviews import BERLIN, MONDAY, Office, office_in

ADA, ANN, INES = "ada@lovelace.example", "ann@acme.example", "ines@fund.example"


@pytest.fixture
async def office(database_url: str) -> AsyncIterator[Office]:
    """One candidacy in its reverse interview."""
    async with office_in(database_url) as opened:
        yield opened


async def reply(office: Office, meeting: Meeting, answer: Reply, by: str = "cora") -> None:
    """Record what an outsider answered."""
    async with office.act() as tx:
        await meetings.record_reply(tx, answer, meeting_id=meeting.id, by=office.people[by])


def entry(mail: EmailMessage) -> dict[str, str]:
    """Read the calendar entry of a mail; its method is the mail part's own."""
    [part] = [one for one in mail.walk() if one.get_content_type() == "text/calendar"]
    found = parse(part.get_content())
    assert part.get_param("method") == found["METHOD"]
    return found


@on_sqlite
async def test_a_time_accepted_reaches_both_calendars(office: Office) -> None:
    """Each gets a mail of their own, the other as a name only; the coordinator hears of it once."""
    asked = await ask(office)
    await accept(office, asked)
    [agreed] = await office.meetings()
    assert (agreed.state, agreed.zone) == (MeetingState.AGREED, BERLIN)
    [to_ada], [to_ann] = await office.mails(ADA), await office.mails(ANN)
    for mail, own, other in ((to_ada, ADA, "Ann A."), (to_ann, ANN, "Ada Lovelace")):
        found = entry(mail)
        assert found["METHOD"] == "REQUEST"
        assert found["SUMMARY"] == f"Conversation with {other}"
        assert found["ATTENDEE"] == f"mailto:{own}"
        assert "PARTSTAT=ACCEPTED" in found["ATTENDEE;"]
        assert found["ORGANIZER"] == "mailto:cora@acme.example"
        assert found["SEQUENCE"] == "0"
        assert agreed.starts_at is not None
        assert found["DTSTART"] == f"{agreed.starts_at:%Y%m%dT%H%M%SZ}"
        assert mail["From"].addresses[0].addr_spec == "hiring@acme.example"
        assert f"your conversation with {other} is agreed. To change anything" in words(mail)
    assert entry(to_ada)["UID"] != entry(to_ann)["UID"]
    assert len(await office.told("cora")) == 1
    assert "Agreed, thank you" in await office.card(Surface.CONTACT_BRIEF, agreed.id)


@on_sqlite
async def test_accepting_twice_names_what_is_agreed(office: Office) -> None:
    """Twice at once as well: one meeting, one mail a side."""
    asked = await ask(office)
    outcomes = await asyncio.gather(accept(office, asked), accept(office, asked, number=1), return_exceptions=True)
    assert sorted(type(one).__name__ for one in outcomes) == ["AlreadyDone", "NoneType"]
    assert len(await office.mails(ADA)) == 1
    with pytest.raises(AlreadyDone, match=r"agreed for .* \(Berlin\)"):
        await accept(office, asked)


async def test_one_contact_is_never_booked_twice(office: Office) -> None:
    """Two candidates' requests meet on the same times: the second to accept reads which are left."""
    other = await office.open("Grace Hopper", "grace@hopper.example")
    first, second = await ask(office), await ask(office, candidacy_id=other)
    both = await office.times(first.id)
    async with office.act() as tx:
        for mine, theirs in zip(await office.times(second.id), both, strict=True):
            (await tx.session.merge(mine)).starts_at = theirs.starts_at + timedelta(minutes=15)
    outcomes = await asyncio.gather(accept(office, first), accept(office, second), return_exceptions=True)
    refusals = [one for one in outcomes if one is not None]
    assert len(refusals) == 1
    assert isinstance(refusals[0], Refusal)
    assert str(refusals[0]).count(":") >= 3
    assert "Still free:" in str(refusals[0])
    states = sorted(one.state for one in await office.meetings())
    assert states == [MeetingState.AGREED, MeetingState.ASKED]


@on_sqlite
async def test_a_time_that_has_passed_is_refused(office: Office) -> None:
    """And the brief doesn't offer it any more; with none left the card offers to ask again."""
    asked = await ask(office)
    office.now = MONDAY + timedelta(days=6)
    with pytest.raises(Refusal, match="None of the others"):
        await accept(office, asked)
    assert "accept_time" not in await office.card(Surface.CONTACT_BRIEF, asked.id)
    assert "Ask again" in await office.meetings_card()


@pytest.mark.parametrize("who", ["cora", "hana", "bo", "tala", "gus"])
@on_sqlite
async def test_only_the_contact_answers(office: Office, who: str) -> None:
    """Nobody says yes for somebody who is in Slack, the coordinator included."""
    asked = await ask(office)
    with pytest.raises(NotAllowed):
        await accept(office, asked, by=who)
    if who == "cora":
        with pytest.raises(NotNow, match="answers in Slack"):
            await reply(office, asked, Reply("declined"))


@on_sqlite
async def test_other_times_come_back_to_the_card(office: Office) -> None:
    """The contact's words stand there; asking again proposes other times than before."""
    asked = await ask(office)
    before = {one.starts_at for one in await office.times(asked.id)}
    async with office.act() as tx:
        await meetings.other_times(
            tx, meeting_id=asked.id, wrote="Friday <!channel> after three", by=office.people["ann"]
        )
    card = await office.meetings_card()
    assert "Friday <!channel> after three" in card
    assert "rich_text_quote" in card
    assert "Change this" in await office.card(Surface.CONTACT_BRIEF, asked.id)
    async with office.act() as tx:
        await meetings.other_times(tx, meeting_id=asked.id, wrote="Rather Monday", by=office.people["ann"])
    brief, card = await office.card(Surface.CONTACT_BRIEF, asked.id), await office.meetings_card()
    for shown in (brief, card):
        assert ("Rather Monday" in shown, "Friday" in shown) == (True, False)
    office.now += timedelta(hours=1)
    async with office.act() as tx:
        await approvals.approve_meeting(tx, request_id=asked.request_id, by=office.people["cora"])
    assert "Change this" not in await office.card(Surface.CONTACT_BRIEF, asked.id)
    with pytest.raises(AlreadyDone, match=r"approved this on .* answer the newer message"):
        async with office.act() as tx:
            await meetings.open_other_times(tx, meeting_id=asked.id, by=office.people["ann"])
    again = (await office.meetings())[-1]
    assert before.isdisjoint(one.starts_at for one in await office.times(again.id))
    async with office.act() as tx:
        await meetings.other_times(tx, meeting_id=again.id, wrote="Next week", by=office.people["ann"])
        await forget_windows(tx, office.candidacy_id)
        at = before.pop()  # the only time left, which was asked about
        span = {"starts_at": at, "ends_at": at + timedelta(minutes=30), "zone": BERLIN}
        tx.session.add(FreeWindow(workspace_id=tx.workspace_id, candidacy_id=office.candidacy_id, **span))
    card = await office.meetings_card()
    assert "No other time was found that suits both. Ask Ada Lovelace for more free hours" in card
    assert "Ask again" not in card


@on_sqlite
async def test_a_no_needs_no_reason_and_asks_for_somebody_else(office: Office) -> None:
    """The coordinator hears of it; the same person can't just be asked again."""
    asked = await ask(office)
    async with office.act() as tx:
        await meetings.cant_meet(tx, meeting_id=asked.id, by=office.people["ann"])
    assert "can't make it" in (await office.told("cora"))[-1]
    with pytest.raises(NotNow, match="Someone else"):
        async with office.act() as tx:
            await approvals.approve_meeting(tx, request_id=asked.request_id, by=office.people["cora"])
    with pytest.raises(AlreadyDone):
        await accept(office, asked)


async def test_an_outsiders_answer_is_recorded_by_the_coordinator(office: Office) -> None:
    """One of the three times: both get their entries."""
    asked = await ask(office, "ines")
    proposed = (await office.times(asked.id))[1]
    await reply(office, asked, Reply(str(proposed.id)))
    [agreed] = await office.meetings()
    assert agreed.starts_at == proposed.starts_at
    question, confirmation = await office.mails(INES)
    assert question["Subject"].startswith("Would you talk")
    assert entry(confirmation)["ATTENDEE"] == f"mailto:{INES}"
    with pytest.raises(AlreadyDone):
        await reply(office, asked, Reply("declined"))


@on_sqlite
async def test_an_outsider_may_agree_to_another_time(office: Office) -> None:
    """On a clock in their zone; without a date the field says so, and a taken time is refused."""
    asked = await ask(office, "ines")
    with pytest.raises(WrongField) as refusal:
        await reply(office, asked, Reply("exact", None, time(11)))
    assert list(refusal.value.fields) == ["date"]
    await reply(office, asked, Reply("exact", date(2030, 1, 14), time(11)))
    [agreed] = await office.meetings()
    assert agreed.starts_at == datetime(2030, 1, 14, 11, tzinfo=ZoneInfo("America/New_York"))
    second = await ask(office, "ines")
    with pytest.raises(Refusal, match="taken meanwhile"):
        await reply(office, second, Reply("exact", date(2030, 1, 14), time(11, 15)))


@on_sqlite
async def test_an_outsider_may_say_no_or_other_times(office: Office) -> None:
    """Their words are needed for other times, none for a no."""
    asked = await ask(office, "ines")
    with pytest.raises(WrongField):
        await reply(office, asked, Reply("other"))
    await reply(office, asked, Reply("other", note="Any Friday"))
    assert "Any Friday" in await office.meetings_card()
    second = await ask(office, "ines")
    await reply(office, second, Reply("declined"))
    assert (await office.wish(second.request_id)).state is RequestState.OPEN


@on_sqlite
async def test_the_place_goes_to_both_with_a_higher_sequence(office: Office) -> None:
    """The same entries, updated."""
    asked = await ask(office)
    await accept(office, asked)
    async with office.act() as tx:
        await meetings.set_place(tx, meeting_id=asked.id, place="https://video.example/1", by=office.people["cora"])
    first, second = (entry(one) for one in await office.mails(ADA))
    assert (first["UID"], "1") == (second["UID"], second["SEQUENCE"])
    assert second["LOCATION"] == "https://video.example/1"
    assert "https://video.example/1" in await office.card(Surface.CONTACT_BRIEF, asked.id)


@on_sqlite
async def test_cancelling_takes_it_out_of_both_calendars(office: Office) -> None:
    """CANCEL with the same UID and a higher sequence, of which the contact reads in no other way; once only."""
    asked = await ask(office)
    await accept(office, asked)
    async with office.act() as tx:
        await meetings.cancel_meeting(tx, meeting_id=asked.id, by=office.people["cora"])
    for address in (ADA, ANN):
        request, cancel = (entry(one) for one in await office.mails(address))
        assert (cancel["METHOD"], cancel["STATUS"]) == ("CANCEL", "CANCELLED")
        assert cancel["UID"] == request["UID"]
        assert int(cancel["SEQUENCE"]) > int(request["SEQUENCE"])
        assert cancel["DTSTART"] == request["DTSTART"]
    assert await office.told("ann") == []
    assert "isn't needed any more" in await office.card(Surface.CONTACT_BRIEF, asked.id)
    with pytest.raises(AlreadyDone):
        async with office.act() as tx:
            await meetings.cancel_meeting(tx, meeting_id=asked.id, by=office.people["cora"])
    with pytest.raises(AlreadyDone, match="cancelled this on"):
        await accept(office, asked)


@on_sqlite
async def test_a_late_cancellation_is_a_direct_message_too(office: Office) -> None:
    """Slack has said in the evening that it is tomorrow; so Slack says that it isn't, with what Cora writes."""
    asked = await ask(office)
    await accept(office, asked)
    starts_at = (await office.meetings())[0].starts_at
    assert starts_at is not None
    await office.move(starts_at - timedelta(hours=3))
    async with office.act() as tx:
        await meetings.cancel_meeting(tx, meeting_id=asked.id, by=office.people["cora"], words="Ada is ill.")
    note, off = await office.told("ann")
    assert "tomorrow" in note
    assert "won't take place" in off
    assert "Ada is ill." in off
    assert [entry(one)["METHOD"] for one in await office.mails(ANN)] == ["REQUEST", "CANCEL"]


@on_sqlite
async def test_where_no_mails_go_out_a_cancellation_is_a_direct_message(office: Office) -> None:
    """Nobody has set up an address for the bot: what it writes to Ann's calendar fails, and Slack has to do."""
    asked = await ask(office)
    await accept(office, asked)
    async with office.act() as tx:
        (await workspace(tx)).mail_from = None
        await meetings.cancel_meeting(tx, meeting_id=asked.id, by=office.people["cora"])
    [off] = await office.told("ann")
    assert "won't take place" in off


@on_sqlite
async def test_moving_keeps_the_person_and_frees_the_time(office: Office) -> None:
    """The old entry is cancelled, Ann is asked about new times, and the old one can be taken by somebody else."""
    asked = await ask(office)
    await accept(office, asked)
    [old] = await office.meetings()
    async with office.act() as tx:
        await meetings.move_meeting(tx, meeting_id=asked.id, by=office.people["cora"])
    gone, new = await office.meetings()
    assert (gone.state, new.state, new.contact_id) == (MeetingState.CANCELLED, MeetingState.ASKED, old.contact_id)
    assert old.starts_at not in {one.starts_at for one in await office.times(new.id)}
    assert "has to be moved" in words((await office.mails(ADA))[-1])
    assert await office.told("ann") == []
    assert [entry(one)["METHOD"] for one in await office.mails(ANN)] == ["REQUEST", "CANCEL"]
    old_brief = await office.card(Surface.CONTACT_BRIEF, gone.id)
    assert "is free again. The new choice is below." in old_brief
    assert "needed" not in old_brief
    await accept(office, new)
    assert entry((await office.mails(ADA))[-1])["METHOD"] == "REQUEST"


@on_sqlite
async def test_the_evening_before_each_gets_one_note(office: Office) -> None:
    """At five, with all of tomorrow; nobody is reminded of what was called off."""
    for asked in (await ask(office), await ask(office)):
        await accept(office, asked)
    starts = [one.starts_at for one in await office.meetings() if one.starts_at]
    assert {at.day for at in starts} == {8}
    await office.move(min(starts) - timedelta(hours=1))
    [note] = [one for one in await office.mails(ADA) if one["Subject"].startswith("Tomorrow")]
    assert note.get_content().count(", 30 minutes: Ann A.") == 2
    [told] = [one for one in await office.told("ann") if "tomorrow" in one]
    assert "You have 2 conversations with candidates tomorrow, " in told


@on_sqlite
async def test_a_cancelled_meeting_brings_no_note(office: Office) -> None:
    """The timer looks again before it speaks."""
    asked = await ask(office)
    await accept(office, asked)
    async with office.act() as tx:
        await meetings.cancel_meeting(tx, meeting_id=asked.id, by=office.people["cora"])
    await office.move(MONDAY + timedelta(days=4))
    assert not [one for one in await office.mails(ADA) if one["Subject"].startswith("Tomorrow")]
    assert not [one for one in await office.told("ann") if "tomorrow" in one]


@on_sqlite
async def test_an_end_stops_everything_and_tells_each_contact_once(office: Office) -> None:
    """Two meetings with Ann: one notice. The candidate hears only when a person has told them, and only once."""
    first = await ask(office)
    await ask(office)
    await accept(office, first)
    async with office.act() as tx:
        row = await lock(tx, office.candidacy_id)
        assert await ended_meetings.withdraw_meetings(tx, row, tell_outside=False)
    assert {one.state for one in await office.meetings()} == {MeetingState.CANCELLED}
    assert len(await office.told("ann")) == 1
    assert len(await office.mails(ADA)) == 1
    for _ in range(2):
        async with office.act() as tx:
            await ended_meetings.tell_outside_of_cancellations(tx, await lock(tx, office.candidacy_id))
    assert [entry(one)["METHOD"] for one in await office.mails(ADA)] == ["REQUEST", "CANCEL"]
    before = len(await office.told("cora"))
    await office.move(MONDAY + timedelta(days=6))
    assert len(await office.told("cora")) == before


@on_sqlite
async def test_a_closed_candidacy_has_nothing_left_to_press(office: Office) -> None:
    """The card says so, and a press on an old one is refused in words."""
    wish = await office.request("ann")
    async with office.act() as tx:
        (await lock(tx, office.candidacy_id)).stage = Stage.DEBRIEF
    assert "approve_meeting" not in await office.meetings_card()
    with pytest.raises(NotNow):
        async with office.act() as tx:
            await approvals.approve_meeting(tx, request_id=wish, by=office.people["cora"])


@on_sqlite
async def test_nothing_a_team_says_of_a_candidate_is_in_a_mail(office: Office) -> None:
    """Their own wish is for the contact; the entry itself says no more than a name."""
    wish = await office.request("ann", learn="Secret wish", area="Secret area")
    async with office.act() as tx:
        await approvals.approve_meeting(tx, request_id=wish, by=office.people["cora"])
    await accept(office, (await office.meetings())[-1])
    for mail in [*await office.mails(ADA), *await office.mails(ANN)]:
        assert "Secret" not in mail.as_string()
        assert "offer" not in words(mail)


@on_sqlite
async def test_ending_a_meeting_leaves_timers_of_other_rows_with_its_number(office: Office) -> None:
    """A call, an invitation and a meeting may all be number 1: what was agreed with the candidate is still followed."""
    meeting = await ask(office)
    async with office.act() as tx:
        kind, due = TimerKind.FOLLOW_UP, MONDAY + timedelta(days=5)
        await set_timer(tx, kind, due, key="f", candidacy_id=office.candidacy_id, subject_id=meeting.id)
    async with office.act() as tx:
        await meetings.cant_meet(tx, meeting_id=meeting.id, by=office.people["ann"])
    async with office.look() as tx:
        assert kind in {one.kind for one in await timers_of(tx, office.candidacy_id)}
