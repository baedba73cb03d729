"""Enter for …: feedback entered for somebody without Slack, or from elsewhere; shown as such."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from sqlalchemy import select

from bot.messages.debriefs import debrief_card
from bot.process import corrections, feedback
from bot.process.entered_feedback import Entry, enter_feedback, open_entering, open_entering_for
from bot.process.outsiders import names_in
from bot.process.refusals import AlreadyDone, NotAllowed, NotNow, NotThere, WrongField
from bot.process.reminders import remind_of_feedback
from bot.process.stages import close
from bot.rules.feedback_form import Given
from bot.rules.words import Answer, FeedbackState, Standing, Vote
from storage.candidacies import lock
from storage.debriefs import debrief
from storage.deliveries import Delivery
from storage.feedback import Feedback
from storage.panels import seats
from storage.people import Person, person
from storage.timers import timers_of
from tests.process.panels import Panel, panel_in

DEE = Entry(None, "Dee Doe", None, "Good: You asked why.\nGrow: Say more.", Vote.HIRE)


@pytest.fixture
async def panel(sqlite_url: str) -> AsyncIterator[Panel]:
    """One open candidacy with two interviewers; Cora opened it."""
    async with panel_in(sqlite_url) as opened:
        yield opened


async def enter(panel: Panel, entry: Entry, *, by: str = "cora") -> Feedback:
    """Hand in the form."""
    async with panel.database.transaction(panel.workspace_id) as tx:
        row, _ = await enter_feedback(tx, entry, candidacy_id=panel.candidacy_id, by=panel.people[by])
        return row


async def card(panel: Panel) -> str:
    """Return the words of the debrief's card."""
    async with panel.database.reading(panel.workspace_id) as tx:
        return str(debrief_card(await debrief(tx, panel.candidacy_id)).blocks)


async def told(panel: Panel, who: str) -> list[str]:
    """Return what is owed to somebody's direct messages, notices alone."""
    async with panel.database.reading(panel.workspace_id) as tx:
        query = select(Delivery.payload).where(
            Delivery.person_id == panel.people[who].id, Delivery.payload.is_not(None)
        )
        return [str(payload) for payload in (await tx.session.execute(query.order_by(Delivery.id))).scalars()]


async def test_somebody_without_slack_gets_a_seat_and_is_in(panel: Panel) -> None:
    """Their points and vote count, the card says who entered them, and entering again takes their place."""
    await enter(panel, DEE)
    await enter(panel, replace(DEE, text="Good: You listened.\nTeam only: tired", vote=None))
    assert "Dee Doe (entered by Cora)" in await card(panel)
    async with panel.database.transaction(panel.workspace_id) as tx:
        held = (await seats(tx, panel.candidacy_id))[-1]
        dee = await person(tx, held.person_id)
        assert (dee.standing, dee.slack_id) == (Standing.OUTSIDE, None)
        form = await open_entering_for(tx, seat_id=held.id, by=panel.people["cora"])
        others = await open_entering_for(tx, seat_id=held.id, by=panel.people["hana"])
    assert form.text.startswith("Good: You listened.")
    assert others.text == "", "what somebody else entered isn't shown"
    assert form.panel[held.id] == "Dee Doe"
    said = await told(panel, "cora")
    await enter(panel, DEE, by="hana")
    assert "*Hana* entered Dee Doe's feedback" in (await told(panel, "cora"))[-1]
    assert "1 to pass on, 1 for the team only" in said[-1]
    assert "Change what you entered" in said[-1]


async def test_an_interviewer_with_slack_gets_it_to_confirm(panel: Panel) -> None:
    """Their receipt says who entered it; their own form takes its place."""
    await enter(panel, Entry(panel.seats["ann"], None, None, DEE.text, None), by="hana")
    receipt = await panel.receipt()
    for words in ("Hana entered this for you", "You asked why.", "Looks right", "Change"):
        assert words in receipt
    assert "Ann has it in a message" in (await told(panel, "hana"))[-1]
    async with panel.database.transaction(panel.workspace_id) as tx:
        ann, seat_id = panel.people["ann"], panel.seats["ann"]
        await feedback.confirm_feedback(tx, seat_id=seat_id, by=ann)
        await feedback.give_feedback(tx, seat_id=seat_id, given=Given(good="You asked why, twice."), by=ann)
    assert "entered this" not in await panel.receipt()
    assert "entered by" not in await card(panel)


async def test_what_is_entered_never_outvotes_the_interviewer(panel: Panel) -> None:
    """Their own vote stays, the card says that they wrote some of it, and they are told in a message of its own."""
    ann, seat_id = panel.people["ann"], panel.seats["ann"]
    async with panel.database.transaction(panel.workspace_id) as tx:
        given = Given(good="You asked why.", vote=Vote.NO_HIRE)
        await feedback.give_feedback(tx, seat_id=seat_id, given=given, by=ann)
    await enter(panel, Entry(seat_id, None, None, DEE.text, Vote.STRONG_HIRE), by="hana")
    async with panel.database.reading(panel.workspace_id) as tx:
        shown = (await debrief(tx, panel.candidacy_id)).seat_of(ann.id)
    assert shown is not None
    assert (shown.vote, shown.author) == (Vote.NO_HIRE, "Ann (partly entered by Hana)")
    assert "No hire. The candidate" in await panel.receipt()
    (note,) = await told(panel, "ann")
    assert "*Hana* entered feedback on *Ada Lovelace* for you" in note


async def test_a_text_without_marks_is_sorted_by_whoever_entered_it(panel: Panel) -> None:
    """It waits, a vote beside it or not; once sorted it counts; others can't sort it."""
    row = await enter(panel, replace(DEE, text="Asked good questions\nWas late"))
    assert row.state is FeedbackState.TO_SORT
    assert "Dee Doe" in (await card(panel)).partition("still to be sorted")[2]
    said = {0: "good", 1: "talk"}
    with pytest.raises(NotAllowed):
        async with panel.database.transaction(panel.workspace_id) as tx:
            await corrections.sort_feedback(
                tx, feedback_id=row.id, version=row.version, said=said, by=panel.people["hana"]
            )
    async with panel.database.transaction(panel.workspace_id) as tx:
        done = await corrections.sort_feedback(
            tx, feedback_id=row.id, version=row.version, said=said, by=panel.people["cora"]
        )
        assert (done.state, done.vote) == (FeedbackState.COUNTED, Vote.HIRE)
    assert "1 to pass on" in (await told(panel, "cora"))[-1]


async def test_reminders_of_somebody_without_slack_go_to_the_opener(panel: Panel) -> None:
    """Sorting is reminded of once, then the hiring manager is asked; nothing is ever said to the person themselves."""
    await enter(panel, replace(DEE, text="Asked good questions"), by="hana")
    for _ in range(2):
        async with panel.database.transaction(panel.workspace_id) as tx:
            held = (await seats(tx, panel.candidacy_id))[-1]
            timers = [one for one in await timers_of(tx, panel.candidacy_id) if one.subject_id == held.id]
            tx.now = timers[-1].due_at
            await remind_of_feedback(tx, timers[-1])
    assert "isn't sorted yet" in (await told(panel, "cora"))[-1]
    missing = (await told(panel, "hana"))[-1]
    assert "What was entered for *Dee Doe*" in missing
    assert "Enter for Dee Doe" in missing


async def test_who_may_enter_what_for_whom(panel: Panel) -> None:
    """Not an interviewer; not for oneself, nobody, two people, the candidate, or somebody who has Slack."""
    with pytest.raises(NotAllowed):
        await enter(panel, DEE, by="ann")
    async with panel.database.transaction(panel.workspace_id) as tx:
        (await lock(tx, panel.candidacy_id)).candidate_email = "ada@home.example"
        bo = panel.people["bo"]
        (await lock(tx, panel.candidacy_id)).coordinator_id = bo.id
    wrong = {
        "author": [replace(DEE, name=None), Entry(panel.seats["bo"], None, None, DEE.text, None)],
        "name": [replace(DEE, seat_id=panel.seats["ann"])],
        "email": [replace(DEE, email=mail) for mail in ("Ada@home.example", "ann@acme.example", "nonsense")],
    }
    for field, entries in wrong.items():
        for entry in entries:
            with pytest.raises(WrongField) as refused:
                await enter(panel, entry, by="bo")
            assert set(refused.value.fields) == {field}, entry
    async with panel.database.transaction(panel.workspace_id) as tx:
        mine = await open_entering(tx, candidacy_id=panel.candidacy_id, by=bo)
        assert list(mine.panel.values()) == ["Ann"]
        with pytest.raises(NotThere):
            await open_entering_for(tx, seat_id=panel.seats["bo"], by=bo)


async def test_a_closed_candidacy_takes_nothing(panel: Panel) -> None:
    """Neither entered nor sorted; and an entered text can't be moved as a reply can."""
    row = await enter(panel, replace(DEE, text="Asked good questions"))
    async with panel.database.transaction(panel.workspace_id) as tx:
        close(tx, await lock(tx, panel.candidacy_id), Answer.WITHDRAWN)
    with pytest.raises(NotNow):
        await enter(panel, DEE)
    with pytest.raises((NotNow, AlreadyDone)):
        async with panel.database.transaction(panel.workspace_id) as tx:
            await corrections.open_sorting(tx, feedback_id=row.id, by=panel.people["cora"])


async def test_people_without_slack_are_never_people_of_slack(panel: Panel) -> None:
    """Two of them may have one name, and nothing finds them by a Slack id."""
    other = await panel.open("Grace Hopper")
    await enter(panel, DEE)
    await enter(other, DEE)
    async with panel.database.reading(panel.workspace_id) as tx:
        query = select(Person).where(Person.standing == Standing.OUTSIDE)
        assert [one.name for one in (await tx.session.execute(query)).scalars()] == ["Dee Doe", "Dee Doe"]


def test_names_are_read_one_a_line() -> None:
    """Each once, however it is spaced."""
    assert names_in(" Dee  Doe\n\ndee doe\nEli ") == ["Dee Doe", "Eli"]
    assert names_in(None) == []
    for several in ("x" * 101, "Dee Doe, Eli", "Dee; Eli"):
        with pytest.raises(WrongField):
            names_in(several)
