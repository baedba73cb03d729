"""A blind debrief through the door: nobody sees a word of another's before the reveal, then everyone does at once."""

from bot.messages.settings import BLIND, BY_DEFAULT
from bot.sandbox.actor import Actor
from bot.sandbox.seen import SeenMessage
from tests.world import World

TYPED = "Ada Lovelace, Staff Engineer @ann @bo @hana"
ANNS = ("zigzag", "quixotic", "flummoxed")


async def opened(world: World, **other: object) -> SeenMessage:
    """Open a debrief as Hana, who decides and sits on the panel herself; returns its card."""
    hana = world.cast.hana
    form = await world.form(hana, await hana.command("/debrief", TYPED), "Open a debrief")
    values = {"hiring_manager": "hana", "coordinator": "cora", "channel": "debriefs", **other}
    answer = await world.submit(hana, form, values)
    assert answer.ok, answer
    return await card(world)


async def card(world: World) -> SeenMessage:
    """Return the debrief's card as Ann sees it."""
    return [one for one in await world.cast.ann.messages("debriefs") if not one.ephemeral][-1]


async def told(who: Actor, text: str) -> list[SeenMessage]:
    """Return the direct messages whose notification begins like this."""
    return [one for one in await who.direct_messages() if one.text.startswith(text)]


async def give(world: World, who: Actor, good: str) -> None:
    """Give feedback by the form behind the card's button."""
    form = await world.form(who, await who.press(await card(world), "Give feedback"))
    answer = await world.submit(who, form, {"good": good, "vote": "Lean no hire"})
    assert answer.ok, answer


async def looked_at(world: World, who: Actor) -> str:
    """Ask for everything somebody can ask for, and return all that they then see."""
    for typed in ("Ada", ""):
        await who.command("/offer", typed)
    for command in ("/debrief edit Ada", "/debrief decide Ada", "/offer call Ada"):
        name, _, typed = command.partition(" ")
        await who.command(name, typed)
    for choice in ("Edit", "Decide", "Reveal now", "Enter feedback for …"):
        await who.choose(await card(world), "debrief_menu", choice)
    await who.open_home()
    await world.settle()
    shown = [one.words for one in await who.views()]
    for view in reversed(await who.views()):
        await who.close(view)
    root = await card(world)
    places = [await who.messages("debriefs"), await who.messages("debriefs", root.ts), await who.direct_messages()]
    home = await who.home()
    shown += [f"{one.text}\n{one.words}" for messages in places for one in messages]
    return "\n".join([*shown, home.words if home else ""]).casefold()


async def test_nobody_sees_a_word_before_everyone_is_in(lone: World) -> None:
    """By the workspace's default; an administrator, owners and a hiring manager on the panel look everywhere."""
    cast = lone.cast
    form = await lone.form(cast.tala, await cast.tala.command("/offer", "settings"))
    assert (await lone.submit(cast.tala, form, {BY_DEFAULT: [BLIND]})).ok
    assert "Blind:" in (await opened(lone)).words
    await cast.ann.direct("Good: You zigzag well.\nGrow: Less quixotic.\nTeam only: Flummoxed.\nVote: strong no hire")
    await give(lone, cast.bo, "You asked why.")
    assert "2 of 3 in" in (await card(lone)).words
    for who in (cast.hana, cast.cora, cast.tala, cast.bo):
        seen = await looked_at(lone, who)
        assert "ada lovelace" in seen
        hidden = [*ANNS, "strong no hire*", *(["asked why"] if who is not cast.bo else [])]
        assert not [word for word in hidden if word in seen], who
    assert not await told(cast.hana, "Please decide")
    await cast.hana.post("debriefs", "Good: You drew first.", thread_ts=(await card(lone)).ts)
    await lone.settle()
    assert len(await told(cast.hana, "Others can read what you wrote")) == 1
    for who in (cast.ann, cast.bo):
        (notice,) = await told(who, "The feedback on Ada Lovelace can be read now")
        view = await lone.form(who, await who.press(notice, "Read the feedback"), "Feedback")
        assert all(words in view.words for words in ("zigzag", "asked why", "drew first"))
        await who.close(view)
    (prompt,) = await told(cast.hana, "Please decide")
    assert "Ann Archer: *strong no hire*" in prompt.words
    in_channel = [*await cast.mel.messages("debriefs"), *await cast.mel.messages("debriefs", (await card(lone)).ts)]
    assert not [one for one in in_channel for word in ANNS if word in one.words.casefold()]


async def test_it_is_revealed_early_with_a_reason_and_what_comes_later_is_marked(lone: World) -> None:
    """From the form to decide, by the hiring manager alone; the panel reads why; who gave none yet gives it first."""
    cast = lone.cast
    await opened(lone, is_blind=["yes"])
    await give(lone, cast.ann, "You zigzag well.")
    await give(lone, cast.hana, "You drew first.")
    await cast.ann.choose(await card(lone), "debrief_menu", "Reveal now")
    await lone.settle()
    assert "Hana Hart" in [one for one in await cast.ann.messages("debriefs") if one.ephemeral][-1].words
    form = await lone.form(cast.hana, await cast.hana.command("/debrief", "decide"), "Decide")
    asked = await lone.form(cast.hana, await cast.hana.press(form, "Reveal now"), "Reveal now")
    assert "Bo Berg" in asked.words
    assert (await lone.submit(cast.hana, asked, {"reason": "Bo is ill this week."})).ok
    assert not await cast.hana.views()
    for who in (cast.ann, cast.hana):
        (notice,) = await told(who, "The feedback on Ada Lovelace can be read now")
        assert "Bo is ill this week." in notice.words
        view = await lone.form(who, await who.press(notice, "Read the feedback"), "Feedback")
        assert "zigzag" in view.words
        assert "written after the reveal" not in view.words
        await who.close(view)
    (notice,) = await told(cast.bo, "The feedback on Ada Lovelace can be read now")
    assert [one.text for one in notice.pressables] == ["Give feedback"]
    await lone.advance(minutes=1)
    await give(lone, cast.bo, "You asked why.")
    (prompt,) = await told(cast.hana, "Please decide")
    assert "Bo Berg: *lean no hire* _(written after the reveal)_" in prompt.words
    view = await lone.form(cast.hana, await cast.hana.press(prompt, "Read the feedback"), "Feedback")
    assert "Good _(written after the reveal)_: You asked why." in view.words
    assert "was revealed" in (await card(lone)).words
