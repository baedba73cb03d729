"""What keeps a candidate's request going: alternates, a split, another coordinator."""

import contextlib
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import update

from bot.messages.approval_forms import NO_ANSWER
from bot.process import alternates, approvals, meetings
from bot.process.choices import choose_someone
from bot.process.contacts import Suggestable
from bot.process.debrief_edits import hand_over_meetings
from bot.process.meeting_requests import withdraw_request
from bot.process.meetings import requests_changed
from bot.process.refusals import AlreadyDone, NotAllowed, NotNow, WrongField
from bot.process.splitting import open_split, parts_of, split_request
from bot.process.suggestions import suggestions_for
from bot.rules.words import MeetingState, RequestState, Standing, Surface
from storage.candidacies import candidacy, lock
from storage.cases import Reach
from storage.contacts import Contact
from storage.deliveries import cards_of
from storage.meeting_requests import FreeWindow, forget_windows, request
from storage.people import Person
from storage.timers import timers_of
from tests.process import directories
from tests.process.directories import add
from tests.process.presses import accept, approve_next, ask, decline, leave
from tests.process.reverse_interviews import BERLIN, MONDAY, Office, office_in

ADA = "ada@lovelace.example"


@pytest.fixture
async def office(sqlite_url: str) -> AsyncIterator[Office]:
    """One candidacy in its reverse interview."""
    async with office_in(sqlite_url) as opened:
        yield opened


async def hand_over(office: Office, to: str) -> None:
    """Have Cora give the card to somebody."""
    cora, receiver = office.people["cora"], office.people[to]
    async with office.act() as tx:
        await hand_over_meetings(tx, candidacy_id=office.candidacy_id, to=receiver, by=cora)


async def test_a_card_on_which_all_is_agreed_can_be_handed_over_too(office: Office) -> None:
    """Its menu offers that, and no time or person to choose any more."""
    await accept(office, await ask(office))
    card = await office.meetings_card()
    assert (f"hand:{office.candidacy_id}" in card, "next:" in card, "exact:" in card) == (True, False, False)


async def test_a_card_without_requests_can_be_handed_over_too(office: Office) -> None:
    """Nothing is asked for yet, or all of it is over: the menu stands there, and Mel gets the card."""
    async with office.act() as tx:
        await requests_changed(tx, await lock(tx, office.candidacy_id))
    menu = f"hand:{office.candidacy_id}"
    assert menu in await office.meetings_card()
    await hand_over(office, "mel")
    async with office.look() as tx:
        cards = await cards_of(tx, Surface.COORDINATOR_CARD, office.candidacy_id)
    assert office.people["mel"].id in {one.person_id for one in cards}
    wish = await office.request("ann")
    async with office.act() as tx:
        await approvals.say_no(tx, request_id=wish, reason="Not now.", alternative=None, by=office.people["mel"])
    card = await office.card(Surface.COORDINATOR_CARD, office.candidacy_id, viewer="mel")
    assert (card.count(menu), "All of this is over." in card) == (1, True)


async def test_a_decline_costs_no_day_where_the_next_is_approved(office: Office) -> None:
    """Ann can't: Bo is asked in the same moment, then Eve; the coordinator reads it, and after them it is theirs."""
    asked = await ask(office)
    await approve_next(office, asked.request_id, "bo", "eve")
    assert "asked at once, as you approved: Bo B., then Eve E." in await office.meetings_card()
    async with office.look() as tx:
        shown = await alternates.open_alternates(tx, request_id=asked.request_id, by=office.people["cora"])
    assert (shown.who, shown.chosen) == ("Ann A.", ["UBO", "UEVE"])
    for who, following in (("ann", "bo"), ("bo", "eve")):
        await decline(office, (await office.meetings())[-1], who)
        last = (await office.meetings())[-1]
        assert last.state is MeetingState.ASKED
        assert '"accept_time"' in await office.card(Surface.CONTACT_BRIEF, last.id, viewer=following)
        said = (await office.told("cora"))[-1]
        assert f"{office.people[following].name}, next on your list, is asked now" in said
    await decline(office, last, "eve")
    assert (await office.wish(asked.request_id)).state is RequestState.OPEN
    assert "is asked now" not in (await office.told("cora"))[-1]
    assert len(await office.meetings()) == 3


async def test_an_alternate_who_can_not_be_asked_is_passed_over(office: Office) -> None:
    """Bo has left, and Mel isn't to be offered any more: Eve is asked in their place, and nobody comes after her."""
    for passed_over in ("bo", "mel"):
        asked = await ask(office)
        await approve_next(office, asked.request_id, passed_over, "eve")
        if passed_over == "bo":
            drawn = await card_revision(office)
            await leave(office, "bo")
            assert await card_revision(office) > drawn
            assert "as you approved: Eve E." in await office.meetings_card()
        else:
            async with office.act() as tx:
                marked = {"is_not_offered": True, "not_offered_at": tx.now}
                theirs = Contact.person_id == office.people["mel"].id
                await tx.session.execute(update(Contact).where(theirs).values(marked))
        await decline(office, asked, "ann")
        assert "Eve E., next on your list" in (await office.told("cora"))[-1]
        assert "as you approved" not in await office.meetings_card()
        async with office.act() as tx:
            await withdraw_request(tx, request_id=asked.request_id, by=office.people["cora"])


@pytest.mark.parametrize(("refused_at", "is_not_offered"), [(None, True), (MONDAY, False)])
def test_whoever_minds_is_asked_next_by_nobody(refused_at: datetime | None, *, is_not_offered: bool) -> None:
    """Though the coordinator approved it before they said so."""
    who = Person(standing=Standing.MEMBER)
    assert Reach(Contact(is_not_offered=False), who).may_be_next
    assert not Reach(Contact(refused_at=refused_at, is_not_offered=is_not_offered), who).may_be_next


async def card_revision(office: Office) -> int:
    """Return how often Cora's card was to be drawn anew."""
    async with office.look() as tx:
        [card] = await cards_of(tx, Surface.COORDINATOR_CARD, office.candidacy_id)
        return card.revision


async def test_silence_asks_the_next_too(office: Office) -> None:
    """Ann has a reminder and a second term; then Bo is asked; she is told once, kindly, and her late yes is led on.

    The only time Ada has is free for Bo by then.
    """
    async with office.act() as tx:
        thursday = datetime(2030, 1, 10, 10, tzinfo=ZoneInfo(BERLIN))
        await forget_windows(tx, office.candidacy_id)
        span = {"starts_at": thursday, "ends_at": thursday + timedelta(minutes=30), "zone": BERLIN}
        tx.session.add(FreeWindow(workspace_id=tx.workspace_id, candidacy_id=office.candidacy_id, **span))
    asked = await ask(office)
    await approve_next(office, asked.request_id, "bo")
    assert "doesn't answer in time, asked at once, as you approved: Bo B." in await office.meetings_card()
    async with office.look() as tx:
        reminded, given_up = [
            one.due_at for one in await timers_of(tx, office.candidacy_id) if one.subject_id == asked.id
        ]
    await office.move(reminded)
    assert (await office.meetings())[-1].id == asked.id
    told = len(await office.told("cora"))
    await office.move(given_up)
    first, second = await office.meetings()
    assert (first.state, second.state) == (MeetingState.CANCELLED, MeetingState.ASKED)
    assert [one.starts_at for one in await office.times(second.id)] == [thursday]
    assert "Bo B." in await office.meetings_card()
    [said] = [one for one in (await office.told("cora"))[told:] if "answer" in one]
    assert "Ann A. hasn't answered in time; Bo B., next on your list, is asked for Ada Lovelace." in said
    [off] = [one for one in await office.told("ann") if "that is fine" in one]
    assert "There is nothing for you to do" in off
    assert "somebody else was asked" in await office.card(Surface.CONTACT_BRIEF, first.id, viewer="ann")
    with pytest.raises(AlreadyDone, match=r"Nobody answered in time, so somebody else was asked on .* off your desk"):
        await accept(office, first)
    assert await office.mails(ADA) == []


async def test_silence_names_the_next_best_where_nobody_was_approved(office: Office) -> None:
    """It waits for Cora's approval; Mel can still answer."""
    for who in ("mel", "bo"):
        await add(office, who)
    wish = await directories.ask(office, area="On call")
    async with office.act() as tx:
        await approvals.approve_meeting(tx, request_id=wish, by=office.people["cora"])
    await office.move(MONDAY + timedelta(days=2, hours=8))
    [asked] = await office.meetings()
    assert asked.state is MeetingState.ASKED
    [said] = [one for one in await office.told("cora") if "Mel M. hasn't answered yet" in one]
    assert "Next best: Bo B., under *Someone else* on the card." in said


async def test_an_outsiders_silence_is_told_to_whoever_reads_the_mailbox(office: Office) -> None:
    """Only Cora knows whether Ines wrote: nobody is asked in her place before Cora says so, then at once."""
    asked = await ask(office, "ines")
    await approve_next(office, asked.request_id, "bo")
    await office.move(MONDAY + timedelta(days=2, hours=8))
    assert (await office.meetings())[-1].state is MeetingState.ASKED
    [said] = [one for one in await office.told("cora") if "Ines Vestor hasn't answered yet" in one]
    assert "has Bo B. asked at once, as you approved" in said
    async with office.look() as tx:
        shown = await approvals.open_reply(tx, meeting_id=asked.id, by=office.people["cora"])
    assert shown.following == "Bo B."
    for is_first in (True, False):
        with contextlib.nullcontext() if is_first else pytest.raises(AlreadyDone, match="You recorded an answer"):
            async with office.act() as tx:
                reply = meetings.Reply(NO_ANSWER)
                await meetings.record_reply(tx, reply, meeting_id=asked.id, by=office.people["cora"])
    first, second = await office.meetings()
    assert (first.state, second.state) == (MeetingState.CANCELLED, MeetingState.ASKED)
    assert [str(one["Subject"]).partition(":")[0] for one in await office.mails("ines@fund.example")][1:] == [
        "No longer needed"
    ]


async def test_who_can_be_next(office: Office) -> None:
    """Not whoever is asked first, not somebody on the list, not a guest, no third; an empty list clears it."""
    wish = await office.request("ann")
    await office.request("eve")
    for names in (("ann",), ("eve",), ("bo", "mel", "hana")):
        with pytest.raises(WrongField) as refusal:
            await approve_next(office, wish, *names)
        assert list(refusal.value.fields) == ["colleagues"]
    with pytest.raises(WrongField):
        await approve_next(office, wish, "gus")
    with pytest.raises(NotAllowed):
        await approve_next(office, wish, "bo", by="hana")
    await approve_next(office, wish, "bo")
    await approve_next(office, wish)
    assert "as you approved" not in await office.meetings_card()
    with pytest.raises(NotNow, match="Find someone"):
        await approve_next(office, await office.request(area="On call"), "bo")


async def test_a_subject_is_split_over_two_people_once(office: Office) -> None:
    """Each part stands on the card with the candidate's words; a request by name can't be split."""
    wish, cora = await office.request(area="On call and growing", learn="How often at night?"), office.people["cora"]
    async with office.look() as tx:
        shown = await open_split(tx, request_id=wish, by=cora)
    assert (shown.area, shown.parts) == ("On call and growing", ("On call", "growing"))
    first, second = shown.parts
    with pytest.raises(WrongField):
        async with office.act() as tx:
            await split_request(tx, request_id=wish, by=cora, first=first, second=" ")
    async with office.act() as tx:
        await split_request(tx, request_id=wish, by=cora, first=first, second=second)
    with pytest.raises(AlreadyDone):
        async with office.act() as tx:
            await split_request(tx, request_id=wish, by=cora, first=first, second=second)
    card = await office.meetings_card()
    assert ("about On call" in card, "about growing" in card, "On call and growing" in card) == (True, True, False)
    assert card.count("How often at night?") == 2
    assert "split a subject over two people" in card
    named = await office.request("ann")
    with pytest.raises(NotNow):
        async with office.act() as tx:
            await split_request(tx, request_id=named, by=office.people["cora"])


async def test_whoever_declined_one_half_is_not_suggested_for_the_other(office: Office) -> None:
    """Ann can't, and Bo is proposed; for the other half only the coordinator may still choose her."""
    ann, cora = await add(office, "ann", areas="on-call, growing"), office.people["cora"]
    await add(office, "bo")
    wish = await directories.ask(office, area="on-call, growing")
    async with office.act() as tx:
        await split_request(tx, request_id=wish, by=cora, first="on-call", second="growing")
        await approvals.approve_meeting(tx, request_id=wish, by=cora)
    async with office.look() as tx:
        row, other = await candidacy(tx, office.candidacy_id), await request(tx, wish + 1)
    await decline(office, (await office.meetings())[-1], "ann")
    assert await directories.proposed(office, wish) == "Bo B."
    async with office.look() as tx:
        assert (other.area, await suggestions_for(tx, row, other)) == ("growing", [])
    async with office.act() as tx:
        chosen = Suggestable(Suggestable.contact_value(ann))
        await choose_someone(tx, request_id=other.id, chosen=chosen, by=cora)
    assert await directories.proposed(office, other.id) == "Ann A."


async def test_whoever_can_not_take_one_request_can_be_chosen_for_another(office: Office) -> None:
    """Ann's no stands on one row; Cora has talked with her about the other. While she is asked, she can't be chosen."""
    asked, other = await ask(office), await office.request(area="growing")
    ann, cora = office.people["ann"], office.people["cora"]
    with pytest.raises(WrongField, match="on this candidate's list already"):
        async with office.act() as tx:
            await choose_someone(tx, request_id=other, chosen=ann, by=cora)
    await decline(office, asked, "ann")
    async with office.act() as tx:
        await choose_someone(tx, request_id=other, chosen=ann, by=cora)
    card = await office.meetings_card()
    assert "Ann A. can't make it" in card
    assert "Chosen by you · asked for: about growing" in card


def test_a_subject_of_one_part_is_filled_in_twice() -> None:
    """Two people may talk about the same."""
    parts = [parts_of(area) for area in ("On call", "money, the future", "R&D", "Sand and", "and")]
    assert parts == [("On call", "On call"), ("money", "the future"), ("R", "D"), ("Sand", "Sand"), ("and", "and")]


async def test_the_card_is_handed_to_another_coordinator(office: Office) -> None:
    """Mel has it and hears of it, Cora sees nothing any more and may do nothing; not to a guest, not to oneself."""
    wish = await office.request("ann")
    for who in ("gus", "cora"):
        with pytest.raises(WrongField):
            await hand_over(office, who)
    await hand_over(office, "mel")
    assert await office.meetings_card() == "[]"
    assert "Approve" in await office.card(Surface.COORDINATOR_CARD, office.candidacy_id, viewer="mel")
    for who in ("mel", "hana", "cora"):
        assert len(await office.told(who)) == 1, who
    with pytest.raises(NotAllowed):
        async with office.act() as tx:
            await approvals.approve_meeting(tx, request_id=wish, by=office.people["cora"])


async def test_who_is_silent_is_on_the_list_of_whoever_took_the_card(office: Office) -> None:
    """Bo was asked a week ago, and Cora told of it, when Mel takes over; Bo reads whom to write to now."""
    await ask(office, "bo")
    await office.move(MONDAY + timedelta(days=7))
    async with office.look() as tx:
        [card] = await cards_of(tx, Surface.CONTACT_BRIEF, 1)
    await hand_over(office, "mel")
    async with office.look() as tx:
        [again] = await cards_of(tx, Surface.CONTACT_BRIEF, 1)
    assert again.revision > card.revision
    await office.move(MONDAY + timedelta(days=8))
    assert "1 meeting request waits for you." in "".join(await office.told("mel"))
