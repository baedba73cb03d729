"""Held points through the door: an interviewer writes, a hire is decided, the head of talent releases and keeps."""

from bot.sandbox.seen import SeenMessage
from tests.world import World, by_http

KIDS = "Your kids might need you in the afternoons."
PAY = "At 95,000 EUR you are over budget."
LONG = "You asked about our salary bands, and here is why that is fine. " * 300


async def _decided(world: World, *points: str) -> None:
    """Open a debrief, have Ann write these points to grow on, and decide to hire."""
    cast = world.cast
    form = await world.form(cast.hana, await cast.hana.command("/debrief", "Ada Lovelace, Staff Engineer @ann"))
    values = {"hiring_manager": "hana", "coordinator": "cora", "channel": "debriefs", "email": "ada@lovelace.example"}
    assert (await world.submit(cast.hana, form, values)).ok
    card = await cast.ann.wait_for_message("Ada Lovelace", "debriefs")
    listed = "\n".join(f"- {point.strip()}" for point in points)
    await cast.ann.post("debriefs", f"Good: You listened.\nGrow:\n{listed}", thread_ts=card.ts)
    await world.settle()
    form = await world.form(cast.hana, await cast.hana.command("/debrief", "decide"))
    assert (await world.submit(cast.hana, form, {"choice": "hire", "reason": "All agreed."})).ok


async def _held(world: World) -> SeenMessage:
    """Return Tala's card of held points."""
    return await world.cast.tala.wait_for_message("Held points: Ada Lovelace")


@by_http
async def test_the_head_of_talent_learns_of_held_points_and_decides_on_each(world: World) -> None:
    """One direct message after the hire; what is released is read out, what is kept is only a number."""
    tala, hana, ann = world.cast.tala, world.cast.hana, world.cast.ann
    await tala.open_home()
    form = await world.form(tala, await tala.press(await tala.wait_for_home("Welcome"), "Settings"))
    assert (await world.submit(tala, form, {"debrief_channel": "debriefs", "head_of_talent": "tala"})).ok
    await _decided(world, KIDS, PAY)
    shown = await _held(world)
    assert "2 points are held back" in shown.words
    script = await hana.wait_for_message("Call Ada Lovelace")
    assert "2 points are held back" in script.words
    assert KIDS not in script.words
    first, second = [each.value for each in shown.pressables if each.text == "Release"]
    await world.press(tala, shown, "Release", first)
    await world.press(tala, await _held(world), "Keep inside the team", second)
    shown = await _held(world)
    assert "Released by Tala Torres" in shown.words
    assert "Kept inside the team by Tala Torres" in shown.words
    script = await hana.wait_for_message("Call Ada Lovelace")
    assert KIDS in script.words
    assert PAY not in script.words
    assert "1 point is held back" in script.words
    receipt = await ann.wait_for_message("Your feedback on Ada Lovelace")
    assert "the head of talent released it" in receipt.words
    assert "Kept inside the team" in receipt.words
    assert len([one for one in await tala.direct_messages() if "Held points" in one.words]) == 1


async def test_an_administrator_finds_held_points_with_the_candidate(lone: World) -> None:
    """Without a head of talent nobody is written to; `/offer Ada` offers them, and a long one goes on in the thread."""
    tala = lone.cast.tala
    await _decided(lone, LONG, KIDS)
    assert not [one for one in await tala.direct_messages() if "Held points" in one.words]
    await tala.command("/offer", "Ada")
    await lone.settle()
    offered = (await tala.direct_messages())[-1]
    view = await lone.form(tala, await tala.press(offered, "Held points"))
    assert "in your direct messages" in view.words
    await lone.settle()
    card = await _held(lone)
    thread = await tala.messages("direct", card.ts)
    assert " ".join(one.words for one in thread).count("bands") == LONG.count("bands")
    assert sum(each.text == "Release" for one in thread for each in one.pressables) == 2
