"""Whoever was told that other times follow hears once that none do, whatever the request came to instead."""

from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

from bot.process import approvals, choices, ended_meetings, meeting_requests, meetings, missed_meetings
from bot.process.alternates import approve_alternates
from bot.process.candidate_pages import WishTyped, ask_another_time, change_wish
from bot.process.private_links import Doing
from bot.process.splitting import split_request
from bot.process.suggestions import propose_anew
from storage.candidacies import lock
from storage.database import Transaction
from storage.meetings import Meeting
from storage.private_links import make_link
from tests.process.directories import add
from tests.process.presses import words
from tests.process.reverse_interviews import Office, office_in

ADA, INES = "ada@lovelace.example", "ines@fund.example"
NO_OTHER_TIME = "No other time has to be found."
BO_IS_NEXT = "as you approved: Bo B."

Act = Callable[[Transaction, Office, int], Awaitable[object]]


@pytest.fixture
async def office(sqlite_url: str) -> AsyncIterator[Office]:
    """One candidacy in its reverse interview."""
    async with office_in(sqlite_url) as opened:
        yield opened


async def waiting(office: Office, *, who: str | None = "ann", wrote: bool = False, area: str | None = None) -> Meeting:
    """Have Ann asked; she names other times, or takes one and gives it back with others."""
    wish = await office.request(who, area=area)
    async with office.act() as tx:
        await propose_anew(tx, [await lock(tx, office.candidacy_id)])
        await approvals.approve_meeting(tx, request_id=wish, by=office.people["cora"])
    asked = (await office.meetings())[-1]
    proposed, ann = (await office.times(asked.id))[0], office.people["ann"]
    async with office.act() as tx:
        if wrote:
            await meetings.other_times(tx, meeting_id=asked.id, wrote="Friday", by=ann)
        else:
            await meetings.accept_time(tx, meeting_id=asked.id, proposed_id=proposed.id, by=ann)
            await missed_meetings.give_back_time(tx, meeting_id=asked.id, wrote="Friday", by=ann)
    return asked


async def choose_bo(tx: Transaction, office: Office, request_id: int) -> None:
    """Press *Someone else*."""
    await choices.choose_someone(tx, request_id=request_id, chosen=office.people["bo"], by=office.people["cora"])


async def refuse(tx: Transaction, office: Office, request_id: int) -> None:
    """Press *Say no*."""
    await approvals.say_no(tx, request_id=request_id, reason="Too soon.", alternative=None, by=office.people["cora"])


async def withdraw(tx: Transaction, office: Office, request_id: int) -> None:
    """Take the request back."""
    await meeting_requests.withdraw_request(tx, request_id=request_id, by=office.people["hana"])


async def ask_for_another(tx: Transaction, office: Office, request_id: int) -> None:
    """Ask for somebody else on the candidate's page."""
    await change_wish(tx, await page_of_ada(tx, office), request_id, WishTyped(named="Grace Hopper"))


async def page_of_ada(tx: Transaction, office: Office) -> Doing:
    """Open the candidate's page."""
    return Doing(await make_link(tx, office.candidacy_id, ADA), "form")


async def end(tx: Transaction, office: Office, _request_id: int) -> None:
    """End the candidacy."""
    row = await lock(tx, office.candidacy_id)
    await ended_meetings.withdraw_meetings(tx, row, tell_outside=False)
    await ended_meetings.tell_outside_of_cancellations(tx, row)


@pytest.mark.parametrize("act", [choose_bo, refuse, withdraw, ask_for_another, end])
async def test_whoever_waits_for_other_times_hears_that_none_follow(office: Office, act: Act) -> None:
    """Ann, once; nobody stands behind her any more who was approved to."""
    asked = await waiting(office, wrote=act in {choose_bo, withdraw})
    async with office.act() as tx:
        cora, bo = office.people["cora"], office.people["bo"]
        await approve_alternates(tx, request_id=asked.request_id, colleagues=[bo], by=cora)
    assert BO_IS_NEXT in await office.meetings_card()
    assert not await office.told("ann")
    async with office.act() as tx:
        await act(tx, office, asked.request_id)
    [said] = await office.told("ann")
    assert NO_OTHER_TIME in said
    assert BO_IS_NEXT not in await office.meetings_card()


async def test_somebody_outside_hears_it_by_mail_once_the_candidate_knows(office: Office) -> None:
    """Ada gave Ines's time back and is about to get another when it ends; a time given back is none to hurry for.

    Ines was told before that something else wasn't needed; this she hears all the same.
    """
    for number in (1, 2):
        wish = await office.request("ines")
        async with office.act() as tx:
            await approvals.approve_meeting(tx, request_id=wish, by=office.people["cora"])
            await withdraw(tx, office, wish)
        assert len(await office.mails(INES)) == 2 * number
    wish = await office.request("ines")
    async with office.act() as tx:
        await approvals.approve_meeting(tx, request_id=wish, by=office.people["cora"])
    asked = (await office.meetings())[-1]
    start = str((await office.times(asked.id))[0].id)
    async with office.act() as tx:
        await meetings.record_reply(tx, meetings.Reply(start), meeting_id=asked.id, by=office.people["cora"])
        await ask_another_time(tx, await page_of_ada(tx, office), wish)
    before = await office.mails(INES), await office.mails(ADA)
    async with office.act() as tx:
        row = await lock(tx, office.candidacy_id)
        assert await ended_meetings.withdraw_meetings(tx, row, tell_outside=False) is None
    assert len(await office.mails(INES)) == len(before[0])
    for _ in range(2):
        async with office.act() as tx:
            await ended_meetings.tell_outside_of_cancellations(tx, await lock(tx, office.candidacy_id))
    [mail] = (await office.mails(INES))[len(before[0]) :]
    assert str(mail["Subject"]).startswith("No longer needed")
    assert "the conversation with Ada Lovelace on " in words(mail), "they know the name, and may be asked for several"
    assert len(await office.mails(ADA)) == len(before[1])


async def test_whoever_is_to_be_asked_about_other_times_stays(office: Office) -> None:
    """Ann was suggested for a subject and gave a time back: no change of her entry and no split puts another there."""
    await add(office, "ann")
    await add(office, "bo")
    asked = await waiting(office, who=None, area="on-call at night")
    async with office.act() as tx:
        await propose_anew(tx, [await lock(tx, office.candidacy_id)], {asked.contact_id})
        parts = {"first": "on-call", "second": "at night"}
        await split_request(tx, request_id=asked.request_id, by=office.people["cora"], **parts)
    assert (await office.wish(asked.request_id)).contact_id == asked.contact_id
