"""Nothing waits for nobody: wherever a reverse interview stands, somebody's turn it is, and they will hear of it."""

from collections.abc import AsyncIterator
from datetime import date, timedelta

import pytest

from bot.messages.candidacies import candidacy_line
from bot.process import approvals, meetings, questions
from bot.process.approval_lists import cards_waiting
from bot.process.meeting_requests import note_nothing_more
from bot.process.mornings import plan_mornings
from bot.process.questions import Asked
from bot.rules.next_step import NextStep
from bot.rules.words import PlaceKind, QuestionState, RequestState, Role, Stage, TimerKind
from storage.candidacies import candidacy, lock
from storage.meeting_requests import request
from storage.meetings import Meeting
from storage.offer_calls import Invitation
from storage.standings import overviews
from storage.timers import waiting_timers
from tests.process.presses import leave
from tests.process.reverse_interviews import MONDAY, Office, office_in

SOON = timedelta(days=4)
"""Over a weekend, too, nobody is left longer without a word."""

LISTS = {TimerKind.APPROVALS_WAITING, TimerKind.WAITING_FOR_YOU}
"""What brings up what waits for approval: at two by itself, at nine with the rest."""

OWN_TIMERS = {
    Role.CONTACT: {TimerKind.CONTACT_REPLY, TimerKind.NEXT_BEST, TimerKind.MEETING_ENDED, *LISTS},
    Role.COORDINATOR: {TimerKind.ALL_ANSWERED, *LISTS},
    Role.HIRING_MANAGER: {TimerKind.WAITING_FOR_YOU},
}
"""What can bring a step to whoever can do something about it."""


@pytest.fixture
async def office(sqlite_url: str) -> AsyncIterator[Office]:
    """One candidacy in its reverse interview, invited, whose owners get their morning notes."""
    async with office_in(sqlite_url) as opened:
        async with opened.act() as tx:
            facts = {"workspace_id": tx.workspace_id, "candidacy_id": opened.candidacy_id}
            sent = {"made_by_id": opened.people["hana"].id, "made_at": tx.now, "goes_at": tx.now, "sent_at": tx.now}
            tx.session.add(Invitation(**facts, **sent))
            await plan_mornings(tx, [opened.people["hana"].id, opened.people["cora"].id])
        yield opened


async def whose_turn(office: Office) -> NextStep:
    """Return the next step, once it is sure that its owner, or whoever sees to them, hears of it soon."""
    async with office.look() as tx:
        (found,) = await overviews(tx, [await candidacy(tx, office.candidacy_id)])
        timers = await waiting_timers(tx, office.now + SOON)
    assert found.next is not None
    assert {one.kind for one in timers} & OWN_TIMERS[found.next.owner], found.next
    notes = [one.subject_id for one in timers if one.kind is TimerKind.WAITING_FOR_YOU]
    if found.next.owner is Role.HIRING_MANAGER or (found.next.owner is Role.COORDINATOR and not found.next.is_listed):
        owner = found.caller_id if found.next.owner is Role.HIRING_MANAGER else found.coordinator_id
        assert owner in notes, found.next
    return found.next


async def approve(office: Office, wish: int) -> Meeting:
    """Let a contact be asked."""
    async with office.act() as tx:
        await approvals.approve_meeting(tx, request_id=wish, by=office.people["cora"])
    return (await office.meetings())[-1]


async def accept(office: Office, asked: Meeting, by: str = "ann") -> Meeting:
    """Let a contact take the first time."""
    first = (await office.times(asked.id))[0]
    async with office.act() as tx:
        await meetings.accept_time(tx, meeting_id=asked.id, proposed_id=first.id, by=office.people[by])
    return (await office.meetings())[-1]


async def test_every_state_from_the_request_to_the_answer_has_an_owner_who_hears_of_it(office: Office) -> None:
    """Nothing asked for, asked for, asked, declined, agreed, cancelled, held, questions of two owners, all answered."""
    cora, ann = office.people["cora"], office.people["ann"]
    assert "Ask whom they would like to meet" in (await whose_turn(office)).what
    wish = await office.request("ann")
    assert (await whose_turn(office)).what == "See to 1 meeting request"
    asked = await approve(office, wish)
    assert (await whose_turn(office)).owner is Role.CONTACT
    async with office.act() as tx:
        await meetings.cant_meet(tx, meeting_id=asked.id, by=ann)
    assert (await whose_turn(office)).what == "See to 1 meeting request"
    async with office.act() as tx:
        (await request(tx, wish)).state = RequestState.WITHDRAWN
    agreed = await accept(office, await approve(office, await office.request("ann")))
    assert (await whose_turn(office)).what == "See to 1 agreed conversation without a place", "as the lists say"
    async with office.act() as tx:
        await meetings.set_place(tx, meeting_id=agreed.id, place="Room 5", by=cora)
    assert (await whose_turn(office)).what == "A meeting takes place"
    async with office.act() as tx:
        await meetings.cancel_meeting(tx, meeting_id=agreed.id, by=cora)
    assert (await whose_turn(office)).owner is Role.COORDINATOR
    held = await accept(office, await approve(office, await office.request("ann")))
    assert held.ends_at is not None
    await office.move(held.ends_at + timedelta(minutes=1))
    assert (await whose_turn(office)).owner is Role.COORDINATOR
    await office.move(held.ends_at + timedelta(hours=2))
    assert "Settle what is still open" in (await whose_turn(office)).what
    for owner in (ann, cora):
        async with office.act() as tx:
            entered = Asked("Who decides?", owner, date(2030, 1, 11))
            kept = await questions.record_question(tx, entered, candidacy_id=office.candidacy_id, by=cora)
        assert await whose_turn(office) == NextStep(
            Role.COORDINATOR, "See to 1 open question", date(2030, 1, 11), has_owners=True
        )
        async with office.look() as tx:
            timers = await waiting_timers(tx, office.now + SOON)
        assert owner.id in {one.subject_id for one in timers if one.kind is TimerKind.WAITING_FOR_YOU}
        async with office.act() as tx:
            await questions.settle_question(
                tx, question_id=kept.id, state=QuestionState.ANSWERED, note="Hana.", by=owner
            )
        if owner is ann:
            async with office.act() as tx:
                (await lock(tx, office.candidacy_id)).stage = Stage.REVERSE_INTERVIEW
    assert (await whose_turn(office)).owner is Role.HIRING_MANAGER


async def test_a_silent_contact_and_a_wish_we_refused_are_somebodys_too(office: Office) -> None:
    """The coordinator has the silent one on the next list; a refusal leads on to asking whether all is answered."""
    wish = await office.request("ann")
    await approve(office, wish)
    assert (await whose_turn(office)).owner is Role.CONTACT
    await office.move(MONDAY + timedelta(days=2, hours=4))
    step = await whose_turn(office)
    assert (step.owner, step.what) == (Role.COORDINATOR, "See to 1 meeting request"), "as the lists say"
    async with office.look() as tx:
        lists = [one.subject_id for one in await waiting_timers(tx, office.now + SOON) if one.kind in LISTS]
    assert office.people["cora"].id in lists
    async with office.act() as tx:
        row, asked_for = await lock(tx, office.candidacy_id), await request(tx, wish)
        asked_for.state = RequestState.WITHDRAWN
        await meetings.requests_changed(tx, row)
    assert (await whose_turn(office)).owner is Role.COORDINATOR
    async with office.act() as tx:
        await note_nothing_more(tx, await lock(tx, office.candidacy_id), by=None)
    assert (await whose_turn(office)).owner is Role.HIRING_MANAGER


@pytest.mark.parametrize(
    ("gone", "left", "what"),
    [("cora", "hana", "Choose another coordinator"), ("hana", "cora", "Choose who decides now")],
)
async def test_when_an_owner_leaves_the_other_hears_every_morning_that_somebody_is_needed(
    office: Office, gone: str, left: str, what: str
) -> None:
    """A request waits for Cora, or an answer for Hana: it waits for nobody who has left, and stays on the list."""
    await office.request("ann")
    await leave(office, gone)
    assert what in (await whose_turn(office)).what
    for day in (1, 2):
        await office.move(MONDAY + timedelta(days=day))
        assert what in (await office.told(left))[-1]


async def test_the_card_the_list_and_app_home_count_the_same(office: Office) -> None:
    """A request nobody approved, a silent contact, one asked by mail a day ago, and a talk soon without a place."""
    wishes = [await office.request(one) for one in ("ann", "bo", "ines", "eve")]
    for wish in wishes[1:3]:
        await approve(office, wish)
    await office.move(MONDAY + timedelta(days=2, minutes=-1))
    await accept(office, await approve(office, wishes[0]))
    async with office.act() as tx:
        [listed] = await cards_waiting(tx, office.people["cora"].id)
    assert (listed.count, listed.placeless) == (3, 1)
    assert (await whose_turn(office)).what == "See to 3 meeting requests and 1 agreed conversation without a place"
    assert "Meetings for Ada Lovelace (Staff Engineer): 4 to see to." in await office.meetings_card()


async def test_the_coordinator_reads_who_is_waited_for(office: Office) -> None:
    """By name, to pick a time and to meet; whom a candidate asks for is for the coordinator alone."""
    asked = await approve(office, await office.request("ann"))
    assert "Next: 1 contact to pick a time · waiting for Ann A." in await line(office, "cora")
    async with office.act() as tx:
        await meetings.set_place(tx, meeting_id=asked.id, place="Room 5", by=office.people["cora"])
    await accept(office, asked)
    assert "Next: A meeting takes place · with Ann A. · by <!date" in await line(office, "cora")
    assert "Next: A meeting takes place · by <!date" in await line(office, "hana")
    later = await approve(office, await office.request("bo", place_kind=PlaceKind.PHONE))
    await accept(office, later, "bo")
    assert "with Ann A. · by <!date" in await line(office, "cora"), "the next one only"
    await office.request("eve")
    assert "Ann A." not in await line(office, "cora"), "it is Cora's turn"


async def line(office: Office, reader: str) -> str:
    """Return what somebody reads of the candidacy in a list."""
    async with office.look() as tx:
        (found,) = await overviews(tx, [await candidacy(tx, office.candidacy_id)])
    return candidacy_line(found, office.people[reader].id)
