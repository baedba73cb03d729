"""Gathering feedback, through Slack: replies, edits, deletions, direct messages, the form; and being away."""

import asyncio

from bot.demo.cast import CANDIDATE
from bot.sandbox.seen import SeenMessage
from tests.world import World, by_http, by_socket

GOOD = "*Good:*\n- You drew the failure cases first.\n*Grow:*\n- Bring the quiet people in earlier.\nVote: strong hire"
CHAT = "You explained consensus to me.\nAn estimate before the design would have helped."


async def opened(world: World, panel: str = "@ann @bo", candidate: str = CANDIDATE) -> SeenMessage:
    """Open a debrief and return its card."""
    hana = world.cast.hana
    form = await world.form(hana, await hana.command("/debrief", f"{candidate}, Staff Engineer {panel}"))
    answer = await world.submit(hana, form, {"hiring_manager": "hana", "coordinator": "cora", "channel": "debriefs"})
    assert answer.ok, answer
    return await world.cast.ann.wait_for_message(candidate, "debriefs")


async def marks(world: World, card: SeenMessage) -> list[list[str]]:
    """Return the reactions under each reply in the card's thread."""
    replies = [one for one in await world.cast.ann.messages("debriefs", card.ts) if one.ts != card.ts]
    return [[each["name"] for each in one.raw.get("reactions", [])] for one in replies]


@by_http
async def test_a_reply_is_read_answered_edited_and_taken_back(world: World) -> None:
    """One private receipt, edited in place, follows what its author does in the thread; what counts is marked there."""
    card = await opened(world)
    ann = world.cast.ann
    ts = await ann.post("debriefs", GOOD, thread_ts=card.ts)
    await world.settle()
    receipt = await ann.wait_for_message("You drew the failure cases first.")
    assert "Strong hire" in receipt.words
    assert "1 of 2 in" in (await ann.wait_for_message(CANDIDATE, "debriefs")).words
    assert await marks(world, card) == [["white_check_mark"]]
    await ann.edit("debriefs", ts, "I take my time with it.")
    await world.settle()
    assert await marks(world, card) == [[]]
    await ann.edit("debriefs", ts, "Grow: Slow down.")
    await world.settle()
    edited = await ann.wait_for_message("Slow down.")
    assert (edited.ts, "failure cases" in edited.words) == (receipt.ts, False)
    await ann.delete("debriefs", ts)
    await world.settle()
    assert (await ann.wait_for_message("took back")).ts == receipt.ts
    assert "0 of 2 in" in (await ann.wait_for_message(CANDIDATE, "debriefs")).words


@by_http
async def test_a_direct_message_without_marks_is_sorted(world: World) -> None:
    """The receipt asks, whoever decides sees that it waits, the form takes each line, and the seat is in."""
    await opened(world)
    bo, hana = world.cast.bo, world.cast.hana
    await bo.direct(CHAT)
    await world.settle()
    asked = await bo.wait_for_message("Just talking")
    await hana.command("/offer", "Ada")
    assert "feedback 0 of 2 in (1 more to be sorted)" in (await hana.wait_for_message("Feedback of 2")).words
    decide = await world.form(hana, await hana.command("/debrief", "decide Ada"))
    assert "Bo Berg (wrote something they have yet to sort)" in decide.words
    await hana.close(decide)
    form = await world.form(bo, await bo.press(asked, "That's my feedback"))
    unsure = await world.submit(bo, form, {"piece_1": "team_only"})
    assert unsure.errors == {"piece_0": "Choose what this is."}
    assert (await world.submit(bo, form, {"all": "good", "piece_1": "team_only"})).ok
    receipt = await bo.wait_for_message("You explained consensus to me.")
    assert receipt.ts == asked.ts
    assert "For the team only" in receipt.words
    await world.press(bo, receipt, "Looks right")
    assert "You said I read it rightly." in (await bo.wait_for_message("consensus")).words


@by_http
async def test_the_form_opens_with_what_was_replied(world: World) -> None:
    """From the card everybody sees, the presser's own seat is meant; whoever has none is told who may."""
    card = await opened(world)
    ann, mel = world.cast.ann, world.cast.mel
    await ann.post("debriefs", GOOD, thread_ts=card.ts)
    await world.settle()
    card = await ann.wait_for_message(CANDIDATE, "debriefs")
    form = await world.form(ann, await ann.press(card, "Give feedback"))
    assert form.values["good"]["keep_draft:good"]["value"] == "You drew the failure cases first."
    assert (await world.submit(ann, form, {"good": "You drew it all", "vote": "hire"})).ok
    receipt = await ann.wait_for_message("You drew it all")
    for name in ("Don't name me", "Keep inside the team"):
        await world.press(ann, await ann.wait_for_message("You drew it all"), name)
    told = await ann.wait_for_message("You may name me")
    assert told.ts == receipt.ts
    assert "all of it stays inside the team" in told.words
    await world.press(mel, await mel.wait_for_message(CANDIDATE, "debriefs"), "Give feedback")
    assert "interviewer" in (await mel.wait_for_message("That isn't yours", "debriefs")).words


@by_socket
async def test_somebody_on_two_panels_is_asked_which(world: World) -> None:
    """A direct message is kept and counts where its author puts it."""
    await opened(world)
    await opened(world, candidate="Grace Hopper")
    ann = world.cast.ann
    await ann.direct("Good: quick")
    await world.settle()
    asked = await ann.wait_for_message("Which candidate is this for?")
    await world.press(ann, asked, "place_feedback", f"{CANDIDATE} · Staff Engineer")
    receipt = await ann.wait_for_message("quick")
    assert f"Your feedback on {CANDIDATE}" in receipt.words


async def test_an_author_puts_right_how_they_were_read_and_moves_it(lone: World) -> None:
    """*Change* opens each point; what is changed outlives an edit, and goes along to another candidate."""
    card = await opened(lone)
    ann, hana = lone.cast.ann, lone.cast.hana
    ts = await ann.post("debriefs", "Good:\n- You drew it all.\n- You looked sick.", thread_ts=card.ts)
    await lone.settle()
    receipt = await ann.wait_for_message("You drew it all.")
    form = await lone.form(ann, await ann.press(receipt, "Change"))
    await ann.edit("debriefs", ts, "Good:\n- You drew it all!\n- You looked sick.")
    await lone.settle()
    refused = await lone.submit(ann, form, {form.pressables[0].action_id: "Lost?"})
    assert "This has changed meanwhile" in str(refused.body)
    form = (await ann.views())[-1]
    fields = [each.action_id for each in form.pressables]
    changes = dict(zip(fields, ["You drew all of it.", "grow", "You kept going.", "good"], strict=True))
    assert (await lone.submit(ann, form, changes)).ok
    assert "Held back" not in (await ann.wait_for_message("You kept going.")).words
    await ann.edit("debriefs", ts, "Good:\n- You drew it all!\n- You looked sick.\nGrow:\n- Ask more.")
    await lone.settle()
    receipt = await ann.wait_for_message("Ask more.")
    for said in ("You drew all of it.", "You kept going.", "this is the 3rd version"):
        assert said in receipt.words
    await opened(lone, candidate="Grace Hopper")
    await ann.post("debriefs", "Good: on time", thread_ts=card.ts)
    await lone.settle()
    await lone.press(ann, await ann.wait_for_message("on time"), "place_feedback", "“Good: on time”")
    moved = await ann.wait_for_message("Your feedback on Grace Hopper")
    assert "on time" in moved.words
    assert "on time" not in (await ann.wait_for_message("You kept going.")).words
    assert "1 of 2 in" in (await hana.wait_for_message("Grace Hopper", "debriefs")).words


async def test_a_clip_is_kept_and_asked_about(lone: World) -> None:
    """Its author is asked for words where they see it; the seat stays awaited, and words added to it are read."""
    card = await opened(lone)
    ann, hana = lone.cast.ann, lone.cast.hana
    ts = await ann.record("debriefs", thread_ts=card.ts)
    await lone.settle()
    asked = await ann.wait_for_message("You posted a clip.")
    assert "Give feedback" in {each.text for each in asked.pressables}
    assert "0 of 2 in" in (await hana.wait_for_message(CANDIDATE, "debriefs")).words
    form = await lone.form(hana, await hana.command("/debrief", "decide Ada"))
    assert "Ann Archer (posted a clip, asked for words)" in form.words
    await hana.close(form)
    await ann.edit("debriefs", ts, "Good: you listened")
    await lone.settle()
    read = await ann.wait_for_message("you listened")
    assert (read.ts, "clip" in read.words) == (asked.ts, False)


@by_socket
async def test_what_was_written_while_the_bot_was_deaf_is_read(world: World) -> None:
    """Five replies, an edit and a deletion without a single event."""
    card = await opened(world, "@ann @bo @cy")
    ann, bo, cy = world.cast.ann, world.cast.bo, world.cast.cy
    first = await ann.post("debriefs", "Good: early", thread_ts=card.ts)
    second = await bo.post("debriefs", "Good: regretted", thread_ts=card.ts)
    await world.settle()
    await world.sandbox.control.silence()
    for text in ("Grow: one", "Grow: two", "Team only: three"):
        await ann.post("debriefs", text, thread_ts=card.ts)
    await bo.post("debriefs", "Good: four", thread_ts=card.ts)
    await cy.direct("Good: five")
    await ann.edit("debriefs", first, "Good: very early")
    await bo.delete("debriefs", second)
    await world.sandbox.control.silence(silent=False)
    world.app.read_what_was_missed()
    await cy.wait_for_message("Saved.")
    await world.settle()
    receipt = await ann.wait_for_message("very early")
    for said in ("one", "two", "three"):
        assert said in receipt.words
    assert "regretted" not in (await bo.wait_for_message("four")).words


@by_http
async def test_a_reply_before_the_card_is_written_down_is_read(world: World) -> None:
    """Slack has shown the card, the bot doesn't know yet, and an interviewer is quick."""
    control, ann = world.sandbox.control, world.cast.ann
    await control.fault("chat.postMessage", "withhold", count=1, match={"channel": "debriefs"})
    opening = asyncio.create_task(opened(world))
    card = await ann.wait_for_message(CANDIDATE, "debriefs")
    await ann.post("debriefs", GOOD, thread_ts=card.ts)
    await control.release()
    await opening
    await world.settle()
    await ann.wait_for_message("You drew the failure cases first.")


@by_http
async def test_events_in_threes_and_in_disorder_are_once(world: World) -> None:
    """Each event comes three times and late ones early; one receipt, one state."""
    card = await opened(world)
    ann, control = world.cast.ann, world.sandbox.control
    await control.repeat_events(3)
    await control.hold_events()
    ts = await ann.post("debriefs", "Good: first", thread_ts=card.ts)
    await ann.edit("debriefs", ts, "Good: second")
    gone = await ann.post("debriefs", "Good: gone", thread_ts=card.ts)
    await ann.delete("debriefs", gone)
    await control.release_events(seed=7)
    await world.settle()
    receipt = await ann.wait_for_message("second")
    assert "first" not in receipt.words
    assert "gone" not in receipt.words
    assert len([one for one in await ann.direct_messages() if "Saved." in one.words]) == 1
