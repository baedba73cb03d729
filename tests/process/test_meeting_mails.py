"""What both calendars show after any history of a meeting, and what their owners read beside it."""

import random
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest
from ical.calendar_stream import IcsCalendarStream
from ical.event import Event, EventStatus
from sqlalchemy import select

from bot.process import approvals, meetings
from bot.process.debrief_edits import hand_over_meetings
from bot.process.refusals import NotNow
from bot.rules.words import ContactClass, DeliveryState, Lapse, MeetingState, PlaceKind, Surface
from storage.candidacies import candidacy, lock
from storage.cases import case_of
from storage.contacts import Contact, add_contact
from storage.deliveries import Delivery
from storage.meeting_rows import row_of
from storage.meetings import Meeting, meeting
from storage.withdrawals import withdraw_unsent
from storage.workspaces import settings, workspace
from tests.process.presses import ask, words
from tests.process.reverse_interviews import MONDAY, Office, office_in

ADA, ANN, CORA, INES = "ada@lovelace.example", "ann@acme.example", "cora@acme.example", "ines@fund.example"
SAM = "sam@desk.example"


@pytest.fixture
async def office(sqlite_url: str) -> AsyncIterator[Office]:
    """One candidacy in its reverse interview."""
    async with office_in(sqlite_url) as opened:
        yield opened


def entry(mail: EmailMessage) -> tuple[str, Event] | None:
    """Read a mail's calendar entry and its method, the same in header and body; None for a mail without one."""
    parts = [one for one in mail.walk() if one.get_content_type() == "text/calendar"]
    if not parts:
        return None
    text, method = str(parts[0].get_content()), str(parts[0].get_param("method"))
    [event] = IcsCalendarStream.calendar_from_ics(text).events
    assert f"METHOD:{method}" in text.splitlines()
    assert event.status is (EventStatus.CANCELLED if method == "CANCEL" else EventStatus.CONFIRMED)
    return method, event


@dataclass
class Program:
    """Somebody's calendar program, as RFC 5546 has it: only a higher SEQUENCE from the same organiser is heeded."""

    known: dict[str, tuple[int, str, datetime | None, str | None]] = field(default_factory=dict)

    def take(self, method: str, event: Event) -> None:
        """Take one entry, which must be one that a program heeds."""
        organizer = event.organizer.uri if event.organizer else ""
        if event.uid in self.known:
            assert (event.sequence or 0) > self.known[event.uid][0]
            assert organizer == self.known[event.uid][1]
        assert isinstance(event.start, datetime)
        at, place = (None, None) if method == "CANCEL" else (event.start, event.location)
        self.known[event.uid] = (event.sequence or 0, organizer, at, place)

    def shown(self) -> list[tuple[datetime, str | None]]:
        """Return what stands in it, by time."""
        return sorted((at, place) for _, _, at, place in self.known.values() if at is not None)


async def shown(office: Office, address: str) -> list[tuple[datetime, str | None]]:
    """Return what a calendar shows that was given all mails, in order."""
    program = Program()
    for mail in await office.mails(address):
        found = entry(mail)
        if found is not None:
            program.take(*found)
    return program.shown()


CAN_HAPPEN = {
    MeetingState.ASKED: ["accept", "accept", "accept", "other", "hand over"],
    MeetingState.AGREED: ["move", "move", "place", "place", "cancel", "hand over"],
    MeetingState.DECLINED: ["approve", "ask"],
    MeetingState.CANCELLED: ["ask", "hand over"],
}


async def act(office: Office, chance: random.Random) -> None:
    """Do one of the things that can happen to the last meeting."""
    last, people = (await office.meetings())[-1], office.people
    what = chance.choice(CAN_HAPPEN[last.state])
    if what == "ask":
        await ask(office, "ann")
        return
    proposed = chance.choice(await office.times(last.id))
    async with office.act() as tx:
        match what:
            case "approve":
                await approvals.approve_meeting(tx, request_id=last.request_id, by=people["cora"])
            case "accept":
                await meetings.accept_time(tx, meeting_id=last.id, proposed_id=proposed.id, by=people["ann"])
            case "other":
                await meetings.other_times(tx, meeting_id=last.id, wrote="Later, please", by=people["ann"])
            case "move":
                await meetings.move_meeting(tx, meeting_id=last.id, by=people["cora"])
            case "place":
                place = f"https://video.example/{chance.randrange(99)}"
                await meetings.set_place(tx, meeting_id=last.id, place=place, by=people["cora"])
            case "cancel":
                await meetings.cancel_meeting(tx, meeting_id=last.id, by=people["cora"])
            case _:
                cora = await tx.session.merge(people["cora"])
                cora.email = chance.choice([CORA, "talent@acme.example"])


@pytest.mark.parametrize("seed", range(4))
async def test_after_any_history_both_calendars_show_what_is_agreed(office: Office, seed: int) -> None:
    """Whatever happens in whatever order, each SEQUENCE is higher than the last, and what is off is off in both."""
    chance = random.Random(seed)
    await ask(office, "ann")
    for _ in range(16):
        with suppress(NotNow):  # no more times
            await act(office, chance)
    rows = await office.meetings()
    agreed = [one for one in rows if one.state is MeetingState.AGREED]
    for address in (ADA, ANN):
        in_calendar = await shown(office, address)
        assert [at for at, _ in in_calendar] == sorted(one.starts_at for one in agreed if one.starts_at)
        assert {one.place for one in agreed if one.place} <= {place for _, place in in_calendar}
    assert len({(one.uid, one.sequence) for one in rows}) == len(rows)


async def accept(office: Office, asked: Meeting, by: str) -> None:
    """Take the first of the times."""
    proposed = (await office.times(asked.id))[0]
    async with office.act() as tx:
        if by == "ines":
            reply = meetings.Reply(str(proposed.id))
            await meetings.record_reply(tx, reply, meeting_id=asked.id, by=office.people["cora"])
        else:
            await meetings.accept_time(tx, meeting_id=asked.id, proposed_id=proposed.id, by=office.people[by])


async def test_a_moved_meeting_is_the_same_entry_again(office: Office) -> None:
    """Out of both calendars, then back at its new time, with the confirmation saying that it is an update."""
    asked = await ask(office, "ann")
    await accept(office, asked, "ann")
    async with office.act() as tx:
        await meetings.move_meeting(tx, meeting_id=asked.id, by=office.people["cora"])
    assert await shown(office, ADA) == []
    await accept(office, (await office.meetings())[-1], "ann")
    for address in (ADA, ANN):
        found = [one for one in map(entry, await office.mails(address)) if one]
        assert [method for method, _ in found] == ["REQUEST", "CANCEL", "REQUEST"]
        assert [event.sequence for _, event in found] == [0, 1, 2]
        assert len({event.uid for _, event in found}) == 1
        assert (await office.mails(address))[-1]["Subject"].startswith("Updated: your conversation")


async def test_somebody_else_gets_an_entry_of_their_own(office: Office) -> None:
    """After Ann, Bo is asked: nothing of Ann's entry is touched again."""
    asked = await ask(office, "ann")
    await accept(office, asked, "ann")
    again = await ask(office, "bo")
    assert (again.sequence, again.uid == asked.uid) == (0, False)


async def test_a_coordinator_in_the_meeting_is_not_told_that_it_is_their_own(office: Office) -> None:
    """Cora is asked for herself: her entry's organiser is the company's address, or her program would drop it."""
    asked = await ask(office, "cora")
    await accept(office, asked, "cora")
    [to_cora], [to_ada] = await office.mails(CORA), await office.mails(ADA)
    read = " ".join(words(to_ada).split())
    assert "figures, reply to this mail" in read
    assert "Cora C. can tell you more" not in read, "she can't talk about figures in it"
    organizers = [found[1].organizer for found in (entry(to_cora), entry(to_ada)) if found]
    assert [one.uri for one in organizers if one] == ["mailto:hiring@acme.example", f"mailto:{CORA}"]


async def test_the_organiser_of_an_entry_keeps_name_and_mailbox(office: Office) -> None:
    """Mel takes over and writes the place: the entry is still from Cora, by name and mailbox; Mel is written to."""
    asked = await ask(office, "ann")
    await accept(office, asked, "ann")
    async with office.act() as tx:
        mel, cora = office.people["mel"], office.people["cora"]
        await hand_over_meetings(tx, candidacy_id=office.candidacy_id, to=mel, by=cora)
        await meetings.set_place(tx, meeting_id=asked.id, place="Room 5", by=mel)
    for address in (ADA, ANN):
        _, event = entry((await office.mails(address))[-1]) or pytest.fail("no entry")
        assert event.organizer is not None
        assert (event.organizer.uri, event.organizer.common_name) == (f"mailto:{CORA}", "Cora C.")
        assert "write to Mel M." in (event.description or "")


async def test_both_read_whom_they_meet_when_how_and_whom_to_call(office: Office) -> None:
    """An investor in New York and a candidate in Berlin, each on their own clock; how to change it comes first."""
    async with office.act() as tx:
        (await workspace(tx)).public_url = "https://bot.example"
        chosen = await settings(tx)
        chosen.help_phone = "+49 30 5550199"
        tx.session.add(chosen)
        (await lock(tx, office.candidacy_id)).candidate_name = "Ada Lovelace"
    asked = await ask(office, "ines")
    await accept(office, asked, "ines")
    async with office.act() as tx:
        place = "https://video.example/1"
        await meetings.set_place(tx, meeting_id=asked.id, place=place, by=office.people["cora"])
    to_ada, to_ines = (await office.mails(ADA))[-1], (await office.mails(INES))[-1]
    for mail, said in (
        (
            to_ada,
            [
                "https://bot.example/r/fresh",
                "You talk with Ines Vestor, one of our investors:",
                ":30 (Berlin), 30 minutes",
            ],
        ),
        (
            to_ines,
            ["reply to this mail: Cora", "Ada Lovelace, a candidate for Staff Engineer:", "(New York), 30 minutes"],
        ),
    ):
        places = [words(mail).replace(":00 (Berlin)", ":30 (Berlin)").find(one) for one in said]
        assert places == sorted(places)
        assert min(places) > 0, words(mail)
        assert place in words(mail)
        assert "phone +49 30 5550199, or reply here" in words(mail)
        assert mail["Reply-To"].addresses[0].addr_spec == CORA
    found = entry(to_ines)
    assert found is not None
    assert "press here: https://bot.example/m/fresh" in (found[1].description or "")
    assert "https://bot.example/m/" in words(to_ines)


async def test_a_move_is_one_mail_to_somebody_outside_and_asks_for_the_same_conversation(office: Office) -> None:
    """It takes the old time out of their calendar and has the new ones, by the name they know; Ann's brief has too."""
    for who, address in (("ines", INES), ("ann", ANN)):
        asked = await ask(office, who)
        await accept(office, asked, who)
        before = len(await office.mails(address))
        async with office.act() as tx:
            await meetings.move_meeting(tx, meeting_id=asked.id, by=office.people["cora"])
        new = (await office.meetings())[-1]
        assert new.state is MeetingState.ASKED
        async with office.look() as tx:
            row = await row_of(tx, await candidacy(tx, office.candidacy_id), asked.request_id)
        assert row.was_agreed
        [mail] = (await office.mails(address))[before:]
        found = entry(mail)
        assert found is not None
        assert found[0] == "CANCEL"
        if who == "ann":
            brief = await office.card(Surface.CONTACT_BRIEF, new.id, viewer="ann")
            assert "which other time would suit you for the conversation with Ada Lovelace" in brief
            assert "It was to be on " in brief
            continue
        assert str(mail["Subject"]) == "Another time? Conversation with Ada Lovelace"
        text = " ".join(words(mail).split())
        for said in ("It was to be on ", "take that out by itself", "These times would suit them", "just reply"):
            assert said in text.replace("Just", "just"), said
        assert "other candidates may read your name" not in text
    assert [at for at, _ in await shown(office, INES)] == []


async def test_whoever_wrote_about_other_times_reads_that_these_are_they(office: Office) -> None:
    """Not the same question once more, as if they had said nothing: in the mail, and in the brief."""
    for who in ("ines", "ann"):
        asked = await ask(office, who)
        async with office.act() as tx:
            case = await case_of(tx, await lock(tx, office.candidacy_id), await meeting(tx, asked.id))
            await meetings.decline(tx, case, "Mornings, next week", None)
        async with office.act() as tx:
            await approvals.approve_meeting(tx, request_id=asked.request_id, by=office.people["cora"])
        if who == "ines":
            mail = (await office.mails(INES))[-1]
            assert "Would one of these times do?" in str(mail["Subject"])
            assert "here are other times, as was asked for" in words(mail)
    again = (await office.meetings())[-1]
    assert "Here are other times, as was asked for" in await office.card(Surface.CONTACT_BRIEF, again.id, viewer="ann")


async def test_whoever_travels_to_the_office_reads_what_clocks_show_there(office: Office) -> None:
    """Ada in Berlin reads of New York's, in the confirmation and the evening before; Ines of her own alone."""
    async with office.act() as tx:
        (await lock(tx, office.candidacy_id)).candidate_zone = "Europe/Berlin"
    wish = await office.request("ines", place_kind=PlaceKind.OFFICE)
    async with office.act() as tx:
        places = {PlaceKind.OFFICE: "5th Avenue 1"}
        await approvals.approve_meeting(tx, request_id=wish, by=office.people["cora"], places=places)
    [asked] = await office.meetings()
    await accept(office, asked, "ines")
    [agreed] = await office.meetings()
    assert agreed.starts_at is not None
    await office.move(agreed.starts_at - timedelta(hours=2))
    here, there = "(Berlin), 30 minutes There it is ", "(New York) 5th Avenue 1"
    to_ada = await office.mails(ADA)
    assert [one["Auto-Submitted"] for one in to_ada] == [None, "auto-generated"]
    [thread] = {str(one["References"]) for one in to_ada}
    assert {str(one["In-Reply-To"]) for one in to_ada} == {thread}
    assert thread.endswith("@acme.example>"), "all of it is one conversation in her mail program"
    assert thread not in {str(one["References"]) for one in await office.mails(INES)}, "and nobody else's"
    confirmed, evening = [" ".join(words(one).split()) for one in to_ada]
    assert here in confirmed
    assert there in confirmed
    assert there in evening
    assert "There it is" not in words((await office.mails(INES))[-1])


async def test_who_somebody_is_comes_from_their_profile(office: Office) -> None:
    """Their title, where Slack has one; nothing for somebody who is of no kind."""
    async with office.act() as tx:
        (await tx.session.merge(office.people["ann"])).title = "Head of Research"
    asked = await ask(office, "ann")
    await accept(office, asked, "ann")
    assert "You talk with Ann A., Head of Research:" in words((await office.mails(ADA))[-1])
    async with office.act() as tx:
        (await tx.session.get_one(Contact, asked.contact_id)).contact_class = ContactClass.OTHER
        (await tx.session.merge(office.people["ann"])).title = None
    office.now = MONDAY + timedelta(hours=1)
    async with office.act() as tx:
        await meetings.set_place(tx, meeting_id=asked.id, place="Room 5", by=office.people["cora"])
    assert "You talk with Ann A.:" in words((await office.mails(ADA))[-1])


async def test_a_cancellation_that_waits_in_the_outbox_outlives_the_end(office: Office) -> None:
    """The conversation was cancelled, or moved, while the mail server was away: calendars are still to hear of it."""
    async with office.act() as tx:
        eve = {"person_id": office.people["eve"].id, "name": "Eve E.", "contact_class": ContactClass.CHIEF_EXECUTIVE}
        await add_contact(tx, {**eve, "zone": "Europe/Berlin", "delegate_email": SAM})
    for who, address, act in (
        ("ann", ADA, meetings.cancel_meeting),
        ("eve", SAM, meetings.cancel_meeting),
        ("ines", INES, meetings.move_meeting),
    ):
        asked = await ask(office, who)
        await accept(office, asked, who)
        async with office.act() as tx:
            await act(tx, meeting_id=asked.id, by=office.people["cora"])
        async with office.act() as tx:
            await withdraw_unsent(tx, office.candidacy_id, Lapse.AT_END)
        async with office.look() as tx:
            query = select(Delivery).where(Delivery.mail_to == address, Delivery.state == DeliveryState.PENDING)
            [kept] = (await tx.session.execute(query)).scalars()
            found = entry(message_from_bytes(kept.mail or b"", policy=default))
            assert found is not None
            assert found[0] == "CANCEL"
