"""Whoever is outside Slack gives an agreed time back on their page, and gets a fresh link to it where it is lost."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy import update

from bot.process import approvals
from bot.process.meetings import move_meeting
from bot.process.refusals import NotNow
from bot.rules.words import MeetingState, RequestState, Stage
from storage.candidacies import lock
from storage.contacts import contact, contact_of_person
from storage.meetings import Meeting
from storage.private_links import PrivateLink
from tests.process.reverse_interviews import Office
from tests.web.visits import PUBLIC_URL, Visitor, visitor_of

ADA, INES = "ada@lovelace.example", "ines@fund.example"


@pytest.fixture
async def ines(sqlite_url: str) -> AsyncIterator[Visitor]:
    """Ines Vestor, whose page says what is agreed."""
    async with visitor_of(sqlite_url) as visitor:
        await agree(visitor)
        yield visitor


async def agree(ines: Visitor, **answered: str) -> Meeting:
    """Have Ines asked, and take the first time on her page."""
    wish = await ines.office.request("ines")
    async with ines.office.act() as tx:
        await approvals.approve_meeting(tx, request_id=wish, by=ines.office.people["cora"])
    asked = (await ines.office.meetings())[-1]
    ines.at = await newest_link(ines.office)
    await ines.saved("", {"choice": str((await ines.office.times(asked.id))[0].id), **answered})
    return asked


async def texts(office: Office, address: str) -> list[tuple[str, str]]:
    """Return subject and words of the mails owed to an address."""
    found = [(mail, mail.get_body(("plain",))) for mail in await office.mails(address)]
    return [(str(mail["Subject"]), str(part.get_content()) if part else "") for mail, part in found]


async def newest_link(office: Office, address: str = INES) -> str:
    """Return the path of the link in the last mail to somebody that holds one."""
    words = " ".join(text for _, text in await texts(office, address)).split()
    return [one for one in words if one.startswith(f"{PUBLIC_URL}/m/")][-1].removeprefix(PUBLIC_URL)


async def fresh_links(visitor: Visitor, address: str, typed: str, old: str = "") -> int:
    """Ask for a fresh link two days after the last one; returns how many mails this address got."""
    office = visitor.office
    async with office.act() as tx:
        await tx.session.execute(update(PrivateLink).values(made_at=tx.real - timedelta(days=2)))
    before = len(await office.mails(address))
    await visitor.client.post("/r/fresh", data={"email": typed, "link": old.removeprefix("/m/")})
    return len(await office.mails(address)) - before


async def test_another_time_is_asked_for_with_words(ines: Visitor) -> None:
    """The confirmation leads there; what happens is said first; Ada is told once, Cora has the words; once only."""
    office, first = ines.office, ines.at
    assert "press here, on the page for you alone" in (await texts(office, INES))[-1][1]
    ines.at = await newest_link(office)
    assert ines.at != first
    page = await ines.look()
    assert ("/another-time" in page, "I can’t after all" in page) == (True, True)
    form = await ines.look("/another-time")
    told = "Ada Lovelace reads by mail that the conversation has to move"
    for words in ("You talk with Ada Lovelace on", told, "Cora C."):
        assert words in form, words
    assert (await ines.send("/another-time", {"wrote": ""})).status_code == 422
    mails = len(await office.mails(ADA))
    said = await ines.saved("/another-time", {"wrote": "Friday, after four"})
    assert "The time is given back." in said
    assert "has what you wrote about other times" in said
    [(subject, _)] = (await texts(office, ADA))[mails:]
    assert subject == "To be moved: conversation with Ines Vestor"
    assert "Friday, after four" in await office.meetings_card()
    assert "gave the agreed time back and can't at these times" in (await office.told("cora"))[-1]
    assert (await office.meetings())[-1].state is MeetingState.DECLINED
    for page in ("/another-time", "/cannot"):
        assert (await ines.client.get(first + page)).status_code == 409


async def test_whoever_said_yes_only_this_once_is_asked_about_it_again(sqlite_url: str) -> None:
    """Ines takes a time and wants no others; Ada can't then: Ines is still whom the card proposes, for this alone."""
    async with visitor_of(sqlite_url) as visitor:
        office, ada = visitor.office, await visitor.link()
        asked = await agree(visitor, future="no")
        visitor.at = ada
        await visitor.saved(f"/requests/{asked.request_id}/another-time")
        assert "Ines Vestor can't make it" not in await office.meetings_card()
        async with office.act() as tx:
            await approvals.approve_meeting(tx, request_id=asked.request_id, by=office.people["cora"])
        assert (await office.meetings())[-1].state is MeetingState.ASKED
        with pytest.raises(NotNow, match="don't want to be asked"):
            await agree(visitor)


async def test_a_time_is_given_back_for_good(ines: Visitor) -> None:
    """Without a reason; Ada reads that somebody else is looked for, and Ines' calendar is emptied by one mail."""
    office = ines.office
    mails = len(await office.mails(INES))
    assert "Say when instead" in await ines.look("/cannot")
    answer = await ines.send("/cannot", times=2)
    assert answer.status_code == 303
    assert "asks somebody else; you need do nothing more" in await ines.look()
    assert "for another time, or for somebody else" in (await texts(office, ADA))[-1][1]
    assert [subject for subject, _ in (await texts(office, INES))[mails:]] == [
        "Cancelled: conversation with Ada Lovelace"
    ]
    [held] = await office.meetings()
    assert (await office.wish(held.request_id)).state is RequestState.OPEN


async def test_every_link_opens_what_stands_now(ines: Visitor) -> None:
    """After a move, the mail before leads to the new times; in the past nothing can be given back."""
    office, [held] = ines.office, await ines.office.meetings()
    async with office.act() as tx:
        await move_meeting(tx, meeting_id=held.id, by=office.people["cora"])
    new = (await office.meetings())[-1]
    said = await ines.saved("", {"choice": str((await office.times(new.id))[0].id)})
    assert "You talk with Ada Lovelace on" in said
    agreed = (await office.meetings())[-1]
    assert (agreed.id, agreed.state) == (new.id, MeetingState.AGREED)
    assert agreed.starts_at is not None
    office.now = agreed.starts_at + timedelta(minutes=1)
    assert "another-time" not in await ines.look()
    assert (await ines.client.get(f"{ines.at}/another-time")).status_code == 409


async def test_either_side_says_on_their_page_that_they_didn_t_talk(ines: Visitor) -> None:
    """Ines first, then, when the second try fails too, Ada on hers; each time Ines is asked about new times."""
    office = ines.office
    ada = await ines.link()
    sides = (ines.at, "/missed", "Ines Vestor", "Ada"), (ada, "/requests/1/missed", "Ada Lovelace", "Ines")
    for who, page, reporter, other in sides:
        agreed = (await office.meetings())[-1]
        ines.at = who
        assert (await ines.client.get(who + page)).status_code in {404, 409}
        assert agreed.ends_at is not None
        await office.move(agreed.ends_at)
        assert "We didn’t talk" in await ines.look()
        assert "Cora C. hears of it" in await ines.look(page)
        assert "Saved" in await ines.saved(page)
        assert f"{reporter} says that the conversation with {other}" in "".join(await office.told("cora"))
        assert (await texts(office, ADA))[-1][0] == "Another time: conversation with Ines Vestor"
        again = (await office.meetings())[-1]
        assert again.state is MeetingState.ASKED
        ines.at = await newest_link(office)
        await ines.saved("", {"choice": str((await office.times(again.id))[0].id)})


async def test_a_delegate_gives_back_what_they_agreed_to(ines: Visitor) -> None:
    """Dee looks after Eve's calendar by mail: the page speaks of Eve, and a lost link comes again to Dee."""
    office, dee = ines.office, "dee@eve.example"
    wish = await office.request("eve")
    async with office.act() as tx:
        known = await contact_of_person(tx, office.people["eve"].id)
        assert known is not None
        known.delegate_email = dee
    async with office.act() as tx:
        await approvals.approve_meeting(tx, request_id=wish, by=office.people["cora"])
    asked = (await office.meetings())[-1]
    ines.at = await newest_link(office, dee)
    await ines.saved("", {"choice": str((await office.times(asked.id))[0].id)})
    assert await fresh_links(ines, dee, dee.upper()) == 1
    ines.at = await newest_link(office, dee)
    assert "Eve E. can’t after all" in await ines.look()
    assert "When would it suit Eve E. instead?" in await ines.look("/another-time")
    await ines.saved("/cannot")
    assert (await texts(office, "eve@acme.example"))[-1][0] == "Cancelled: conversation with Ada Lovelace"
    assert "Eve E. gave the agreed time back" in (await office.told("cora"))[-1]


async def test_a_lost_link_comes_again_to_the_address_on_file(ines: Visitor) -> None:
    """By the address or an old link, at most once in five minutes; for a stranger, or at the end, nothing is sent.

    An old link brings the page it was for alone; whoever's address is another by now isn't let in by it.
    """
    office = ines.office
    assert "in which we asked you for a conversation" in await _look(ines, "/m/fresh")
    assert await fresh_links(ines, INES, "nobody@fund.example") == 0
    assert await fresh_links(ines, INES, INES.upper()) == 1
    assert (await texts(office, INES))[-1][0] == "Your page about a conversation: a fresh link"
    assert "You talk with Ada Lovelace on" in await _look(ines, await newest_link(office))
    assert await fresh_links(ines, INES, "nobody@fund.example", ines.at) == 1
    await ines.client.post("/r/fresh", data={"email": INES})
    assert len([one for one, _ in await texts(office, INES) if "fresh link" in one]) == 2
    await agree(ines)
    assert [await fresh_links(ines, INES, INES, old) for old in ("", ines.at)] == [2, 1]
    first, second = await office.meetings()
    for stage, address, ends, links in (
        (Stage.REVERSE_INTERVIEW, INES, second.ends_at, 0),
        (Stage.DEBRIEF, INES, None, 0),
        (Stage.REVERSE_INTERVIEW, "ines@elsewhere.example", None, 0),
    ):
        await office.move(ends or office.now)
        async with office.act() as tx:
            (await lock(tx, office.candidacy_id)).stage = stage
            (await contact(tx, first.contact_id)).email = address
        assert await fresh_links(ines, INES, INES) == links
    assert (await ines.client.get(ines.at)).status_code == 404


async def _look(ines: Visitor, path: str) -> str:
    answer = await ines.client.get(path)
    assert answer.status_code == 200
    return answer.text
