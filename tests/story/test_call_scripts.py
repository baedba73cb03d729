"""The call script through the door: long ones in numbered parts, what changes in them, arranging them."""

import re

from bot.sandbox.actor import Actor
from bot.sandbox.seen import SeenMessage, SeenView
from tests.story.test_calling_and_asking import hired, log, seen
from tests.world import World

LONG = "\n".join(f"+ {number}: " + "you asked why and said so. " * 15 for number in range(60))


async def thread(hana: Actor, script: SeenMessage) -> tuple[list[str], str]:
    """Return the heads of a script's parts, and all that stands in its thread."""
    found = await hana.direct_messages(script.ts)
    heads = [one.blocks[0]["text"]["text"] for one in found if one.blocks and one.blocks[0]["type"] == "header"]
    return heads, "\n".join(one.words for one in found)


async def move(world: World, who: Actor, view: SeenView, row: str, choice: str) -> SeenView:
    """Choose in the menu beside a row of a form; returns the form as it is then."""
    block = next(one for one in view.blocks if row in one.get("text", {}).get("text", ""))
    menu = block["accessory"]
    value = next(one["value"] for one in menu["options"] if one["text"]["text"] == choice)
    answer = await who.press(view, menu["action_id"], value, block_id=block["block_id"])
    assert answer.ok, answer
    await world.settle()
    return (await who.views())[-1]


async def test_a_long_script_grows_and_shrinks_in_its_thread(lone: World) -> None:
    """Parts are numbered and headed; an edit is told once, without its words, and surplus parts go."""
    hana, ann, cast = lone.cast.hana, lone.cast.ann, lone.cast
    script = await hired(lone)
    (root,) = [one for one in await ann.messages(cast.channel) if not one.ephemeral]
    ts = await ann.post(cast.channel, LONG, thread_ts=root.ts, composer=False)
    await lone.settle()
    heads, said = await thread(hana, script)
    assert heads == [f"Call Ada Lovelace · Staff Engineer ({number} of 4)" for number in range(1, 5)]
    assert [said.count(f"\n{number}: ") for number in range(60)] == [1] * 60
    await lone.advance(minutes=2)
    await ann.edit(cast.channel, ts, LONG[:3000])
    await lone.settle()
    heads, _ = await thread(hana, script)
    assert heads == ["Call Ada Lovelace · Staff Engineer"]
    await lone.advance(minutes=2)
    _, said = await thread(hana, script)
    assert "Ann Archer added 60 strengths." in said
    assert re.search(r"Ann Archer (reworded a strength and )?took back 5\d strengths", said)
    assert said.count("has changed:") == 2
    plain = await lone.form(hana, await hana.press(await seen(hana, "The offer call to"), "Plain text"))
    assert "CALL ADA LOVELACE" in plain.words
    assert "\n- You asked why." in plain.words


async def test_the_caller_arranges_the_script_and_passes_on_what_comes_late(lone: World) -> None:
    """Moves show in the form and the script; own words are kept; late feedback has its button until it is pressed."""
    hana, bo, cast = lone.cast.hana, lone.cast.bo, lone.cast
    script = await hired(lone, ("You listened.\n+ You drew it.", "You asked why."))
    form = await lone.form(hana, await hana.press(script, "Arrange"), "Arrange the script")
    form = await move(lone, hana, form, "From Ann Archer", "Down")
    assert form.words.index("From Bo") < form.words.index("From Ann Archer")
    points = await move(lone, hana, form, "From Ann Archer", "Points, own words")
    points = await move(lone, hana, points, "You drew it.", "Up")
    assert points.words.index("You drew it.") < points.words.index("You listened.")
    answer = await lone.submit(hana, points, {"words": "I noticed that as well."})
    assert answer.ok, answer
    answer = await lone.submit(hana, (await hana.views())[-1], {"opening": "How was the <hike>?"})
    assert answer.ok, answer
    read = (await seen(hana, "The offer call to")).words
    order = [
        "How was the &lt;hike&gt;?",
        "From Bo",
        "From Ann",
        "You drew it.",
        "You listened.",
        "I noticed that as well.",
    ]
    assert [read.index(words) for words in order] == sorted(read.index(words) for words in order)
    await log(lone)
    (root,) = [one for one in await bo.messages(cast.channel) if not one.ephemeral]
    await bo.post(cast.channel, "Grow: Draw it too.", thread_ts=root.ts)
    await lone.settle()
    late = await seen(hana, "The offer call to")
    assert late.words.count("Draw it too.") == 2
    await hana.command("/offer", "Ada")
    await lone.settle()
    assert "came after the call" in await told(hana)
    await lone.press(hana, late, "Passed on")
    assert (await seen(hana, "The offer call to")).words.count("Draw it too.") == 1
    await hana.press(late, "Passed on", stale=True)
    await lone.settle()
    assert "left to pass on" in await told(hana)


async def told(who: Actor) -> str:
    """Return the last words only they see in their messages with the bot."""
    return [one for one in await who.direct_messages() if one.ephemeral][-1].words
