"""The page behind the mail to somebody outside Slack: their answer, and whether they may be asked again."""

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import select

from bot.process import approvals, meetings
from bot.process.meetings import Reply
from bot.rules.words import MeetingState
from storage.contacts import Contact, lock_contact
from storage.meetings import Meeting
from storage.private_links import make_answer_link
from tests.process.presses import words as words_of
from tests.process.reverse_interviews import Office
from tests.web.visits import HIDDEN, PUBLIC_URL, Visitor, visitor_of

INES = "ines@fund.example"


@pytest.fixture
async def ines(sqlite_url: str) -> AsyncIterator[Visitor]:
    """Ines Vestor, who is about to be asked."""
    async with visitor_of(sqlite_url) as visitor:
        yield visitor


async def ask(ines: Visitor, *, may_name: bool = False) -> Meeting:
    """Have Ines asked by mail, and open her page; returns the meeting."""
    wish = await ines.office.request("ines", area="money", learn="Why <you>?", may_name=may_name)
    async with ines.office.act() as tx:
        await approvals.approve_meeting(tx, request_id=wish, by=ines.office.people["cora"])
    mail = (await ines.office.mails(INES))[-1]
    [link] = [word for word in mail.get_content().split() if word.startswith(f"{PUBLIC_URL}/m/")]
    ines.at = link.removeprefix(PUBLIC_URL)
    return (await ines.office.meetings())[-1]


async def contact(office: Office) -> Contact:
    """Return what is known of Ines."""
    async with office.look() as tx:
        return (await tx.session.execute(select(Contact).where(Contact.email == INES))).scalar_one()


async def test_a_time_is_accepted_and_a_yes_holds_for_a_year(ines: Visitor) -> None:
    """Before it the candidate has no name, afterwards one; calendars go out, and a second answer changes nothing."""
    office, meeting = ines.office, await ask(ines)
    page = await ines.look()
    mailed = (await office.mails(INES))[-1].get_content()
    for words in (
        "a candidate for Staff Engineer at Acme,",
        "Why you: asked for by name",
        "If we don't hear from you by ",
        "With a yes, other candidates",
    ):
        assert words in mailed, words
    for words in (
        "a candidate for Staff Engineer at Acme",
        "Why you: asked for by name",
        "Why <you>?",
        "money",
        "New York",
        "Without an answer by ",
    ):
        assert words in page, words
    assert "Ada" not in page
    times = await office.times(meeting.id)
    shown = await ines.client.get(ines.at)
    said = await ines.saved("", {"choice": str(times[1].id), "future": "yes"})
    assert "Saved, thank you." in said
    assert "You talk with Ada Lovelace on" in said
    assert "Why <you>?" in said, "what to prepare for stays on their page"
    assert "ask for you until Tuesday 7 January 2031." in said
    assert "<title>Talking with a candidate<" in said, "a browser keeps titles"
    [agreed] = await office.meetings()
    assert (agreed.state, agreed.starts_at) == (MeetingState.AGREED, times[1].starts_at)
    known = await contact(office)
    assert known.consented_at is not None
    assert known.consent_expires_at is not None
    assert (known.consent_expires_at - known.consented_at).days == 365
    assert [mail["Subject"] for mail in await office.mails("ada@lovelace.example")] == [
        "Your conversation with Ines Vestor"
    ]
    assert "Ines Vestor accepted a time" in await office.meetings_card()
    late = await ines.client.post(ines.at, data=_hidden(shown.text) | {"choice": "no"})
    assert late.status_code == 409
    assert (await office.meetings())[0].state is MeetingState.AGREED
    await ask(ines)
    assert "With a yes" not in words_of((await office.mails(INES))[-1]), "their yes holds"


async def test_other_times_and_no(ines: Visitor) -> None:
    """What is wrong is said beside it; the coordinator hears; who doesn't want to be asked any more isn't."""
    office = ines.office
    await ask(ines, may_name=True)
    assert "Ada Lovelace, a candidate for" in await ines.look()
    for fields, words in (
        ({}, "Please choose one of these answers."),
        ({"choice": "999"}, "Please choose one of these answers."),
        ({"choice": "other"}, "When would it suit you?"),
        ({"choice": "other", "wrote": "x" * 1001}, "at most 1000"),
        ({"choice": "no", "future": "maybe"}, "Please choose one of these."),
    ):
        answer = await ines.send("", fields)
        assert (answer.status_code, words in answer.text) == (422, True), fields
        assert answer.text.index("Nothing is saved yet") < answer.text.index("Hello Ines"), "before all they know"
    said = await ines.saved("", {"choice": "other", "wrote": "Next week, after four"})
    assert "has what you wrote about other times" in said
    assert "Next week, after four" in await office.meetings_card()
    assert "wrote about others" in "".join(await office.told("cora"))
    assert (await ines.send("", {"choice": "other"})).status_code == 422
    said = await ines.saved("", {"choice": "other", "wrote": "Rather on Monday"})
    card = await office.meetings_card()
    for shown in (said, card):
        assert ("Rather on Monday" in shown, "after four" in shown) == (True, False)
    assert (await contact(office)).consented_at is None
    async with office.act() as tx:
        found = (await office.meetings())[-1]
        await approvals.approve_meeting(tx, request_id=found.request_id, by=office.people["cora"])
    old = ines.at
    mail = (await office.mails(INES))[-1]
    [link] = [word for word in mail.get_content().split() if word.startswith(f"{PUBLIC_URL}/m/")]
    ines.at = link.removeprefix(PUBLIC_URL)
    said = await ines.saved("", {"choice": "no", "future": "no"})
    assert "asks somebody else" in said
    assert "asked us not to ask you any more, and we won't" in said
    assert (await contact(office)).refused_at is not None
    assert "asks somebody else" in (await ines.client.get(old)).text
    assert "Send this instead" not in (await ines.client.get(old)).text


async def test_what_was_answered_by_mail_or_called_off_stands_on_the_page(ines: Visitor) -> None:
    """The coordinator may still record an answer; a link with a wrong letter opens nothing."""
    office, meeting = ines.office, await ask(ines)
    assert (await ines.client.get(f"{ines.at}x")).status_code == 404
    assert (await ines.client.post(f"{ines.at}x", data={"choice": "no"})).status_code == 404
    async with office.act() as tx:
        times = await office.times(meeting.id)
        reply = Reply(str(times[0].id))
        await meetings.record_reply(tx, reply, meeting_id=meeting.id, by=office.people["cora"])
    assert "You talk with Ada Lovelace on" in await ines.look()
    async with office.act() as tx:
        await meetings.cancel_meeting(tx, meeting_id=meeting.id, by=office.people["cora"])
    assert "isn't needed any more" in await ines.look()


async def test_where_they_are_is_said_once_and_remembered(ines: Visitor) -> None:
    """The times on the page, the coordinator's card and the confirmation go by it; whoever answers for them can't."""
    office, meeting = ines.office, await ask(ines)
    assert "Somewhere else than New York?" in await ines.look()
    assert (await ines.send("/zone", {"zone": "Atlantis"})).status_code == 422
    said = await ines.saved("/zone", {"zone": "tokyo"})
    for words in (
        "The times are on your clocks now",
        "On the clocks of Tokyo, then theirs.",
        "Somewhere else than Tokyo",
    ):
        assert words in said, words
    assert (await contact(office)).zone == "Asia/Tokyo"
    assert "Tokyo · " in await office.meetings_card()
    said = await ines.saved("", {"choice": str((await office.times(meeting.id))[0].id)})
    assert "(Tokyo)" in said
    assert "other clocks than those of Tokyo" in said
    assert "(Tokyo), 30 minutes" in words_of((await office.mails(INES))[-1])
    async with office.act() as tx:
        known = await lock_contact(tx, (await contact(office)).id)
        known.delegate_email = "dee@fund.example"
        ines.at = f"/m/{await make_answer_link(tx, meeting.id, known.delegate_email)}"
    assert "/zone" not in await ines.look()
    assert (await ines.send("/zone", {"zone": "Berlin"})).status_code == 409
    assert (await contact(office)).zone == "Asia/Tokyo"


def _hidden(page: str) -> dict[str, str]:
    return dict(HIDDEN.findall(page))
