"""Delegates are asked first, either may answer; and more than somebody said they can give takes their own yes."""

from collections.abc import AsyncIterator
from datetime import timedelta
from email.message import EmailMessage

import pytest
from icalendar import Calendar

from bot.process import approvals, directory, ended_meetings, meetings
from bot.process.directory import Entry
from bot.process.refusals import AlreadyDone, NotAllowed, NotNow
from bot.process.replies import Reply, record_reply
from bot.rules.words import ContactClass, DeliveryState, MeetingState, Standing, Surface
from storage.briefs import shown_to
from storage.candidacies import lock
from storage.contacts import Contact, contact_of_email, contact_of_person
from storage.database import Transaction
from storage.deliveries import cards_of
from storage.meetings import Meeting
from tests.process.presses import accept
from tests.process.presses import words as words_of
from tests.process.reverse_interviews import Office
from tests.web.visits import PUBLIC_URL, Visitor, visitor_of

EVE, HELPER, INES = "eve@acme.example", "pa@eve.example", "ines@fund.example"


@pytest.fixture
async def visitor(sqlite_url: str) -> AsyncIterator[Visitor]:
    """Somebody with a browser, in a workspace with pages."""
    async with visitor_of(sqlite_url) as opened:
        yield opened


@pytest.fixture
def office(visitor: Visitor) -> Office:
    """The workspace."""
    return visitor.office


async def eve_of(tx: Transaction, office: Office) -> Contact:
    """Return what is known of Eve."""
    found = await contact_of_person(tx, office.people["eve"].id)
    assert found is not None
    return found


async def ask(office: Office, *, candidacy_id: int = 0, who: str = "eve", **columns: object) -> Meeting:
    """Have somebody asked, whose entry has these columns; returns the meeting."""
    wish = await office.request(who, candidacy_id=candidacy_id, learn="What next?")
    async with office.act() as tx:
        row = await eve_of(tx, office) if who == "eve" else await contact_of_email(tx, INES)
        for name, value in columns.items():
            setattr(row, name, value)
    async with office.act() as tx:
        await approvals.approve_meeting(tx, request_id=wish, by=office.people["cora"])
    return (await office.meetings())[-1]


async def shown(office: Office, asked: Meeting) -> list[str]:
    """Return who has the brief, by their short names."""
    names = {one.id: name for name, one in office.people.items()}
    async with office.look() as tx:
        return [names[one] for one in await shown_to(tx, asked.id)]


async def brief(office: Office, asked: Meeting, viewer: str) -> str:
    """Return the brief as somebody sees it."""
    return await office.card(Surface.CONTACT_BRIEF, asked.id, viewer)


async def test_a_delegate_is_asked_first_and_may_answer(office: Office) -> None:
    """Eve hears once it is agreed; the calendar entry is hers; once only."""
    asked = await ask(office, delegate_id=office.people["mel"].id)
    assert await shown(office, asked) == ["mel"]
    read = await brief(office, asked, "mel")
    for words in ("would Eve E. talk with", "You look after Eve E.'s calendar", "asked for by name", "What next?"):
        assert words in read, words
    with pytest.raises(NotAllowed):
        await accept(office, asked, "bo")
    await accept(office, asked, "mel")
    assert await shown(office, asked) == ["mel", "eve"]
    assert "Eve E. talks with *Ada Lovelace*" in await brief(office, asked, "mel")
    assert "You talk with *Ada Lovelace*" in await brief(office, asked, "eve")
    assert len(await office.mails(EVE)) == 1
    assert await office.mails("mel@acme.example") == []
    with pytest.raises(AlreadyDone):
        await accept(office, asked, "eve")
    async with office.act() as tx:
        await meetings.cancel_meeting(tx, meeting_id=asked.id, by=office.people["cora"])
    assert sum("won't take place" in one for one in await office.told("mel")) == 1
    assert "won't take place" in words_of((await office.mails(EVE))[-1])
    assert await office.told("eve") == []


async def test_when_the_delegate_is_silent_the_contact_is_asked(office: Office) -> None:
    """At the hour of the reminder; either may answer then, and Mel's card follows."""
    asked = await ask(office, delegate_id=office.people["mel"].id)
    await office.move(asked.asked_at + timedelta(days=1, hours=12))
    assert await shown(office, asked) == ["mel", "eve"]
    assert "Mel M. was asked first. Either of you may answer" in await brief(office, asked, "eve")
    async with office.act() as tx:
        await meetings.cant_meet(tx, meeting_id=asked.id, by=office.people["eve"])
    assert "It can't be, and that is fine" in await brief(office, asked, "mel")


async def test_nobody_answers_who_has_left_or_is_the_candidate(office: Office) -> None:
    """Then Eve is asked herself."""
    async with office.act() as tx:
        (await tx.session.merge(office.people["mel"])).standing = Standing.DEACTIVATED
        (await tx.session.merge(office.people["bo"])).email = "ada@lovelace.example"
    for helper in ("mel", "bo"):
        asked = await ask(office, delegate_id=office.people[helper].id)
        assert await shown(office, asked) == ["eve"], helper


def entry_in(mail: EmailMessage, attendee: str = EVE) -> tuple[str, str, str]:
    """Return the method, uid and sequence of a mail's calendar entry for this attendee."""
    [part] = [one for one in mail.walk() if one.get_content_type() == "text/calendar"]
    calendar = Calendar.from_ical(str(part.get_content()))
    [event] = calendar.events
    assert part.get_param("method") == calendar["METHOD"]
    assert f"mailto:{attendee}" in str(event["ATTENDEE"])
    return str(calendar["METHOD"]), str(event["UID"]), str(event["SEQUENCE"])


async def answer_page(visitor: Visitor, mail: EmailMessage) -> str:
    """Open the page whose link is in a mail."""
    [link] = [word for word in mail.get_content().split() if word.startswith(f"{PUBLIC_URL}/m/")]
    visitor.at = link.removeprefix(PUBLIC_URL)
    return await visitor.look()


async def test_a_delegate_by_mail_answers_on_a_page_and_has_what_is_agreed(visitor: Visitor, office: Office) -> None:
    """They find a time for Eve, whose calendar entry they get too, as it is agreed, moved and off; nothing twice."""
    asked = await ask(office, delegate_email=HELPER)
    assert (await shown(office, asked), await office.mails(EVE)) == ([], [])
    [mail] = await office.mails(HELPER)
    assert "you look after Eve E.'s calendar" in mail.get_content()
    page = await answer_page(visitor, mail)
    assert "Would one of these times suit Eve E. for a conversation with" in page
    assert "And in future?" not in page
    assert "Without an answer Eve E. is asked, and then, after " in page
    assert "I ask Eve E., and then, after " in mail.get_content()
    said = await visitor.saved("", {"choice": str((await office.times(asked.id))[0].id)})
    assert "Eve E. talks with Ada Lovelace on" in said
    assert await shown(office, asked) == ["eve"]
    assert f"{HELPER} was asked first" in await office.card(Surface.CONTACT_BRIEF, asked.id, viewer="eve")
    [agreed] = await office.mails(EVE)
    copy = (await office.mails(HELPER))[-1]
    assert copy["Subject"] == "Agreed: Eve E. and Ada Lovelace"
    [told] = [str(one.get_content()) for one in copy.walk() if one.get_content_type() == "text/plain"]
    for words in ("Eve E. talks with Ada Lovelace, a candidate for", "(eve@acme.example)", f"{PUBLIC_URL}/m/"):
        assert words in told, words
    assert entry_in(copy) == entry_in(agreed)
    async with office.act() as tx:
        await meetings.move_meeting(tx, meeting_id=asked.id, by=office.people["cora"])
    both = words_of((await office.mails(HELPER))[-1])
    for said in ("That is to be at another time: ", "takes the old one out of the calendar", "suit Eve E. instead?"):
        assert said in both, said
    moved = (await office.meetings())[-1]
    await accept(office, moved, "eve")
    async with office.act() as tx:
        await meetings.set_place(tx, meeting_id=moved.id, place="Room 4", by=office.people["cora"])
        await ended_meetings.withdraw_meetings(tx, await lock(tx, office.candidacy_id), tell_outside=False)
    assert len(await office.mails(EVE)) == 5
    for _ in range(2):
        async with office.act() as tx:
            await ended_meetings.tell_outside_of_cancellations(tx, await lock(tx, office.candidacy_id))
    got = await office.mails(HELPER)
    assert [one["Subject"].partition(":")[0] for one in got] == [
        "A time for Eve E.",
        "Agreed",
        "Another time for Eve E.? Conversation with Ada Lovelace",
        "Updated",
        "Updated",
        "Cancelled",
    ]
    entries = [one for one in got if one.is_multipart()]
    assert [entry_in(one) for one in entries] == [entry_in(one) for one in await office.mails(EVE)]


async def test_only_the_contact_says_whether_they_may_be_asked_again(visitor: Visitor, office: Office) -> None:
    """Ines's yes runs out on its day, whatever is sent from the page of who looks after her calendar."""
    until = office.now + timedelta(days=20)
    for answered in ({}, {"future": "no"}, {"future": "yes"}):
        asked = await ask(office, who="ines", consented_at=office.now, consent_expires_at=until, delegate_email=HELPER)
        page = await answer_page(visitor, (await office.mails(HELPER))[-1])
        assert "And in future?" not in page
        await visitor.saved("", {"choice": str((await office.times(asked.id))[0].id), **answered})
        async with office.look() as tx:
            known = await contact_of_email(tx, INES)
        assert known is not None
        assert (known.consent_expires_at, known.refused_at) == (until, None)


async def test_whoever_was_asked_by_mail_hears_that_the_other_has_answered(visitor: Visitor, office: Office) -> None:
    """Where it is no agreement, which their calendar would tell; both ways round, once."""
    asked = await ask(office, delegate_email=HELPER)
    await office.move(asked.asked_at + timedelta(days=1, hours=12))
    async with office.act() as tx:
        await meetings.cant_meet(tx, meeting_id=asked.id, by=office.people["eve"])
    assert (await office.mails(HELPER))[-1]["Subject"] == "Answered: a time for Eve E."
    until = office.now + timedelta(days=365)
    asked = await ask(office, who="ines", delegate_email=HELPER, consented_at=office.now, consent_expires_at=until)
    await office.move(asked.asked_at + timedelta(days=1, hours=12))
    await answer_page(visitor, (await office.mails(HELPER))[-1])
    await visitor.saved("", {"choice": "no"})
    assert [one["Subject"] for one in await office.mails(INES)] == [
        "Would you talk with a candidate for 30 minutes?",
        "Answered: a conversation with a candidate",
    ]
    assert [one["Subject"].partition(":")[0] for one in await office.mails(HELPER)] == [
        "A time for Eve E.",
        "Answered",
        "A time for Ines Vestor",
    ]


async def test_a_delegate_by_mail_hears_once_that_it_is_off(office: Office) -> None:
    """And where they answered by mail, the coordinator records it."""
    asked = await ask(office, delegate_email=HELPER)
    assert "Record their answer" in await office.meetings_card()
    async with office.act() as tx:
        reply = meetings.Reply("other", note="After Friday")
        await meetings.record_reply(tx, reply, meeting_id=asked.id, by=office.people["cora"])
        await approvals.approve_meeting(tx, request_id=asked.request_id, by=office.people["cora"])
    async with office.act() as tx:
        cora, why = office.people["cora"], "She is away"
        await approvals.say_no(tx, request_id=asked.request_id, reason=why, alternative=None, by=cora)
    assert [mail["Subject"].partition(":")[0] for mail in await office.mails(HELPER)] == [
        "A time for Eve E.",
        "Would one of these times do for Eve E.?",
        "No longer needed",
    ]


async def test_a_delegate_by_mail_hears_of_an_end_after_the_candidate(office: Office) -> None:
    """Nothing leaves the company before a person told the candidate; then they hear it, once."""
    await ask(office, delegate_email=HELPER)
    async with office.act() as tx:
        await ended_meetings.withdraw_meetings(tx, await lock(tx, office.candidacy_id), tell_outside=False)
    assert len(await office.mails(HELPER)) == 1
    for _ in range(2):
        async with office.act() as tx:
            await ended_meetings.tell_outside_of_cancellations(tx, await lock(tx, office.candidacy_id))
    assert [mail["Subject"].partition(":")[0] for mail in await office.mails(HELPER)] == [
        "A time for Eve E.",
        "No longer needed",
    ]


async def test_somebody_outside_says_their_first_yes_themselves(office: Office) -> None:
    """An assistant's word is no consent."""
    await ask(office, who="ines", delegate_email=HELPER)
    assert (len(await office.mails(INES)), await office.mails(HELPER)) == (1, [])


async def test_more_than_they_can_give_takes_their_own_yes(office: Office) -> None:
    """The coordinator reads it before approving; Eve is asked herself, and no assistant says yes for her."""
    await ask(office, delegate_id=office.people["mel"].id, per_week=1)
    other = await office.open("Grace Hopper", "grace@hopper.example")
    await office.request("eve", candidacy_id=other)
    card = await office.card(Surface.COORDINATOR_CARD, other)
    assert "Eve E. said at most 1 a week, and this would be the 2nd" in card
    assert "Mel M. is asked first" not in card
    asked = await ask(office, candidacy_id=other)
    assert await shown(office, asked) == ["eve"]
    assert "You said at most 1 a week; this would be the 2nd" in await brief(office, asked, "eve")
    with pytest.raises(NotNow, match=r"Only Eve E\. can say yes"):
        await accept(office, asked, "mel")
    await accept(office, asked, "eve")
    assert (await office.meetings())[-1].state is MeetingState.AGREED


async def test_free_text_gets_the_buttons_again(office: Office) -> None:
    """What a contact or their delegate writes reaches nobody; the answer has the times, as long as one is wanted."""
    asked = await ask(office, delegate_id=office.people["mel"].id)

    async def write(number: int) -> str:
        reply = Reply(
            channel="DMEL",
            is_direct=True,
            ts=f"1800000000.00010{number}",
            thread_ts=None,
            text="Fine, but not before ten",
            blocks=[],
            attached=None,
            edited_ts=None,
            is_deleted=False,
        )
        async with office.act() as tx:
            await record_reply(tx, reply, by=office.people["mel"])
        told = await office.told("mel")
        return told[-1] if told else await office.card(Surface.TIMES_AGAIN, asked.id, "mel")

    said = await write(0)
    async with office.look() as tx:
        [card] = await cards_of(tx, Surface.TIMES_AGAIN, asked.id)
    assert card.person_id == office.people["mel"].id
    for words in ("A time of Eve E.'s with a candidate", "Accept ", "I can't", "write to Cora C."):
        assert words in said, words
    await accept(office, asked, "mel")
    assert "to change what is agreed, please write to Cora C." in await write(1)
    async with office.look() as tx:
        [redrawn] = await cards_of(tx, Surface.TIMES_AGAIN, asked.id)
    assert redrawn.revision > card.revision
    said = await office.card(Surface.TIMES_AGAIN, asked.id, "mel")
    assert "settled by now" in said
    assert "button" not in said


async def test_the_card_follows_who_is_asked_first_from_now_on(office: Office) -> None:
    """Eve names Bo while her request waits to be approved: the card is drawn anew, and says that Bo reads it first."""
    await office.request("eve")

    async def drawn() -> int:
        async with office.look() as tx:
            [card] = await cards_of(tx, Surface.COORDINATOR_CARD, office.candidacy_id)
            return card.revision

    before = await drawn()
    entry = Entry(contact_class=ContactClass.CHIEF_EXECUTIVE, delegate=office.people["bo"])
    async with office.act() as tx:
        version = (await eve_of(tx, office)).version
        await directory.save_own_entry(tx, entry, seen=version, by=office.people["eve"])
    assert await drawn() > before
    assert "Bo B. is asked first, in their place." in await office.meetings_card()


async def test_a_former_delegate_sees_and_says_nothing(office: Office) -> None:
    """Eve changes her entry while Mel is asked: Mel's brief goes, and Eve is asked at the hour of the reminder."""
    asked = await ask(office, delegate_id=office.people["mel"].id)
    entry = Entry(contact_class=ContactClass.CHIEF_EXECUTIVE, delegate=office.people["bo"])
    async with office.act() as tx:
        version = (await eve_of(tx, office)).version
        await directory.save_own_entry(tx, entry, seen=version, by=office.people["eve"])
    async with office.look() as tx:
        [mels] = await cards_of(tx, Surface.CONTACT_BRIEF, asked.id)
    assert mels.revision > 1, "it is drawn anew"
    assert await brief(office, asked, "mel") == "[]"
    with pytest.raises(NotAllowed):
        await accept(office, asked, "mel")
    await office.move(asked.asked_at + timedelta(days=1, hours=12))
    assert await shown(office, asked) == ["mel", "eve"]
    async with office.act() as tx:  # Mel's brief is taken away before what answered a word of hers is drawn
        next(iter(await cards_of(tx, Surface.CONTACT_BRIEF, asked.id))).state = DeliveryState.CANCELLED
    for who, is_asked in (("mel", False), ("eve", True)):
        assert ("Accept " in await office.card(Surface.TIMES_AGAIN, asked.id, who)) == is_asked


async def test_somebody_outside_whose_time_was_found_reads_what_the_candidate_wants_to_learn(
    visitor: Visitor, office: Office
) -> None:
    """Nobody else sent it to them; the candidate's mail and the calendar's entry hold nothing of it."""
    wish = await office.request("ines", area="on-call", learn="What breaks at night?")
    async with office.act() as tx:
        ines = await contact_of_email(tx, INES)
        assert ines is not None
        ines.consented_at, ines.consent_expires_at = tx.now, tx.now + timedelta(days=365)
        ines.delegate_email = HELPER
    async with office.act() as tx:
        await approvals.approve_meeting(tx, request_id=wish, by=office.people["cora"])
    [asked] = await office.meetings()
    [mail] = await office.mails(HELPER)
    [link] = [word for word in mail.get_content().split() if word.startswith(f"{PUBLIC_URL}/m/")]
    visitor.at = link.removeprefix(PUBLIC_URL)
    await visitor.saved("", {"choice": str((await office.times(asked.id))[0].id)})
    [agreed] = await office.mails(INES)
    words, *others = [str(part.get_content()) for part in agreed.walk() if not part.is_multipart()]
    for said in ("They would like to talk about: on-call", "> What breaks at night?"):
        assert said in words, said
    assert "What breaks" not in "".join(others)
    assert "What breaks" not in "".join(mail.as_string() for mail in await office.mails("ada@lovelace.example"))
