"""Call scripts after they were sent: late and changed feedback, what a call left out, arranging."""

from collections.abc import AsyncIterator
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from bot.delivery.cards.feedback import draw_feedback_receipt
from bot.process.arranging import (
    keep_own_words,
    keep_words_after,
    move_interviewer,
    move_point,
    open_arranging,
    open_points,
)
from bot.process.call_scripts import BURST, ToLog, pass_on, points_to_log, read_script
from bot.process.callers import hand_over_call
from bot.process.feedback import give_feedback, hide_name, keep_inside_team
from bot.process.offer_calls import open_log
from bot.process.refusals import AlreadyDone, NotAllowed, NotNow, WrongField
from bot.process.reversals import reverse_decision
from bot.rules.arranging import Shift
from bot.rules.feedback_form import Given
from bot.rules.words import Choice, Sentiment, Stage
from storage.call_scripts import to_pass_on
from storage.candidacies import candidacy
from storage.deliveries import Delivery
from storage.panels import seat_of
from storage.standings import overviews
from tests.process.calls import ADA, called, card, drawn, hire, log, words
from tests.process.desks import Desk, desk_in

QUIET = BURST + timedelta(seconds=1)
CHANGED = "The call script for Ada Lovelace has changed."
DUE = "1 point of feedback on Ada Lovelace came after the call and is still to be passed on."


@pytest.fixture
async def desk(sqlite_url: str) -> AsyncIterator[Desk]:
    """A workspace with people, on a Monday morning."""
    async with desk_in(sqlite_url) as opened:
        yield opened


async def say(desk: Desk, candidacy_id: int, name: str, good: str = "", grow: str = "", inside: str = "") -> None:
    """Give feedback by form: all that counts of theirs from now on."""
    async with desk.act() as tx:
        seat_id = await _seat(desk, candidacy_id, name)
        given = Given(good=good, grow=grow, team_only=inside)
        await give_feedback(tx, seat_id=seat_id, given=given, by=desk.people[name])


async def _seat(desk: Desk, candidacy_id: int, name: str) -> int:
    async with desk.database.reading(desk.workspace_id) as tx:
        found = await seat_of(tx, candidacy_id, desk.people[name].id)
    assert found is not None
    return found.id


async def threaded(desk: Desk) -> list[str]:
    """Return what was said in the script's thread, each as one text."""
    return [text for text in await told_to(desk, "hana") if CHANGED in text]


async def told_to(desk: Desk, name: str) -> list[str]:
    """Return all words of what somebody was told, a text a message."""
    query = select(Delivery.payload).where(Delivery.person_id == desk.people[name].id, Delivery.payload.is_not(None))
    query = query.order_by(Delivery.id)
    async with desk.database.reading(desk.workspace_id) as tx:
        return ["\n".join(words(payload)) for payload in (await tx.session.execute(query)).scalars()]


async def receipt_of(desk: Desk, candidacy_id: int, name: str) -> str:
    """Return all words of an author's receipt."""
    async with desk.database.reading(desk.workspace_id) as tx:
        messages = await draw_feedback_receipt(tx, await _seat(desk, candidacy_id, name), desk.people[name].id)
    return "\n".join(words([message.blocks for message in messages]))


async def to_log(desk: Desk, candidacy_id: int) -> list[ToLog]:
    """Return what the log offers as left out."""
    async with desk.database.reading(desk.workspace_id) as tx:
        return await points_to_log(tx, await candidacy(tx, candidacy_id))


async def test_a_burst_of_changes_is_told_once_in_the_thread(desk: Desk) -> None:
    """Who added, reworded and took back what, without the words; what was undone meanwhile isn't mentioned."""
    candidacy_id = await hire(desk)
    desk.now += timedelta(minutes=5)
    await say(desk, candidacy_id, "bo", good="You helped bo.\nYou ask why.", grow="")
    await say(desk, candidacy_id, "ann", good="You helped us all.", grow="Say more.\nA slip.")
    await say(desk, candidacy_id, "ann", good="You helped us all.", grow="Say more.", inside="A slip.")
    shown = await card(desk, candidacy_id)
    assert "Changed since the decision:* Ann reworded a strength. Bo added a strength and took back a point" in shown
    assert "You ask why." in shown
    assert await threaded(desk) == []
    await desk.pass_time(desk.now + QUIET)
    (told,) = await threaded(desk)
    assert "Ann reworded a strength." in told
    assert "Bo added a strength and took back a point to grow on." in told
    assert not any(words in told for words in ("You ask", "slip", "helped", "passed on"))
    await say(desk, candidacy_id, "bo", good="You helped bo.")
    await say(desk, candidacy_id, "bo", good="You helped bo.\nYou ask why.")
    await desk.pass_time(desk.now + QUIET)
    assert len(await threaded(desk)) == 1


async def test_what_comes_after_the_call_is_passed_on_by_a_date(desk: Desk) -> None:
    """It stands on the card with its date, comes up on that day, and *Passed on* means what was seen, no more."""
    candidacy_id = await called(desk)
    desk.now += timedelta(hours=1)
    await say(desk, candidacy_id, "bo", good="You helped bo.\nYou ask why.", grow="Say more.")
    shown = await card(desk, candidacy_id)
    assert "This came after the call, so they haven't heard it.* Please tell them by Wednesday 9 January" in shown
    await desk.pass_time(desk.now + QUIET)
    assert "please pass it on by Wednesday 9 January" in (await threaded(desk))[0]
    async with desk.act() as tx:
        row = await candidacy(tx, candidacy_id)
        (first,) = [one.row for one in await to_pass_on(tx, row) if one.row]
        (now,) = await overviews(tx, [row])
        assert now.late_points == 1
    await desk.pass_time(desk.now + timedelta(days=2))
    assert DUE in await desk.notices("hana")
    await say(desk, candidacy_id, "ann", good="You helped ann.", grow="Say more.\nAsk sooner.")
    for _ in range(2):
        async with desk.act() as tx:
            with pytest.raises(NotAllowed):
                await pass_on(tx, candidacy_id=candidacy_id, seen=first.id, by=desk.people["mel"])
    async with desk.act() as tx:
        await pass_on(tx, candidacy_id=candidacy_id, seen=first.id, by=desk.people["hana"])
    shown = await card(desk, candidacy_id)
    assert shown.count("Ask sooner.") == 2
    assert shown.count("You ask why.") == 1
    with pytest.raises(AlreadyDone, match="left to pass on"):
        async with desk.act() as tx:
            await pass_on(tx, candidacy_id=candidacy_id, seen=first.id, by=desk.people["hana"])
    await say(desk, candidacy_id, "ann", good="You helped ann.", grow="Say more.")
    assert "haven't heard" not in await card(desk, candidacy_id)
    assert not [key for key, _ in await desk.waiting() if key.startswith("late_feedback")]


async def test_each_day_by_which_something_is_to_be_passed_on_is_reminded_of(desk: Desk) -> None:
    """What came later isn't forgotten because what came first is overdue."""
    candidacy_id = await called(desk)
    begun = desk.now
    for number, good in enumerate(("Late.", "Late.\nLater.")):
        await say(desk, candidacy_id, "bo", good=good)
        await desk.pass_time(begun + timedelta(days=2 + 3 * number))
    said = [one for one in await desk.notices("hana") if "still to be passed on" in one]
    assert [one.split(" ")[0] for one in said] == ["1", "2"]


async def test_whoever_was_left_out_is_told_once(desk: Desk) -> None:
    """The author reads their own words back, once however often the log is corrected; who logged it knows."""
    candidacy_id = await hire(desk)
    points = await to_log(desk, candidacy_id)
    assert [(one.author, one.text) for one in points][:2] == [("Ann", "You helped ann."), ("Ann", "Say more.")]
    await log(desk, candidacy_id, points_left_out=frozenset({points[1].id}))
    await log(desk, candidacy_id, points_left_out=frozenset({points[1].id}))
    told = [text for text in await told_to(desk, "ann") if "didn't pass on" in text]
    assert len(told) == 1
    assert "Hana didn't pass on one of your points to Ada Lovelace in the offer call." in told[0]
    assert "Say more." in told[0]
    assert "You helped" not in told[0]
    assert not [text for text in await told_to(desk, "bo") if "didn't pass on" in text]
    assert [one.is_left_out for one in await to_log(desk, candidacy_id)] == [False, True, False, False]
    shown = await card(desk, candidacy_id)
    assert "Left out of the call:\nSay more.\n" in shown
    receipt = [await receipt_of(desk, candidacy_id, name) for name in ("ann", "bo")]
    assert "Ada Lovelace didn't hear one of these points in the call." in receipt[0]
    assert "Ada Lovelace has heard all of _Good_ and _To grow on_." in receipt[1]
    desk.now += timedelta(hours=1)
    await say(desk, candidacy_id, "bo", good="You helped bo.\nLate.", grow="Say more.")
    assert "Late." not in [one.text for one in await to_log(desk, candidacy_id)]
    late = await receipt_of(desk, candidacy_id, "bo")
    assert "One of these points came after the call: Ada Lovelace is to hear of it by Wednesday 9 January." in late
    await log(desk, candidacy_id)
    assert "haven't heard" in await card(desk, candidacy_id)
    assert not any(one.is_left_out for one in await to_log(desk, candidacy_id))


async def test_who_says_the_same_twice_is_left_out_once(desk: Desk) -> None:
    """Both stand in the script, as they were written; the log names them as one."""
    candidacy_id = await hire(desk)
    await say(desk, candidacy_id, "ann", good="You juggle.\nYou  juggle.\nYou juggle.")
    assert (await card(desk, candidacy_id)).count("juggle.") == 3
    (ann, *_) = await to_log(desk, candidacy_id)
    await log(desk, candidacy_id, points_left_out=frozenset({ann.id}))
    assert [one.is_left_out for one in await to_log(desk, candidacy_id)] == [True, False, False]
    desk.now += timedelta(hours=1)
    await say(desk, candidacy_id, "bo", good="Late.\nLate.")
    assert "haven't heard" in await card(desk, candidacy_id)


async def test_a_second_call_passes_on_what_came_meanwhile(desk: Desk) -> None:
    """After *mixed* a new call settles the late points too, putting the log right does not; a reversal begins anew."""
    candidacy_id = await called(desk, Sentiment.MIXED)
    desk.now += timedelta(hours=1)
    await say(desk, candidacy_id, "bo", good="Late.")
    assert "haven't heard" in await card(desk, candidacy_id)
    await log(desk, candidacy_id, Sentiment.MIXED, next_on=date(2030, 1, 10), is_correction=True)
    assert "haven't heard" in await card(desk, candidacy_id)
    async with desk.act() as tx:
        assert not (await open_log(tx, candidacy_id=candidacy_id, by=desk.people["hana"])).is_due_again
        desk.now += timedelta(days=3)
    async with desk.act() as tx:
        assert (await open_log(tx, candidacy_id=candidacy_id, by=desk.people["hana"])).is_due_again
    await log(desk, candidacy_id)
    assert "haven't heard" not in await card(desk, candidacy_id)
    await say(desk, candidacy_id, "bo", good="Late, and later.")
    assert [key.split(":")[0] for key, _ in await desk.waiting() if "script" in key or "late" in key] == [
        "script_changes",
        "late_feedback",
    ]
    async with desk.act() as tx:
        await reverse_decision(tx, candidacy_id=candidacy_id, seen=1, reason="Wait.", by=desk.people["hana"])
    assert not [key for key, _ in await desk.waiting() if "script" in key or "late" in key]
    await say(desk, candidacy_id, "ann", good="Later.")
    desk.now += timedelta(hours=1)
    await desk.decide(candidacy_id, Choice.HIRE)
    shown = await card(desk, candidacy_id)
    assert "Changed since" not in shown
    assert "Later." in shown
    assert len(await threaded(desk)) == 0


async def _hired_with_points(desk: Desk) -> int:
    candidacy_id = await hire(desk)
    await say(desk, candidacy_id, "ann", good="One.\nTwo.\nThree.", grow="Say more.")
    return candidacy_id


async def test_an_arrangement_outlives_what_changes(desk: Desk) -> None:
    """Order and own words stay through late feedback and a hand-over; new points come last in their block."""
    candidacy_id, hana = await _hired_with_points(desk), desk.people["hana"]
    ann, bo = await _seat(desk, candidacy_id, "ann"), await _seat(desk, candidacy_id, "bo")
    async with desk.act() as tx:
        points = (await open_points(tx, candidacy_id=candidacy_id, seat_id=ann, by=hana)).points
        await move_point(tx, candidacy_id=candidacy_id, point_id=points[2].id, shift=Shift.FIRST, by=hana)
        await move_interviewer(tx, candidacy_id=candidacy_id, seat_id=ann, shift=Shift.DOWN, by=hana)
        await keep_own_words(tx, candidacy_id=candidacy_id, opening="Lovely hike?", invitation="Come back!", by=hana)
        await keep_words_after(tx, candidacy_id=candidacy_id, seat_id=bo, words="I think so too.", by=hana)
    await say(desk, candidacy_id, "ann", good="Zero.\nOne.\nTwo.\nThree.", grow="Say more.")
    async with desk.act() as tx:
        await hand_over_call(tx, candidacy_id=candidacy_id, to=desk.people["cy"], by=hana)
    read = await card(desk, candidacy_id, "cy")
    order = ["Lovely hike?", "From Bo", "I think so too.", "From Ann", "Three.", "One.", "Two.", "Zero.", "Come back!"]
    assert [read.index(words) for words in order] == sorted(read.index(words) for words in order)
    assert "Hana's own words:" in read
    async with desk.act() as tx:
        await keep_own_words(tx, candidacy_id=candidacy_id, opening=None, invitation="Come back!", by=desk.people["cy"])
        arranged = await open_arranging(tx, candidacy_id=candidacy_id, by=desk.people["cy"])
    assert (arranged.opening, arranged.invitation) == (None, "Come back!")
    await desk.pass_time(desk.now + QUIET)
    assert not [text for text in await told_to(desk, "cy") if CHANGED in text], "Cy's script was up to date"
    await say(desk, candidacy_id, "ann", good="Zero.\nOne.\nTwo.\nThree.\nFour.", grow="Say more.")
    await desk.pass_time(desk.now + QUIET)
    (told,) = [text for text in await told_to(desk, "cy") if CHANGED in text]
    assert "Ann added a strength." in told
    assert await threaded(desk) == []


async def test_what_cant_be_arranged_is_refused(desk: Desk) -> None:
    """Amounts in own words, somebody else's script, what isn't in it any more, and a script that is none any more."""
    candidacy_id, hana = await _hired_with_points(desk), desk.people["hana"]
    ann, bo = await _seat(desk, candidacy_id, "ann"), await _seat(desk, candidacy_id, "bo")
    async with desk.act() as tx:
        points = (await open_points(tx, candidacy_id=candidacy_id, seat_id=ann, by=hana)).points
    with pytest.raises(WrongField, match="written offer"):
        async with desk.act() as tx:
            await keep_own_words(tx, candidacy_id=candidacy_id, opening="About 85k!", invitation=None, by=hana)
    assert "85k" not in await card(desk, candidacy_id)
    with pytest.raises(NotAllowed):
        async with desk.act() as tx:
            await move_interviewer(tx, candidacy_id=candidacy_id, seat_id=bo, shift=Shift.UP, by=desk.people["ann"])
    await say(desk, candidacy_id, "ann", good="One.", grow="Say more.")
    for stale in (points[2].id, 999):
        with pytest.raises(AlreadyDone, match="isn't in the script any more"):
            async with desk.act() as tx:
                await move_point(tx, candidacy_id=candidacy_id, point_id=stale, shift=Shift.UP, by=hana)
    with pytest.raises(AlreadyDone, match="isn't in the script any more"):
        async with desk.act() as tx:
            await open_points(tx, candidacy_id=candidacy_id, seat_id=999, by=hana)
    async with desk.act() as tx:
        (await candidacy(tx, candidacy_id)).stage = Stage.DEBRIEF
    with pytest.raises(NotNow):
        async with desk.act() as tx:
            await open_arranging(tx, candidacy_id=candidacy_id, by=hana)


async def test_who_asks_not_to_be_named_goes_last(desk: Desk) -> None:
    """Neither their place on the panel nor one the caller gave them before says who it is."""
    candidacy_id = await desk.open(panel=("ann", "bo", "cy"))
    for name in ("ann", "bo", "cy"):
        await desk.give(candidacy_id, name)
    await desk.decide(candidacy_id, Choice.HIRE, email=ADA)
    ann, hana = await _seat(desk, candidacy_id, "ann"), desk.people["hana"]
    async with desk.act() as tx:
        await move_interviewer(tx, candidacy_id=candidacy_id, seat_id=ann, shift=Shift.DOWN, by=hana)
        await hide_name(tx, seat_id=ann, is_unnamed=True, by=desk.people["ann"])
        arranged = await open_arranging(tx, candidacy_id=candidacy_id, by=hana)
    assert [one.heading for one in arranged.parts] == ["From Bo", "From Cy", "From one of the interviewers"]
    read = await card(desk, candidacy_id)
    assert "And last, this comes from one of your interviewers." in read
    assert "Ann" not in read
    assert "An interviewer who asked not to be named" in [one.author for one in await to_log(desk, candidacy_id)]


async def test_what_stays_inside_is_said_nowhere(desk: Desk) -> None:
    """Team-only and held words are in no card, plain text, thread, log form or message to their author."""
    candidacy_id = await hire(desk)
    held, inside = "You were too old for us.", "Cheap to have."
    await say(desk, candidacy_id, "bo", good=f"You ask why.\n{held}", grow="Say more.", inside=inside)
    await desk.pass_time(desk.now + QUIET)
    async with desk.act() as tx:
        _, script = await read_script(tx, candidacy_id=candidacy_id, by=desk.people["hana"])
    plain = "\n".join(line.text for part in script.sections for line in part.lines)
    logged = "\n".join(one.text for one in await to_log(desk, candidacy_id))
    everything = "\n".join([await card(desk, candidacy_id), plain, logged, *await told_to(desk, "hana")])
    assert "You ask why." in everything
    assert "1 point is held back" in everything
    assert held not in everything
    assert inside not in everything
    async with desk.act() as tx:
        await keep_inside_team(
            tx, seat_id=await _seat(desk, candidacy_id, "bo"), is_team_only=True, by=desk.people["bo"]
        )
    await desk.pass_time(desk.now + QUIET)
    assert "Bo took back 2 strengths" not in (await threaded(desk))[-1]
    assert "Bo took back a strength and a point to grow on." in (await threaded(desk))[-1]
    assert "You ask why." not in await card(desk, candidacy_id)
    assert len(await drawn(desk, candidacy_id)) == 1
    assert date(2030, 1, 7) == desk.now.date()
