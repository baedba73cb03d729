"""Writing feedback in the form, through Slack: what is typed is kept, and a message of one's own can be used."""

from tests.story.test_feedback import opened
from tests.world import World


async def test_a_closed_form_opens_again_with_what_was_typed(lone: World) -> None:
    """From the card and from the direct message; handed in, it is feedback and no draft any more."""
    card = await opened(lone)
    ann = lone.cast.ann
    form = await lone.form(ann, await ann.press(card, "Give feedback"))
    assert (await ann.fill(form, {"Good": "You asked why", "Your vote": "Hire", "Grow": "Say wh"})).ok
    await ann.close(form)
    asked = await ann.wait_for_message("Your feedback on")
    again = await lone.form(ann, await ann.press(asked, "Give feedback"))
    assert "your draft of" in again.words
    values = {block_id: next(iter(state.values())) for block_id, state in again.values.items()}
    assert (values["good"]["value"], values["grow"]["value"]) == ("You asked why", "Say wh")
    assert values["vote"]["selected_option"]["value"] == "hire"
    assert "0 of 2 in" in (await ann.wait_for_message("Ada", "debriefs")).words
    assert (await lone.submit(ann, again, {"Grow": "Say what you assume"})).ok
    receipt = await ann.wait_for_message("Say what you assume")
    third = await lone.form(ann, await ann.press(receipt, "Change"))
    assert "your draft of" not in third.words
