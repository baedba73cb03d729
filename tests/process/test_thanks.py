"""Thanks: the minutes somebody gave, and the candidate's own words, at most once to each."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from bot.process import approvals, meetings
from bot.process.answers import Ending, record_answer
from bot.process.meetings import Reply
from bot.process.refusals import AlreadyDone, NotAllowed, NotNow, WrongField
from bot.process.thanks import open_thanks_form, pass_on_thanks
from bot.rules.words import Answer, Surface, WhyNotInvited
from tests.process.reverse_interviews import MONDAY, Office, office_in

INES = "ines@fund.example"
WORDS = "You were frank about <the hard year>.\n& that helped."


@pytest.fixture
async def office(sqlite_url: str) -> AsyncIterator[Office]:
    """Ada is to meet Ann, and Ines outside Slack."""
    async with office_in(sqlite_url) as opened:
        for who in ("ann", "ines"):
            wish = await opened.request(who, minutes=45)
            async with opened.act() as tx:
                await approvals.approve_meeting(tx, request_id=wish, by=opened.people["cora"])
            asked = (await opened.meetings())[-1]
            first = (await opened.times(asked.id))[0]
            async with opened.act() as tx:
                if who == "ann":
                    ann = opened.people["ann"]
                    await meetings.accept_time(tx, meeting_id=asked.id, proposed_id=first.id, by=ann)
                else:
                    reply, cora = Reply(str(first.id)), opened.people["cora"]
                    await meetings.record_reply(tx, reply, meeting_id=asked.id, by=cora)
        yield opened


async def choices(office: Office) -> dict[str, int]:
    """Return whom the coordinator may choose, by name."""
    async with office.look() as tx:
        _, names = await open_thanks_form(tx, candidacy_id=office.candidacy_id, by=office.people["cora"])
    return {name: number for number, name in names.items()}


async def pass_on(office: Office, contact_id: int, by: str = "cora") -> None:
    """Enter what Ada said."""
    async with office.act() as tx:
        await pass_on_thanks(
            tx, candidacy_id=office.candidacy_id, contact_id=contact_id, words=WORDS, by=office.people[by]
        )


async def test_who_was_met_gets_their_minutes_and_the_candidates_words_once(office: Office) -> None:
    """Ann at once, in Slack; Ines with our thanks when it is decided: her third and last mail."""
    with pytest.raises(NotNow):
        await choices(office)
    with pytest.raises(WrongField):
        await pass_on(office, 1)
    await office.move(MONDAY + timedelta(days=4))
    whom = await choices(office)
    assert list(whom) == ["Ann A.", "Ines Vestor"]
    with pytest.raises(NotAllowed):
        await pass_on(office, whom["Ann A."], by="hana")
    assert "Pass on their thanks" in await office.card(Surface.QUESTIONS_CARD, office.candidacy_id)
    for contact_id in whom.values():
        await pass_on(office, contact_id)
        with pytest.raises(AlreadyDone):
            await pass_on(office, contact_id)
    [thanked] = [one for one in await office.told("ann") if "thanks you" in one]
    assert "Ada Lovelace thanks you for the 45 minutes you gave them:" in thanked
    assert "that helped." in thanked
    kept = [one for one in await office.told("cora") if "Saved: Ada Lovelace's thanks." in one]
    assert "Ann A. gets them now." in kept[0]
    assert "Ines Vestor gets them with our thanks by mail" in kept[1]
    assert len(await office.mails(INES)) == 2
    ending = Ending(
        Answer.ACCEPTED, starts_on=datetime(2030, 3, 1, tzinfo=UTC).date(), why_not_invited=WhyNotInvited.OTHER
    )
    async with office.act() as tx:
        await record_answer(tx, ending, candidacy_id=office.candidacy_id, by=office.people["hana"])
    assert "Thank you for the 45 minutes you gave them." in (await office.told("ann"))[-1]
    *_, last = mails = await office.mails(INES)
    assert len(mails) == 3
    text = last.get_content().replace("\r\n", "\n")
    assert "thank you for the 45 minutes you gave Ada Lovelace." in text
    assert "> You were frank about <the hard year>.\n> & that helped." in text
    assert "is joining us" in text
    with pytest.raises(NotNow):
        await choices(office)
