"""Somebody outside Slack is asked in the name of the colleague who knows them: after that colleague said yes."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.process import approvals, introductions, meetings
from bot.process.meetings import Reply
from bot.process.refusals import AlreadyDone, NotAllowed, NotThere
from bot.rules.words import MeetingState, Surface
from storage.contacts import Contact
from storage.deliveries import Delivery
from storage.meetings import Meeting
from tests.process.reverse_interviews import Office, office_in

INES = "ines@fund.example"


@pytest.fixture
async def office(sqlite_url: str) -> AsyncIterator[Office]:
    """One candidacy in its reverse interview."""
    async with office_in(sqlite_url) as opened:
        yield opened


async def ask(office: Office, *, known_by: str | None = "bo") -> Meeting:
    """Have Ines asked, whom a colleague knows; returns the meeting."""
    wish = await office.request("ines", learn="Why did you invest?")
    async with office.act() as tx:
        ines = (await tx.session.execute(select(Contact).where(Contact.email == INES))).scalar_one()
        ines.known_by_id = office.people[known_by].id if known_by else None
    async with office.act() as tx:
        await approvals.approve_meeting(tx, request_id=wish, by=office.people["cora"])
    return (await office.meetings())[-1]


async def test_whoever_knows_them_no_more_by_the_entry_is_asked_no_more(office: Office) -> None:
    """It is Eve now, by the directory: Bo has nothing to press."""
    meeting = await ask(office)
    async with office.act() as tx:
        ines = (await tx.session.execute(select(Contact).where(Contact.email == INES))).scalar_one()
        ines.known_by_id = office.people["eve"].id
    card = await office.card(Surface.INTRODUCTION, meeting.id, "bo")
    assert ("Nobody writes to Ines Vestor in your name" in card, "button" in card) == (True, False)


async def test_a_mail_goes_out_in_a_colleague_s_name_once_they_agree(office: Office) -> None:
    """The card says who is asked first; nobody else may answer; a second press says that it went out."""
    meeting = await ask(office)
    assert await office.mails(INES) == []
    asked = await office.card(Surface.INTRODUCTION, meeting.id, "bo")
    for words in ("May we ask Ines Vestor in your name?", "Why did you invest?", "Cora C. reads the answer"):
        assert words in asked, words
    assert "Ada" not in asked
    for who, why in {"cora": "the colleague who knows them", "hana": "who knows them", "gus": "full members"}.items():
        with pytest.raises(NotAllowed, match=why):
            async with office.act() as tx:
                await introductions.ask_in_my_name(tx, meeting_id=meeting.id, by=office.people[who])
    async with office.act() as tx:
        await introductions.ask_in_my_name(tx, meeting_id=meeting.id, by=office.people["bo"])
    card = await office.card(Surface.INTRODUCTION, meeting.id, "bo")
    assert "We asked Ines Vestor in your name." in card
    assert "button" not in card
    [mail] = await office.mails(INES)
    assert "Bo B. (Acme)" in str(mail["From"])
    assert "cora" in str(mail["Reply-To"])
    assert "Bo B.\n\nCora C. arranges the time and reads your answer." in mail.get_content().replace("\r", "")
    assert "on its way, in your name" in "".join(await office.told("bo"))
    for act in (introductions.ask_in_my_name, introductions.rather_not_ask):
        with pytest.raises(AlreadyDone, match="went out already"):
            async with office.act() as tx:
                await act(tx, meeting_id=meeting.id, by=office.people["bo"])


async def test_a_colleague_who_would_rather_not_leaves_nobody_mailed(office: Office) -> None:
    """The coordinator hears who and why; afterwards there is nothing to answer any more."""
    meeting = await ask(office)
    async with office.act() as tx:
        await introductions.rather_not_ask(tx, meeting_id=meeting.id, by=office.people["bo"])
    assert await office.mails(INES) == []
    assert "Bo B. would rather not have Ines Vestor asked for Ada Lovelace" in "".join(await office.told("cora"))
    assert "nobody writes to Ines Vestor in your name" in "".join(await office.told("bo"))
    assert (await office.meetings())[-1].state is MeetingState.DECLINED
    assert "Nobody writes to Ines Vestor in your name" in await office.card(Surface.INTRODUCTION, meeting.id, "bo")
    with pytest.raises(NotThere):
        async with office.act() as tx:
            await introductions.ask_in_my_name(tx, meeting_id=meeting.id, by=office.people["bo"])


@pytest.mark.parametrize("known_by", [None, "cora", "gus"])
async def test_without_such_a_colleague_the_mail_goes_out_at_once(office: Office, known_by: str | None) -> None:
    """Nobody knows them, the coordinator does, or whoever did is no member."""
    await ask(office, known_by=known_by)
    assert len(await office.mails(INES)) == 1


async def test_the_card_says_who_is_asked_first(office: Office) -> None:
    """Before anything is approved."""
    await office.request("ines")
    async with office.act() as tx:
        ines = (await tx.session.execute(select(Contact).where(Contact.email == INES))).scalar_one()
        ines.known_by_id = office.people["bo"].id
        ines.place = "https://video.example"
    card = await office.meetings_card()
    assert "Bo B., who knows Ines Vestor, is asked first" in card
    assert "Bo B. is asked first whether Ines Vestor may be written to in their name" in card


async def test_who_was_not_mailed_yet_hears_nothing_of_an_end(office: Office) -> None:
    """Nor is it counted as asked; the colleague hears that nothing is to be asked any more."""
    meeting = await ask(office)
    assert "No mail yet: Bo B. was asked" in await office.meetings_card()
    async with office.act() as tx:
        await approvals.say_no(
            tx, request_id=meeting.request_id, reason="No investors.", alternative=None, by=office.people["cora"]
        )
    assert await office.mails(INES) == []
    assert "Ines Vestor needn't be asked in your name any more." in "".join(await office.told("bo"))
    async with office.look() as tx:
        ines = (await tx.session.execute(select(Contact).where(Contact.email == INES))).scalar_one()
        assert ines.consent_asked_at is None


async def test_a_silent_colleague_is_reminded_and_a_late_word_counts_anew(office: Office) -> None:
    """The coordinator hears whose word is missing; who is mailed in the end has all their time to answer."""
    meeting = await ask(office)
    await office.move(office.now + timedelta(hours=32))
    assert "The mail waits for your word." in "".join(await office.told("bo"))
    told = "".join(await office.told("cora"))
    assert "Has Ines Vestor answered" not in told
    assert "Bo B. hasn't said yet whether Ines Vestor may be asked" in told
    async with office.act() as tx:
        await introductions.ask_in_my_name(tx, meeting_id=meeting.id, by=office.people["bo"])
    [mail] = await office.mails(INES)
    card = await office.meetings_card()
    assert "no answer yet. Times asked about" in card
    assert "Tue 8 Jan" not in mail.get_content()  # was proposed, and has passed
    assert (await office.meetings())[-1].asked_at == office.now


async def test_who_answered_a_mail_is_asked_again_without_the_colleague(office: Office) -> None:
    """They know of it by now; the card names the button that asks, with the times it asks about."""
    meeting = await ask(office)
    async with office.act() as tx:
        await introductions.ask_in_my_name(tx, meeting_id=meeting.id, by=office.people["bo"])
    async with office.act() as tx:
        reply = Reply("other", note="Later in the week.")
        await meetings.record_reply(tx, reply, meeting_id=meeting.id, by=office.people["cora"])
    card = await office.meetings_card()
    for words in ("Later in the week.", "weren't asked about", "*Ask again* asks Ines Vestor by mail"):
        assert words in card, words
    assert "*Approve* asks" not in card
    async with office.act() as tx:
        await approvals.approve_meeting(tx, request_id=meeting.request_id, by=office.people["cora"])
    assert len(await office.mails(INES)) == 2
    async with office.look() as tx:
        rows = (await tx.session.execute(select(Delivery).where(Delivery.surface == Surface.INTRODUCTION))).scalars()
        assert [(row.person_id, row.subject_id) for row in rows] == [(office.people["bo"].id, meeting.id)]
