"""Whoever presses on what is old reads who did what and when, once; and what they pressed is drawn again."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import date, timedelta

import pytest

from bot.process import alternates, approvals, choices, exact_times, meetings, missed_meetings, questions
from bot.process.answers import Ending, record_answer
from bot.process.debrief_edits import hand_over_meetings
from bot.process.ended_meetings import withdraw_meetings
from bot.process.meeting_requests import withdraw_request
from bot.process.refusals import NotAllowed, Refusal, WrongField
from bot.rules.words import Answer, MeetingState, QuestionState, Surface
from storage.audit import record
from storage.candidacies import lock
from storage.database import Transaction
from storage.meetings import Meeting
from storage.people import Person
from tests.process.presses import accept, approve_next, ask
from tests.process.reverse_interviews import MONDAY, Office, office_in

Act = Callable[[Transaction, Person], Awaitable[object]]


@pytest.fixture
async def office(sqlite_url: str) -> AsyncIterator[Office]:
    """One candidacy in its reverse interview."""
    async with office_in(sqlite_url) as opened:
        yield opened


async def do(office: Office, who: str, act: Act) -> None:
    """Do something as somebody, in a transaction."""
    async with office.act() as tx:
        await act(tx, office.people[who])


async def too_late(office: Office, who: str, act: Act) -> Refusal:
    """Do what can't be done any more; returns what they read."""
    with pytest.raises(Refusal) as refused:
        await do(office, who, act)
    return refused.value


def moving(met: Meeting) -> Act:
    """Press *Move*."""
    return lambda tx, by: meetings.move_meeting(tx, meeting_id=met.id, by=by)


def cancelling(met: Meeting) -> Act:
    """Press *Cancel*."""
    return lambda tx, by: meetings.cancel_meeting(tx, meeting_id=met.id, by=by)


def saying_no(request_id: int) -> Act:
    """Press *Say no*."""
    return lambda tx, by: approvals.say_no(tx, request_id=request_id, reason="No room.", alternative=None, by=by)


def choosing(office: Office, request_id: int, name: str = "bo") -> Act:
    """Press *Someone else*."""
    return lambda tx, by: choices.choose_someone(tx, request_id=request_id, chosen=office.people[name], by=by)


def setting(request_id: int) -> Act:
    """Press *Set a time*."""
    return lambda tx, by: exact_times.open_exact_time(tx, request_id=request_id, by=by)


def listing(met: Meeting) -> Act:
    """Choose *Approve who is asked next*."""
    return lambda tx, by: alternates.open_alternates(tx, request_id=met.request_id, by=by)


def accepting(met: Meeting, proposed_id: int) -> Act:
    """Press one of the times."""
    return lambda tx, by: meetings.accept_time(tx, meeting_id=met.id, proposed_id=proposed_id, by=by)


def missing(met: Meeting) -> Act:
    """Press *They didn't come*."""
    return lambda tx, by: missed_meetings.missed_meeting(tx, meeting_id=met.id, by=by)


def settling(question_id: int) -> Act:
    """Press *Settle*."""
    state = QuestionState.ANSWERED
    return lambda tx, by: questions.settle_question(tx, question_id=question_id, state=state, note="Yes.", by=by)


def handing(office: Office) -> Act:
    """Press *Hand over*, to Mel."""
    mel, candidacy_id = office.people["mel"], office.candidacy_id
    return lambda tx, by: hand_over_meetings(tx, candidacy_id=candidacy_id, to=mel, by=by)


def approving(met: Meeting) -> Act:
    """Press *Approve*."""
    return lambda tx, by: approvals.approve_meeting(tx, request_id=met.request_id, by=by)


def approving_all(office: Office) -> Act:
    """Press *Approve all*."""
    return lambda tx, by: approvals.approve_all_meetings(tx, candidacy_id=office.candidacy_id, by=by)


def withdrawing(request_id: int) -> Act:
    """Take a request back."""
    return lambda tx, by: withdraw_request(tx, request_id=request_id, by=by)


async def agreed(office: Office, who: str = "ann") -> tuple[Meeting, int]:
    """Have somebody asked who accepts; returns the meeting, with the id of a time that they didn't take."""
    asked = await ask(office, who)
    await accept(office, asked, who)
    return asked, (await office.times(asked.id))[1].id


@pytest.mark.parametrize(("changing", "done"), [(moving, "moved this"), (cancelling, "cancelled this")])
async def test_what_was_agreed_is_changed_once(office: Office, changing: Callable[[Meeting], Act], done: str) -> None:
    """Cora changed it at noon; she and Ann each read it, in their own words."""
    met, other = await agreed(office)
    office.now = MONDAY + timedelta(hours=2)
    await do(office, "cora", changing(met))
    office.now += timedelta(days=1)
    for stale in (moving(met), cancelling(met)):
        refusal = await too_late(office, "cora", stale)
        assert str(refusal).startswith(f"You {done} on Monday 7 January, 12:00 (Berlin).")
        assert {Surface.COORDINATOR_CARD, Surface.CONTACT_BRIEF} <= {surface for surface, _ in refusal.cards}
    assert str(await too_late(office, "ann", accepting(met, other))).startswith(f"Cora C. {done} on Monday 7 January")


async def test_a_request_that_is_over_says_who_ended_it(office: Office) -> None:
    """Approved, chosen for, refused and taken back: each later press on its card reads the last of that."""
    met = await ask(office)
    for again in (approving(met), approving_all(office)):
        assert str(await too_late(office, "cora", again)).startswith("You approved this on Monday 7 January, 10:00")
    office.now += timedelta(hours=1)
    await do(office, "cora", choosing(office, met.request_id))
    stale = accepting(met, (await office.times(met.id))[0].id)
    said = str(await too_late(office, "ann", stale))
    assert said.startswith("Cora C. chose somebody else on Monday 7 January, 11:00")
    await do(office, "cora", saying_no(met.request_id))
    for late in (saying_no(met.request_id), choosing(office, met.request_id, "eve"), setting(met.request_id)):
        refusal = await too_late(office, "cora", late)
        assert str(refusal) == "You said no to this on Monday 7 January, 11:00 (Berlin). Ada Lovelace was told."
        assert refusal.cards == [(Surface.COORDINATOR_CARD, office.candidacy_id)]
    wish = await office.request("eve")
    await do(office, "hana", withdrawing(wish))
    assert str(await too_late(office, "cora", setting(wish))).startswith("Hana H. cancelled this on Monday")


async def test_what_is_agreed_says_who_accepted(office: Office) -> None:
    """Ann accepted: her second press, and what would end the request, say so; after the hour it took place."""
    met, other = await agreed(office)
    assert str(await too_late(office, "ann", accepting(met, other))).startswith("You accepted a time on Monday")
    for late in (saying_no(met.request_id), choosing(office, met.request_id), setting(met.request_id), listing(met)):
        said = str(await too_late(office, "cora", late))
        assert said.startswith("Ann A. accepted a time on Monday 7 January, 10:00 (Berlin). This "), said
    await office.move(MONDAY + timedelta(days=4))
    assert "It took place on Tuesday 8 January" in str(await too_late(office, "cora", moving(met)))
    await do(office, "cora", missing(met))
    for late in (missing(met), moving(met)):
        assert "You noted that this didn't come about on Friday" in str(await too_late(office, "cora", late))


async def test_what_nobody_did_is_said_so(office: Office) -> None:
    """Ann was silent, and then it all ended: neither has somebody's name in it."""
    met = await ask(office)
    await approve_next(office, met.request_id, "bo")
    stale = accepting(met, (await office.times(met.id))[0].id)
    await office.move(MONDAY + timedelta(days=2))
    said = str(await too_late(office, "ann", stale))
    assert said.startswith("Nobody answered in time, so somebody else was asked on")
    last = (await office.meetings())[-1]
    assert last.state is MeetingState.ASKED
    stale = accepting(last, (await office.times(last.id))[0].id)
    async with office.act() as tx:
        await withdraw_meetings(tx, await lock(tx, office.candidacy_id), tell_outside=True)
    assert str(await too_late(office, "bo", stale)).startswith("This was called off on Wednesday 9 January")


async def test_what_ended_with_the_candidacy_says_who_ended_that(office: Office) -> None:
    """Hana recorded that Ada withdrew: whatever Cora presses on an old card says so."""
    met, _ = await agreed(office)
    office.now += timedelta(hours=2)
    ending = Ending(Answer.WITHDRAWN)
    await do(office, "hana", lambda tx, by: record_answer(tx, ending, candidacy_id=office.candidacy_id, by=by))
    ended = "Hana H. recorded the answer (withdrawn) on Monday 7 January, 12:00 (Berlin). "
    for late in (moving(met), missing(met), approving(met), approving_all(office)):
        assert str(await too_late(office, "cora", late)).startswith(f"{ended}This candidacy is closed")


async def test_whoever_may_not_know_the_candidates_name_reads_none(office: Office) -> None:
    """Ada took it back on her page: Ann, who was asked without her name, reads of the candidate, Cora of Ada."""
    met = await ask(office)
    stale = accepting(met, (await office.times(met.id))[0].id)
    await do(office, "hana", withdrawing(met.request_id))
    async with office.act() as tx:
        await record(tx, "cancel_wish", person_id=None, candidacy_id=office.candidacy_id, subject_id=met.request_id)
    office.now += timedelta(minutes=1)
    assert "Ada" not in str(await too_late(office, "ann", stale))
    assert str(await too_late(office, "cora", setting(met.request_id))).startswith("Ada Lovelace cancelled this on")


async def test_settling_and_handing_over_twice(office: Office) -> None:
    """Whoever settles or hands over after somebody else reads who was first."""
    async with office.act() as tx:
        asked = questions.Asked("May I bring a dog?", office.people["cora"], date(2030, 1, 9))
        kept = await questions.record_question(tx, asked, candidacy_id=office.candidacy_id, by=office.people["cora"])
    await do(office, "cora", settling(kept.id))
    refusal = await too_late(office, "cora", settling(kept.id))
    assert str(refusal).startswith("You settled this on Monday 7 January, 10:00 (Berlin).")
    assert (Surface.QUESTION_TASK, kept.id) in refusal.cards
    await do(office, "cora", handing(office))
    refusal = await too_late(office, "cora", handing(office))
    assert isinstance(refusal, NotAllowed)
    assert str(refusal).startswith("You handed the meetings over on Monday 7 January, 10:00 (Berlin). That isn't yours")
    refusal = await too_late(office, "mel", handing(office))
    assert isinstance(refusal, WrongField)
    assert "Cora C. handed the meetings over on Monday" in refusal.fields["coordinator"]
