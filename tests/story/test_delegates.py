"""Delegates through the door: the contact names one, who is asked first; either answers, once, and both see it."""

from bot.sandbox.actor import Actor
from tests.story.test_calling_and_asking import refused, seen
from tests.story.test_meeting import fill, invited
from tests.world import World


async def name_delegate(world: World, who: Actor, values: dict[str, object]) -> None:
    """Say in one's own entry of the directory who looks after one's calendar."""
    form = await world.form(who, await who.command("/offer", "people"), "You and candidates")
    answer = await world.submit(who, form, values)
    assert answer.ok, answer
    await who.close(await who.wait_for_view("Saved"), everything=True)


async def accept(world: World, who: Actor) -> None:
    """Press the first time of a brief."""
    brief = await seen(who, "Cora Cole asks")
    first = next(one for one in brief.pressables if one.text.startswith("Accept"))
    await world.press(who, brief, first.text, first.value)


async def briefs(who: Actor) -> list[str]:
    """Return what somebody was asked, oldest first."""
    return [one.words for one in await who.direct_messages() if one.text.startswith("Cora Cole asks")]


async def test_a_colleague_who_keeps_the_calendar_is_asked_first(lone: World) -> None:
    """Silent, they have the contact beside them; one answers for both, each reads it, and nothing is said twice."""
    cora, eve, mel = lone.cast.cora, lone.cast.eve, lone.cast.mel
    await name_delegate(lone, eve, {"delegate": "mel"})
    await invited(lone, {"person": "eve", "learn": "What next?"})
    card = await seen(cora, "Meetings for")
    assert "Mel Moss is asked first, in their place" in card.words
    await lone.press(cora, card, "Approve")
    [asked] = await briefs(mel)
    for words in ("would Eve Ellis talk with", "You look after Eve Ellis's calendar", "What next?"):
        assert words in asked, words
    assert await briefs(eve) == []
    await lone.advance(days=1, hours=6)
    [late] = await briefs(eve)
    assert "Mel Moss was asked first. Either of you may answer, once for both." in late
    old = await seen(eve, "Cora Cole asks")
    await accept(lone, mel)
    assert "Eve Ellis talks with *Ada Lovelace*" in (await seen(mel, "Agreed: Eve Ellis")).words
    assert "You talk with *Ada Lovelace*" in (await seen(eve, "Agreed: you")).words
    await eve.press(old, "I can't", stale=True)
    assert "This is agreed for" in await refused(lone, eve)
    await fill(lone, cora, "Move", {})
    assert "is to be at another time" in (await seen(eve, "The conversation with")).words
    await lone.press(mel, await seen(mel, "Cora Cole asks"), "I can't")
    assert "It can't be, and that is fine" in (await mel.direct_messages())[-1].words
    assert await briefs(eve) == []
    mails = [str(one["Subject"]) for one in lone.sent_mails() if one["To"] in {"eve@acme.example", "mel@acme.example"}]
    assert sorted(mails) == ["To be moved: conversation with Ada Lovelace", "Your conversation with Ada Lovelace"]
