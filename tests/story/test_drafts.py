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
    await ann.wait_for_message("Say what you assume")
    card = await ann.wait_for_message("Ada", "debriefs")
    third = await lone.form(ann, await ann.press(card, "Give feedback"))
    assert "your draft of" not in third.words


async def test_a_message_of_ones_own_is_used_as_feedback(lone: World) -> None:
    """Wherever it stands: in a channel without the bot, without marks, kept as talk already; never another's."""
    card = await opened(lone)
    ann, bo, control = lone.cast.ann, lone.cast.bo, lone.sandbox.control
    room = await control.add_channel("lunch", private=True, members=[ann, bo])
    await ann.post(room, "Good: You asked why\nTeam only: seemed tired\nVote: hire")
    marked = await ann.wait_for_message("asked why", room)
    form = await lone.form(ann, await ann.shortcut("use_as_feedback", marked), "Your feedback")
    values = {block_id: next(iter(state.values())) for block_id, state in form.values.items()}
    assert (values["good"]["value"], values["team_only"]["value"]) == ("You asked why", "seemed tired")
    assert (await lone.submit(ann, form, {})).ok
    assert "1 of 2 in" in (await ann.wait_for_message("Ada", "debriefs")).words
    assert (await bo.shortcut("use_as_feedback", await bo.wait_for_message("asked why", room))).ok
    await lone.settle()
    assert "Enter feedback for" in (await bo.wait_for_message("Only your own words", room)).words
    await bo.post("debriefs", "You listened well", thread_ts=card.ts)
    await lone.settle()
    await lone.press(bo, await bo.wait_for_message("Just talking"), "Just talking")
    talk = await bo.wait_for_message("You listened well", "debriefs", thread_ts=card.ts)
    sorting = await lone.form(bo, await bo.shortcut("use_as_feedback", talk), "Sort your reply")
    assert (await lone.submit(bo, sorting, {"piece_0": "good"})).ok
    assert "2 of 2 in" in (await bo.wait_for_message("Ada", "debriefs")).words


async def test_on_several_panels_the_words_go_where_their_author_says(lone: World) -> None:
    """Without marks they are put where the candidate never hears them, and the form says so."""
    await opened(lone)
    await opened(lone, candidate="Grace Hopper")
    ann = lone.cast.ann
    await ann.post("debriefs", "You listened well")
    message = await ann.wait_for_message("You listened well", "debriefs")
    asked = await lone.form(ann, await ann.shortcut("use_as_feedback", message), "Use as feedback")
    await lone.submit(ann, asked, {"seat": "Grace Hopper · Staff Engineer"})
    form = await ann.wait_for_view("Your feedback")
    assert "Grace Hopper" in form.words
    assert "under Team only" in form.words.replace("*", "")
    assert next(iter(form.values["team_only"].values()))["value"] == "You listened well"
