"""Around the offer call, through the door: the word it waits for, the backup, another time, the log and its history."""

from bot.sandbox.actor import Actor
from bot.sandbox.seen import SeenMessage
from tests.story.test_calling_and_asking import hired, refused, seen
from tests.world import World


async def set_clearer(world: World, who: str) -> None:
    """Have the head of talent choose who clears calls."""
    tala = world.cast.tala
    form = await world.form(tala, await tala.command("/offer", "settings"))
    answer = await world.submit(tala, form, {"clearer": who})
    assert answer.ok, answer


async def last(who: Actor) -> SeenMessage:
    """Return the newest message to them."""
    return (await who.direct_messages())[-1]


async def test_a_call_waits_for_a_word_then_for_its_backup(lone: World) -> None:
    """Not yet with a reason, cleared, nobody calls, the backup takes it with one press."""
    hana, mel, cy = lone.cast.hana, lone.cast.mel, lone.cast.cy
    await set_clearer(lone, "mel")
    script = await hired(lone)
    assert "waits for Mel Moss's word" in script.words
    assert "Log the call" not in [one.text for one in script.pressables]
    form = await lone.form(hana, await hana.press(script, "Hand over"), "Hand the call over")
    answer = await lone.submit(hana, form, {"to": "hana", "backup": "cy"})
    assert answer.ok, answer
    card = await seen(mel, "May Ada Lovelace be called")
    form = await lone.form(mel, await mel.press(card, "Not yet"), "Not yet")
    answer = await lone.submit(mel, form, {"reason": "The board meets <tomorrow>."})
    assert answer.ok, answer
    assert "The board meets <tomorrow>." in (await seen(hana, "Ada Lovelace can't be called yet")).words
    await mel.command("/offer", "Ada")
    await lone.settle()
    shown = await last(mel)
    assert "Clear the offer call" in shown.words
    await lone.press(mel, shown, "Clear to call")
    assert "is clear" in (await seen(mel, "The offer call to Ada Lovelace is clear")).text
    told = await seen(hana, "You can call Ada Lovelace now")
    await lone.form(hana, await hana.press(told, "Log the call"), "Log the call")
    await mel.press(card, "Clear to call", stale=True)
    assert "It is clear already" in await refused(lone, mel)
    await cy.command("/offer", "call")
    await lone.settle()
    shown = await last(cy)
    assert "*Ada Lovelace*: Hana Hart makes the offer call." in shown.words
    assert [one.text for one in shown.pressables] == ["I make this call"]
    await lone.advance(days=3)
    asked = await seen(cy, "Hana Hart hasn't logged")
    assert [one.text for one in asked.pressables] == ["I make this call"]
    await lone.press(cy, asked, "I make this call")
    assert "You listened." in (await seen(cy, "The offer call to")).words
    assert (await seen(hana, "Cy Castle makes the offer call")).words


async def test_a_log_with_all_it_can_hold_is_corrected_and_asked_from(lone: World) -> None:
    """A night call is asked about; points, signals and place are kept; a correction shows what it said before."""
    hana, cora, ann = lone.cast.hana, lone.cast.cora, lone.cast.ann
    script = await hired(lone)
    form = await lone.form(hana, await hana.press(script, "Later"), "Call later")
    assert "Good times for them" in form.words
    answer = await lone.submit(hana, form, {"day": "2030-01-09", "at": "23:30"})
    assert "22:30 (Lisbon)" in answer.errors["at"]
    answer = await lone.submit(hana, form, {"day": "2030-01-09", "at": "23:30", "their_wish": ["yes"]})
    assert answer.ok, answer
    form = await lone.form(hana, await hana.press(await seen(hana, "The offer call to"), "Log the call"))
    point = next(one for one in form.find("points_left_out").choices if "You listened." in one)
    mixed: dict[str, object] = {
        "sentiment": "mixed",
        "said": "Glad & <unsure>.",
        "feels": "Glad.",
        "unsure": "The company's way.",
        "signals": ["company", "growth"],
        "next_on": "2030-01-11",
        "place": "office",
        "points_left_out": [point],
    }
    answer = await lone.submit(hana, form, mixed)
    assert answer.ok, answer
    card = await seen(hana, "The offer call to")
    for said in ("Logged: mixed", "Where the company is going", "The company's way."):
        assert said in card.words
    assert "You listened." in (await last(ann)).words
    form = await lone.form(hana, await hana.press(card, "Log the call"), "Log the call")
    answer = await lone.submit(hana, form, {"sentiment": "positive", "points_left_out": []})
    assert answer.ok, answer
    form = await lone.form(
        hana, await hana.press(await seen(hana, "The offer call to"), "Correct the log"), "Correct the log"
    )
    assert "Hana Hart" in form.words
    assert "corrected how they took it, which points were left out" in form.words
    assert "It said: mixed" in form.words
    await hana.close(form, everything=True)
    form = await lone.form(cora, await cora.command("/offer", "ask Ada"), "Enter a request")
    assert "What has to go right in the next two years?" in form.words
    assert form.values["place"]["place"]["selected_option"]["value"] == "office"
