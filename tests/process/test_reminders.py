"""Reminders and their answers: later, I can't; panels that change; colleagues who leave."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.delivery.cards.reminders import draw_feedback_asked, draw_feedback_reminder
from bot.messages.blocks import Message
from bot.messages.reminders import Missing, feedback_missing
from bot.process.debrief_edits import replace_interviewer
from bot.process.departures import follow_departure
from bot.process.feedback import open_feedback
from bot.process.panels import go_on_without
from bot.process.profiles import take_in_profiles
from bot.process.refusals import AlreadyDone, NotAllowed, NotNow, NotThere, WrongField
from bot.process.reminders import decline_feedback, remind_later
from bot.process.reversals import reverse_decision
from bot.rules.words import Choice, SeatState, Standing, Surface
from storage.candidacies import candidacy
from storage.deliveries import cards_of
from storage.panels import seat, seats
from storage.people import Profile, by_slack_ids
from storage.standings import overviews
from storage.workspaces import Settings
from tests.process.calls import card
from tests.process.desks import TUESDAY_NOON, Desk, desk_in
from tests.process.test_debriefs import ASKED, AWAITED, NEWER, edit

MISSING = "Bo's feedback on Ada Lovelace is missing"
NOTHING = "Nothing more is awaited here"


@pytest.fixture
async def desk(sqlite_url: str) -> AsyncIterator[Desk]:
    """A workspace with people, on a Monday morning."""
    async with desk_in(sqlite_url) as opened:
        yield opened


async def seat_id(desk: Desk, candidacy_id: int, name: str) -> int:
    """Return the id of somebody's seat."""
    found = (await desk.seen(candidacy_id)).seat_of(desk.people[name].id)
    assert found is not None
    return found.id


async def reminder(desk: Desk, seat_id: int) -> str:
    """Return the last reminder of a seat as its holder sees it now."""
    async with desk.database.reading(desk.workspace_id) as tx:
        row = await seat(tx, seat_id)
        return _seen(await draw_feedback_reminder(tx, row.reminded_by or 0, row.person_id))


async def asked(desk: Desk, seat_id: int, name: str) -> str:
    """Return what somebody sees of the question for this seat's feedback."""
    async with desk.database.reading(desk.workspace_id) as tx:
        return _seen(await draw_feedback_asked(tx, seat_id, desk.people[name].id))


def _seen(messages: list[Message]) -> str:
    return "".join(str(one.blocks) for one in messages)


async def decline(desk: Desk, seat: int, name: str = "bo", words: str | None = None) -> None:
    """Say that somebody can't."""
    async with desk.act() as tx:
        await decline_feedback(tx, seat_id=seat, words=words, by=desk.people[name])


async def test_who_cannot_is_left_alone_and_the_hiring_manager_asked_at_once(desk: Desk) -> None:
    """The reason reaches the hiring manager alone; no reminder follows; feedback counts and makes it void."""
    candidacy_id = await desk.open()
    seat = await seat_id(desk, candidacy_id, "bo")
    await decline(desk, seat, words="I only said hello.")
    assert (await desk.notices("hana"))[1:] == [MISSING]
    assert "You said that you can't. Hana knows" in await asked(desk, seat, "bo")
    with pytest.raises(AlreadyDone, match="already"):
        await decline(desk, seat)
    async with desk.database.reading(desk.workspace_id) as tx:
        (overview,) = await overviews(tx, [await candidacy(tx, candidacy_id)])
    assert overview.is_turn_of(desk.people["hana"].id), "no state waits for nobody"
    await desk.pass_time(TUESDAY_NOON + timedelta(days=9))
    assert await desk.notices("bo") == [ASKED]
    assert (await desk.notices("hana")).count(MISSING) == 1
    await desk.give(candidacy_id, "bo")
    assert "You said that you can't" not in await asked(desk, seat, "bo")
    with pytest.raises(AlreadyDone, match="isn't awaited"):
        await decline(desk, seat)
    with pytest.raises(NotAllowed):
        await decline(desk, seat, "ann")


async def test_later_moves_the_next_reminder_and_counts_as_one_of_three(desk: Desk) -> None:
    """Two hours on and the next morning at nine, said in the reminder itself; after the third there is no later."""
    candidacy_id = await desk.open(panel=("bo",))
    seat = await seat_id(desk, candidacy_id, "bo")
    await desk.pass_time(TUESDAY_NOON)
    async with desk.act() as tx:
        await remind_later(tx, seat_ids=[seat], is_today=True, by=desk.people["bo"])
    ((_, due),) = await desk.waiting()
    assert due == TUESDAY_NOON + timedelta(hours=2)
    assert f"<!date^{due.timestamp():.0f}^" in await reminder(desk, seat)
    await desk.pass_time(due)
    assert await desk.notices("bo") == [ASKED, NEWER, AWAITED]
    async with desk.act() as tx:
        await remind_later(tx, seat_ids=[seat], is_today=False, by=desk.people["bo"])
    ((_, due),) = await desk.waiting()
    assert due == datetime(2030, 1, 9, 8, tzinfo=UTC)
    await desk.pass_time(due)
    assert await desk.notices("bo") == [ASKED, NEWER, NEWER, AWAITED]
    assert "last time I remind you" in await reminder(desk, seat)
    assert "Remind me in" not in await reminder(desk, seat)
    with pytest.raises(NotNow, match="third"):
        async with desk.act() as tx:
            await remind_later(tx, seat_ids=[seat], is_today=True, by=desk.people["bo"])
    with pytest.raises(NotAllowed):
        async with desk.act() as tx:
            await remind_later(tx, seat_ids=[seat], is_today=True, by=desk.people["hana"])


async def test_one_message_a_day_for_all_that_is_due_that_day(desk: Desk) -> None:
    """What falls due in the afternoon stands in the noon reminder, which follows what becomes of each."""
    first = await desk.open(panel=("bo",))
    second = await desk.open("Grace Example", panel=("bo",), due_at=TUESDAY_NOON + timedelta(hours=3))
    seat = await seat_id(desk, second, "bo")
    await desk.pass_time(TUESDAY_NOON + timedelta(hours=6))
    assert (await desk.notices("bo"))[2:] == ["Your feedback is awaited: Ada Lovelace, Grace Example"]
    await desk.give(first, "bo")
    assert "your feedback is in. Thank you." in await reminder(desk, seat)
    await desk.decide(second, Choice.HIRE)
    assert "decided meanwhile" in await reminder(desk, seat)
    with pytest.raises(AlreadyDone, match="decided"):
        async with desk.act() as tx:
            await go_on_without(tx, seat_id=seat, by=desk.people["hana"])
    assert NOTHING in await reminder(desk, seat)
    with pytest.raises(AlreadyDone):
        async with desk.act() as tx:
            await remind_later(tx, seat_ids=[seat], is_today=True, by=desk.people["bo"])


async def test_what_fell_due_while_away_waits_for_working_hours(desk: Desk) -> None:
    """A bot that comes back at night reminds in the morning."""
    await desk.open(panel=("bo",))
    desk.now = TUESDAY_NOON + timedelta(hours=10)
    await desk.pass_time(desk.now)
    assert await desk.notices("bo") == [ASKED]
    ((_, due),) = await desk.waiting()
    assert due == datetime(2030, 1, 9, 8, tzinfo=UTC)
    await desk.pass_time(due)
    assert await desk.notices("bo") == [ASKED, AWAITED]


async def test_a_seat_is_replaced_in_one_act_that_keeps_its_date(desk: Desk) -> None:
    """The newcomer is asked, the other told and not reminded; the same person twice and a guest are refused."""
    candidacy_id = await desk.open()
    seat = await seat_id(desk, candidacy_id, "bo")
    people, friday = desk.people, date(2030, 1, 11)
    await edit(desk, candidacy_id, interviews={seat: friday})
    for name in ("ann", "gus"):
        with pytest.raises(WrongField):
            async with desk.act() as tx:
                await replace_interviewer(tx, seat_id=seat, instead=people[name], by=people["hana"])
    async with desk.act() as tx:
        await replace_interviewer(tx, seat_id=seat, instead=people["cy"], by=people["mel"])
    shown = await desk.seen(candidacy_id)
    assert [(one.who.name, one.interview_on) for one in shown.seats] == [("Ann", None), ("Cy", friday)]
    assert "Your interview: Fri 11 Jan 2030" in await asked(desk, shown.seats[1].id, "cy")
    assert await desk.notices("bo") == [ASKED, "You are no longer on a panel"]
    assert "no longer on this panel" in await asked(desk, seat, "bo")
    assert "Give feedback" not in await asked(desk, seat, "bo")
    assert (await desk.notices("hana"))[-1] == (await desk.notices("mel"))[-1] == "Debrief changed: Ada Lovelace"
    await desk.pass_time(TUESDAY_NOON + timedelta(days=1))
    assert AWAITED not in await desk.notices("bo")
    assert AWAITED not in await desk.notices("cy"), "not before the interview"
    with pytest.raises(AlreadyDone):
        async with desk.act() as tx:
            await go_on_without(tx, seat_id=seat, by=people["hana"])


async def test_whose_feedback_came_leaves_only_knowingly_and_finds_it_again(desk: Desk) -> None:
    """Without the tick it is refused; with it nobody sees the feedback; who comes back has it still."""
    candidacy_id = await desk.open()
    await desk.give(candidacy_id, "bo")
    seat, ann = await seat_id(desk, candidacy_id, "bo"), [desk.people["ann"]]
    with pytest.raises(WrongField, match="Bo"):
        await edit(desk, candidacy_id, interviewers=ann)
    await edit(desk, candidacy_id, interviewers=ann, takes_off_given=True)
    assert [one.who.name for one in (await desk.seen(candidacy_id)).seats] == ["Ann"]
    with pytest.raises(NotThere):
        async with desk.act() as tx:
            await open_feedback(tx, seat_id=seat, by=desk.people["bo"])
    await edit(desk, candidacy_id)
    shown = await desk.seen(candidacy_id)
    assert (shown.seats_in, await seat_id(desk, candidacy_id, "bo")) == (1, seat)
    assert not [key for key, _ in await desk.waiting() if key.startswith(f"feedback_reminder:{seat}:")]


async def leave(desk: Desk, name: str) -> None:
    """Have somebody deactivated in Slack, and hear of it twice."""
    for _ in range(2):
        async with desk.act() as tx:
            slack_id = desk.people[name].slack_id or ""
            gone = (await by_slack_ids(tx, [slack_id]))[slack_id]
            gone.standing = Standing.DEACTIVATED
            await tx.session.flush()
            await follow_departure(tx, gone=gone)


async def test_a_deactivated_interviewer_is_not_reminded_and_the_owners_hear_once(desk: Desk) -> None:
    """The hiring manager and the opener may replace them or go on without; the card says it."""
    candidacy_id = await desk.open()
    await leave(desk, "bo")
    await desk.pass_time(TUESDAY_NOON + timedelta(days=9))
    assert (await desk.notices("hana")).count(MISSING) == (await desk.notices("mel")).count(MISSING) == 1
    assert await desk.notices("bo") == [ASKED]
    await edit(desk, candidacy_id, due_at=desk.now + timedelta(days=1))  # who left stays until somebody acts
    async with desk.act() as tx:
        await go_on_without(tx, seat_id=await seat_id(desk, candidacy_id, "bo"), by=desk.people["mel"])
    await desk.give(candidacy_id, "ann")
    async with desk.database.reading(desk.workspace_id) as tx:
        assert await cards_of(tx, Surface.DECISION_PROMPT, candidacy_id)
    due_at = (await desk.row(candidacy_id)).feedback_due_at
    await edit(desk, candidacy_id, interviewers=[desk.people["ann"]], due_at=due_at)
    assert await desk.notices("bo") == [ASKED], "nothing is sent where nobody reads it"


@pytest.mark.parametrize("standing", [Standing.GUEST, Standing.FOREIGN, Standing.DEACTIVATED])
async def test_whoever_is_no_full_member_any_more_is_missing_under_their_name(desk: Desk, standing: Standing) -> None:
    """A guest, or somebody Slack doesn't show us now, can give no feedback either; told again it is the same."""
    await desk.open()
    slack_id = desk.people["bo"].slack_id or ""
    for _ in range(2):
        async with desk.act() as tx:
            await take_in_profiles(tx, [Profile(slack_id, slack_id, None, None, None, standing)])
    assert (await desk.notices("hana")).count(MISSING) == 1
    async with desk.database.reading(desk.workspace_id) as tx:
        known, before = (await by_slack_ids(tx, [slack_id]))[slack_id], desk.people["bo"]
    assert (known.name, known.zone) == (before.name, before.zone)


async def test_who_can_help_hears_when_an_owner_is_deactivated(desk: Desk) -> None:
    """The opener and the head of talent, once, at any stage but a closed one; the other owner where there is nobody."""
    needs = "Ada Lovelace needs somebody else than {}"
    candidacy_id = await desk.open()
    async with desk.act() as tx:
        tx.session.add(Settings(workspace_id=desk.workspace_id, head_of_talent_id=desk.people["cy"].id))
    await leave(desk, "hana")
    assert [(await desk.notices(name)).count(needs.format("Hana")) for name in ("mel", "cy", "cora")] == [1, 1, 0]
    before = await desk.notices("hana")
    await edit(desk, candidacy_id, "mel", hiring_manager=desk.people["ann"])
    assert await desk.notices("hana") == before, "nothing is sent where nobody reads it"
    await leave(desk, "cora")
    assert (await desk.notices("cy")).count(needs.format("Cora")) == 1
    async with desk.database.reading(desk.workspace_id) as tx:
        assert len(await seats(tx, candidacy_id)) == len(("ann", "bo"))


async def test_who_takes_a_seat_after_it_was_due_is_asked_for_what_is_possible(desk: Desk) -> None:
    """Not for something by a day that has passed."""
    candidacy_id = await desk.open()
    seat = await seat_id(desk, candidacy_id, "bo")
    assert "please, by" in await asked(desk, seat, "bo")
    await desk.pass_time(TUESDAY_NOON + timedelta(hours=3))
    async with desk.act() as tx:
        await replace_interviewer(tx, seat_id=seat, instead=desk.people["cy"], by=desk.people["hana"])
    newcomer = await seat_id(desk, candidacy_id, "cy")
    assert "as soon as you can: it was due" in await asked(desk, newcomer, "cy")


async def test_who_wrote_but_never_sorted_is_not_called_silent(desk: Desk) -> None:
    """The hiring manager reads what is true of the seat: nothing came, or something that waits for its author."""
    candidacy_id = await desk.open()
    shown = await desk.seen(candidacy_id)
    (silent, _) = shown.seats
    unsorted = replace(silent, state=SeatState.TO_SORT)
    said = {one.state: _seen([feedback_missing([(shown, one)], Missing.SILENT, None)]) for one in (silent, unsorted)}
    assert "after three reminders" in said[SeatState.WAITING]
    assert "hasn't told me whether it is feedback" in said[SeatState.TO_SORT]
    assert "three reminders" not in said[SeatState.TO_SORT]
    assert "left unsorted" in _seen([feedback_missing([(shown, unsorted)], Missing.GONE, None)])


async def test_what_an_interviewer_is_told_of_readers_is_all_of_them(desk: Desk) -> None:
    """The head of talent too; and that a blind debrief may be revealed before everyone is in."""
    for candidate, is_blind in (("Ada Lovelace", False), ("Grace Example", True)):
        candidacy_id = await desk.open(candidate, is_blind=is_blind)
        words = await asked(desk, await seat_id(desk, candidacy_id, "bo"), "bo")
        assert "the head of talent" in words
        assert ("reveals all of it earlier" in words) is is_blind


async def test_who_comes_back_to_a_panel_is_reminded_anew(desk: Desk) -> None:
    """Three times at most again; after that the hiring manager hears of it again; of two who are silent at once."""
    candidacy_id = await desk.open()
    heard = ["2 interviewers' feedback on Ada Lovelace is missing", MISSING]
    for returns in (1, 2):
        await desk.pass_time(desk.now + timedelta(days=9))
        told = await desk.notices("bo")
        assert told.count(AWAITED) + told.count(NEWER) == 3 * returns
        assert [one for one in await desk.notices("hana") if one.endswith("is missing")] == heard[:returns]
        await edit(desk, candidacy_id, interviewers=[desk.people["ann"]])
        await edit(desk, candidacy_id)


async def test_silent_panels_of_one_hiring_manager_are_one_message_a_day(desk: Desk) -> None:
    """Ann and Bo are silent on Ada and Grace; whoever is decided meanwhile isn't brought up."""
    for candidate in ("Ada Lovelace", "Grace Example", "Mary Example"):
        candidacy_id = await desk.open(candidate)
    await desk.decide(candidacy_id, Choice.NO_HIRE)
    await desk.pass_time(desk.now + timedelta(days=9))
    missing = [one for one in await desk.notices("hana") if one.endswith("missing")]
    assert missing == ["4 interviewers' feedback on 2 candidates is missing"]


async def test_who_joined_after_the_decision_is_reminded_once_it_is_taken_back(desk: Desk) -> None:
    """Though a reminder of theirs came due while nothing was awaited of anybody."""
    candidacy_id = await desk.open(panel=("ann",))
    await desk.give(candidacy_id, "ann")
    await desk.decide(candidacy_id, Choice.HIRE)
    await edit(desk, candidacy_id)
    await desk.pass_time(TUESDAY_NOON + timedelta(days=1))
    assert AWAITED not in await desk.notices("bo")
    async with desk.act() as tx:
        await reverse_decision(tx, candidacy_id=candidacy_id, seen=1, reason="No.", by=desk.people["hana"])
    await desk.pass_time(desk.now + timedelta(days=2))
    assert AWAITED in await desk.notices("bo")


async def test_a_decision_is_brought_up_again_after_somebody_joined_and_gave_theirs(desk: Desk) -> None:
    """A working day after the last feedback, also where it was brought up before they joined."""
    waits = "A decision waits: Ada Lovelace · Staff Engineer"
    candidacy_id = await desk.open(panel=("ann",))
    await desk.give(candidacy_id, "ann")
    await desk.pass_time(TUESDAY_NOON)
    await edit(desk, candidacy_id)
    await desk.pass_time(TUESDAY_NOON + timedelta(days=1))
    assert (await desk.notices("hana")).count(waits) == 1
    await desk.give(candidacy_id, "bo")
    await desk.pass_time(desk.now + timedelta(days=1))
    assert (await desk.notices("hana")).count(waits) == 1 + 1


async def test_a_question_that_is_answered_says_so_and_stays_so(desk: Desk) -> None:
    """It asks nothing any more, before the decision and after it."""
    candidacy_id = await desk.open()
    subject = await seat_id(desk, candidacy_id, "ann")
    asked = await card(desk, subject, "ann", Surface.FEEDBACK_ASKED)
    assert "I can't" in asked
    await desk.give(candidacy_id, "ann")
    answered = await card(desk, subject, "ann", Surface.FEEDBACK_ASKED)
    assert "is in. Thank you." in answered
    assert "I can't" not in answered
    await desk.decide(candidacy_id, Choice.HIRE)
    assert await card(desk, subject, "ann", Surface.FEEDBACK_ASKED) == answered


async def test_a_decision_changes_what_is_asked(desk: Desk) -> None:
    """After a hire the late word is still wanted for the call; after a no hire nothing is."""
    for candidate, choice, said in (
        ("Ada Lovelace", Choice.HIRE, "the decision is made, and the call follows"),
        ("Grace Example", Choice.NO_HIRE, "nothing is awaited"),
    ):
        candidacy_id = await desk.open(candidate)
        await desk.decide(candidacy_id, choice)
        words = await asked(desk, await seat_id(desk, candidacy_id, "bo"), "bo")
        assert said in words
        assert "I can't" not in words
