"""Opening, changing and closing a debrief, and reminding of feedback."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.messages.debriefs import debrief_card
from bot.process.debrief_edits import DebriefChange, edit_debrief, open_edit
from bot.process.debriefs import close_debrief, default_due
from bot.process.panels import go_on_without
from bot.process.refusals import AlreadyDone, NotAllowed, NotNow, WrongField
from bot.rules.words import Answer, Choice, Stage, Vote
from storage.candidacies import all_candidacies
from tests.databases import on_sqlite
from tests.process.desks import MONDAY, TUESDAY_NOON, Desk, desk_in

ASKED = "Your feedback on Ada Lovelace, please"
NEWER = "A newer reminder is below"
AWAITED = "Your feedback is awaited: Ada Lovelace"


@pytest.fixture
async def desk(database_url: str) -> AsyncIterator[Desk]:
    """A workspace with people, on a Monday morning."""
    async with desk_in(database_url) as opened:
        yield opened


def change(desk: Desk, **other: object) -> DebriefChange:
    """Return an editing form that changes only what is named."""
    facts: dict[str, object] = {
        "hiring_manager": desk.people["hana"],
        "interviewers": [desk.people["ann"], desk.people["bo"]],
        "coordinator": desk.people["cora"],
        "due_at": TUESDAY_NOON,
        "email": None,
        "interviews": {},
        **other,
    }
    return DebriefChange(**facts)  # type: ignore[arg-type]  # a form's fields by name


async def edit(desk: Desk, candidacy_id: int, name: str = "hana", **other: object) -> None:
    """Submit the editing form."""
    async with desk.act() as tx:
        await edit_debrief(tx, change(desk, **other), candidacy_id=candidacy_id, by=desk.people[name])


@on_sqlite
async def test_each_interviewer_is_asked_once_and_the_owners_hear_where(desk: Desk) -> None:
    """Somebody named twice has one seat; the hiring manager on the panel is asked like everybody."""
    candidacy_id = await desk.open(panel=("ann", "hana", "ann"))
    shown = await desk.seen(candidacy_id)
    assert [seat.who.name for seat in shown.seats] == ["Ann", "Hana"]
    assert await desk.notices("ann") == [ASKED]
    assert await desk.notices("hana") == [ASKED, "Debrief opened: Ada Lovelace, Staff Engineer"]
    assert await desk.notices("mel") == ["Debrief opened: Ada Lovelace, Staff Engineer"]
    assert await desk.notices("cora") == []


@pytest.mark.parametrize("name", ["gus", "dee", "bot", "fay"])
@on_sqlite
async def test_only_full_members_sit_on_a_panel(desk: Desk, name: str) -> None:
    """Guests, foreigners, apps and the deactivated are refused beside the field, and nothing is kept."""
    with pytest.raises(WrongField) as refused:
        await desk.open(panel=("ann", name))
    assert list(refused.value.fields) == ["interviewers"]
    async with desk.database.reading(desk.workspace_id) as tx:
        assert not await all_candidacies(tx)


@on_sqlite
async def test_the_candidate_is_no_interviewer(desk: Desk) -> None:
    """Whoever has the candidate's address, letter case aside, can't be on the panel."""
    with pytest.raises(WrongField) as refused:
        await desk.open(email="ANN@acme.example")
    assert "candidate's e-mail" in refused.value.fields["interviewers"]


@on_sqlite
async def test_all_that_is_wrong_is_said_at_once(desk: Desk) -> None:
    """A past due date, a malformed address and an empty panel each have their own text."""
    with pytest.raises(WrongField) as refused:
        await desk.open(panel=(), email="ada@", due_at=MONDAY)
    assert set(refused.value.fields) == {"interviewers", "email", "due_on"}


@on_sqlite
async def test_the_same_candidate_and_job_are_open_once(desk: Desk) -> None:
    """Another spelling of the same is refused and says who decides; another job is not; a closed one may come back."""
    first = await desk.open()
    with pytest.raises(WrongField) as refused:
        await desk.open("ada  LOVELACE", job="staff engineer")
    assert "Already open" in refused.value.fields["candidate"]
    await desk.open(job="Designer")
    async with desk.act() as tx:
        await close_debrief(tx, candidacy_id=first, reason="She withdrew.", by=desk.people["hana"])
    await desk.open()


async def test_two_who_open_the_same_at_once_open_one(desk: Desk) -> None:
    """The second is refused, whichever it is."""
    await desk.open("Grace Example")
    outcomes = await asyncio.gather(desk.open(), desk.open(), return_exceptions=True)
    assert [type(one) for one in outcomes if not isinstance(one, int)] == [WrongField]


@on_sqlite
async def test_a_new_coordinator_gets_the_task_to_tell_the_candidate(desk: Desk) -> None:
    """A no hire that the candidate hasn't heard of goes on with whoever coordinates now."""
    candidacy_id = await desk.open()
    await desk.decide(candidacy_id, Choice.NO_HIRE)
    await edit(desk, candidacy_id, coordinator=desk.people["cy"])
    assert "Please tell a candidate about a decision" in await desk.notices("cy")


@on_sqlite
async def test_a_job_is_spelled_as_it_was_first(desk: Desk) -> None:
    """The same title in other letters is the same job."""
    first, second = await desk.open(), await desk.open("Grace Example", job="staff engineer")
    assert (await desk.row(first)).job_id == (await desk.row(second)).job_id


@on_sqlite
async def test_feedback_is_due_the_next_working_day_at_noon(desk: Desk) -> None:
    """The rule of the settings, in the zone of whoever opens; from Friday it is Monday."""
    async with desk.act() as tx:
        assert await default_due(tx, "Europe/Berlin") == TUESDAY_NOON
    desk.now = datetime(2030, 1, 11, 16, tzinfo=UTC)
    async with desk.act() as tx:
        assert await default_due(tx, "Europe/London") == datetime(2030, 1, 14, 12, tzinfo=UTC)


async def test_who_joins_is_asked_and_who_leaves_is_told(desk: Desk) -> None:
    """The panel changes seat by seat, the new hiring manager is told their part, and the former one what changed."""
    candidacy_id = await desk.open()
    people = desk.people
    await edit(desk, candidacy_id, interviewers=[people["ann"], people["cy"]], hiring_manager=people["cora"])
    assert await desk.notices("cy") == [ASKED]
    assert await desk.notices("bo") == [ASKED, "You are no longer on a panel"]
    assert await desk.notices("ann") == [ASKED]
    assert await desk.notices("cora") == ["Cora, you now decide"]
    assert (await desk.notices("hana"))[1:] == ["Debrief changed: Ada Lovelace"]
    assert await desk.notices(None) == [], "the channel has the card"
    assert not [key for key, _ in await desk.waiting() if key.startswith("feedback_reminder:2:")]


@on_sqlite
async def test_a_stranger_to_the_candidacy_changes_nothing(desk: Desk) -> None:
    """Any other member, and an interviewer, may not edit or close."""
    candidacy_id = await desk.open()
    for name in ("cy", "ann"):
        with pytest.raises(NotAllowed):
            await edit(desk, candidacy_id, name)


@on_sqlite
async def test_closing_tells_everyone_once_and_stops_reminders(desk: Desk) -> None:
    """The candidacy ends as withdrawn, nothing waits any more, and each person concerned has one message."""
    candidacy_id = await desk.open()
    async with desk.act() as tx:
        await close_debrief(tx, candidacy_id=candidacy_id, reason="She withdrew.", by=desk.people["mel"])
    row = await desk.row(candidacy_id)
    assert (row.stage, row.answer) == (Stage.CLOSED, Answer.WITHDRAWN)
    assert await desk.waiting() == []
    for name in ("ann", "bo", "hana", "cora", "mel"):
        assert (await desk.notices(name)).count("Debrief closed: Ada Lovelace") == 1
    words = str(debrief_card(await desk.seen(candidacy_id)).blocks)
    assert ("Waiting for" in words, "Not in" in words) == (False, True)
    with pytest.raises(NotNow):
        async with desk.act() as tx:
            await open_edit(tx, candidacy_id=candidacy_id, by=desk.people["mel"])


async def test_reminders_come_three_times_then_the_hiring_manager_is_asked(desk: Desk) -> None:
    """On the due date and the two working days after; nobody is nagged after that."""
    candidacy_id = await desk.open(panel=("ann",))
    await desk.pass_time(TUESDAY_NOON - timedelta(minutes=1))
    assert await desk.notices("ann") == [ASKED]
    await desk.pass_time(TUESDAY_NOON + timedelta(days=20))
    assert await desk.notices("ann") == [ASKED, NEWER, NEWER, AWAITED]
    assert (await desk.notices("hana"))[1:] == ["Ann's feedback on Ada Lovelace is missing"]
    assert (await desk.seen(candidacy_id)).seats[0].reminders == 3


async def test_all_candidacies_are_reminded_of_in_one_message(desk: Desk) -> None:
    """What an interviewer owes by then is one message a day; what is due later isn't in it."""
    await desk.open()
    await desk.open("Grace Example")
    await desk.open("Later Example", due_at=TUESDAY_NOON + timedelta(days=2))
    await desk.pass_time(TUESDAY_NOON + timedelta(hours=3))
    assert (await desk.notices("ann"))[3:] == ["Your feedback is awaited: Ada Lovelace, Grace Example"]


@on_sqlite
async def test_no_reminder_before_the_interview_nor_outside_working_hours(desk: Desk) -> None:
    """The day after the interview, at the start of work where the interviewer is."""
    candidacy_id = await desk.open(panel=("cy",))
    (seat,) = (await desk.seen(candidacy_id)).seats
    cy = [desk.people["cy"]]
    await edit(desk, candidacy_id, interviewers=cy, interviews={seat.id: date(2030, 1, 11)})
    ((_, due),) = await desk.waiting()
    assert due == datetime(2030, 1, 14, 9, tzinfo=UTC)


@on_sqlite
async def test_no_reminder_after_feedback_but_again_when_it_is_taken_back(desk: Desk) -> None:
    """A seat that is in has no reminder waiting."""
    candidacy_id = await desk.open(panel=("ann", "bo"))
    await desk.give(candidacy_id, "ann")
    await desk.pass_time(TUESDAY_NOON + timedelta(days=1, hours=1))
    assert AWAITED not in await desk.notices("ann")
    assert await desk.notices("bo") == [ASKED, NEWER, AWAITED]


async def test_going_on_without_a_seat_brings_the_decision(desk: Desk) -> None:
    """The missing seat is no longer waited for; pressed again, the second one hears so."""
    candidacy_id = await desk.open()
    await desk.give(candidacy_id, "ann", Vote.LEAN_HIRE)
    (_, missing) = (await desk.seen(candidacy_id)).seats
    async with desk.act() as tx:
        await go_on_without(tx, seat_id=missing.id, by=desk.people["hana"])
    assert (await desk.seen(candidacy_id)).is_complete
    with pytest.raises(AlreadyDone):
        async with desk.act() as tx:
            await go_on_without(tx, seat_id=missing.id, by=desk.people["hana"])
    await desk.decide(candidacy_id, Choice.HIRE)
    assert not [key for key, _ in await desk.waiting() if key.startswith("feedback_reminder")]
