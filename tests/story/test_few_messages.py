"""Few messages: what everybody gets in a week of two debriefs, and how often a card is edited when replies rain."""

import asyncio
from collections import Counter
from pathlib import Path

from bot.delivery.claims import CARD_REST
from bot.sandbox.actor import Actor
from tests.story.test_feedback import GOOD
from tests.story.test_opening_and_deciding import told
from tests.world import World, world_of

PANEL = ("ann", "bo", "cy", "tala", "mel")
CANDIDATES = ("Ada Lovelace", "Grace Example")
MOST = dict.fromkeys(PANEL, 7) | {"hana": 11, "cora": 5, "eve": 0, "gus": 0}
"""New direct messages of the bot to each person in that week, at most: for an interviewer and each candidate the
question, the receipt and what came of it; reminders and morning notes are one for both."""


async def opened(world: World, candidate: str) -> None:
    """Open a debrief with the five of the panel."""
    hana = world.cast.hana
    typed = f"{candidate}, Staff Engineer {' '.join(f'@{one}' for one in PANEL)}"
    form = await world.form(hana, await hana.command("/debrief", typed))
    values = {"hiring_manager": "hana", "coordinator": "cora", "channel": "debriefs", "openings": "2"}
    assert (await world.submit(hana, form, dict(values))).ok


async def give(world: World, *writers: Actor) -> None:
    """Have people reply to every card."""
    for who in writers:
        for card in await who.messages(world.cast.channel):
            await who.post(world.cast.channel, GOOD, thread_ts=card.ts)
    await world.settle()


async def decided(world: World, candidate: str, choice: str) -> None:
    """Decide as Hana, from the prompt."""
    hana = world.cast.hana
    form = await world.form(hana, await hana.press(await told(hana, f"Please decide: {candidate}"), "Decide"), "Decide")
    assert (await world.submit(hana, form, {"choice": choice, "reason": "We talked it over"})).ok


async def received(world: World) -> dict[str, Counter[str]]:
    """Count what the bot posted: to each person by the notification's beginning, and in the channel by candidate."""
    people = {who.user_id for who in world.cast.everyone}
    found: dict[str, Counter[str]] = {}
    for who in world.cast.everyone:
        seen = [one for one in await who.direct_messages() if one.user not in people and not one.ephemeral]
        found[who.handle] = Counter(" ".join(one.text.split()[:4]) for one in seen)
    found["channel"] = Counter()
    for card in await world.cast.ann.messages(world.cast.channel):
        posts = [one for one in await world.cast.ann.messages(world.cast.channel, card.ts) if one.user not in people]
        found["channel"][card.words.partition(" · ")[0]] += len(posts)
    return found


async def test_a_week_of_two_candidates_and_five_interviewers(lone: World) -> None:
    """Prompt people, a late one, one who says later and one who can't: nobody is spammed, the channel least of all."""
    world, cast = lone, lone.cast
    for candidate in CANDIDATES:
        await opened(world, candidate)
    await give(world, cast.ann, cast.bo)
    await world.advance(days=1, hours=4)
    reminder = await told(cast.tala, "Your feedback is awaited: Ada Lovelace, Grace Example")
    await world.press(cast.tala, reminder, "Remind me in 2 hours")
    for candidate in reversed(CANDIDATES):  # a press of what is there several times presses the last
        reminder = (await cast.mel.direct_messages())[-1]
        form = await world.form(cast.mel, await cast.mel.press(reminder, "I can't"), "I can't give feedback")
        assert (await world.submit(cast.mel, form, {"reason": f"I was ill when {candidate} was here"})).ok
        await world.press(cast.hana, await told(cast.hana, f"Mel Moss's feedback on {candidate}"), "Go on without")
    await world.advance(hours=3)
    await give(world, cast.cy, cast.tala)
    for candidate, choice in zip(CANDIDATES, ("hire", "no_hire"), strict=True):
        await decided(world, candidate, choice)
    await world.advance(days=3)
    found = await received(world)
    print("\n".join(f"{name:8}{counts.total():3}  {dict(counts)}" for name, counts in found.items()))  # noqa: T201  # the table
    assert set(found.pop("channel").values()) == {2}, "the card and the decision"
    assert {name: counts for name, counts in found.items() if counts.total() > MOST[name]} == {}


async def test_sixty_replies_in_two_seconds_make_few_edits_and_a_right_card(sqlite_url: str, tmp_path: Path) -> None:
    """On real pacing: at most one edit of the card every three seconds, and the last one says that everybody is in."""
    async with world_of(sqlite_url, tmp_path, is_paced=True) as world:
        await opened(world, CANDIDATES[0])
        (card,) = await world.cast.ann.messages(world.cast.channel)
        writers: list[Actor] = [getattr(world.cast, name) for name in PANEL]
        started = asyncio.get_running_loop().time()
        for number in range(12):
            for who in writers:
                await who.post(world.cast.channel, f"Good: You were quick, {number}.", thread_ts=card.ts)
        await writers[0].wait_for_message("5 of 5 in", world.cast.channel)
        await asyncio.sleep(CARD_REST.total_seconds())
        calls = Counter((one.get("method"), one.get("channel")) for one in await world.sandbox.control.log())
        lasted = asyncio.get_running_loop().time() - started
        edits = calls["chat.update", world.cast.channel]
        print(f"60 replies: {edits} edits of the card in {lasted:.1f} s")  # noqa: T201  # what was measured
        assert 1 <= edits <= lasted / CARD_REST.total_seconds() + 1
