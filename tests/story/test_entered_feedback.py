"""Interviewers without Slack, through Slack: asked for by the opener, entered, decided on, read to the candidate."""

from bot.demo.cast import CANDIDATE
from tests.world import World


async def test_somebody_without_slack_is_on_the_panel(lone: World) -> None:
    """The opener is asked and reminded, enters it, sorts it; the card and the script say whose it is and who did."""
    hana, ann, cora = lone.cast.hana, lone.cast.ann, lone.cast.cora
    form = await lone.form(hana, await hana.command("/debrief", f"{CANDIDATE}, Staff Engineer @ann"))
    values = {"hiring_manager": "hana", "coordinator": "cora", "channel": "debriefs", "outsiders": "Dee Doe"}
    assert (await lone.submit(hana, form, values)).ok
    assert "Dee Doe (has no Slack)" in (await ann.wait_for_message(CANDIDATE, "debriefs")).words
    asked = await hana.wait_for_message("Dee Doe has no Slack")
    await lone.advance(days=1, hours=5)
    await hana.wait_for_message("Nothing is entered yet for Dee Doe")
    form = await lone.form(hana, await hana.press(asked, "Enter for Dee Doe"))
    assert form.values["author"]["author"]["selected_option"]["text"]["text"] == "Dee Doe"
    assert (await lone.submit(hana, form, {"text": "You asked why.\nSee you at lunch", "vote": "hire"})).ok
    sorting = await hana.wait_for_view("Sort your reply")
    assert (await lone.submit(hana, sorting, {"piece_0": "good", "piece_1": "talk"})).ok
    card = await ann.wait_for_message(CANDIDATE, "debriefs")
    assert "Dee Doe (entered by Hana" in card.words
    await hana.wait_for_message("1 to pass on")
    edit = await lone.form(hana, await hana.command("/debrief", "edit"))
    assert edit.values["outsiders"]["outsiders"]["value"] == "Dee Doe"
    assert (await lone.submit(hana, edit, {})).ok
    assert "1 of 2 in" in (await ann.wait_for_message(CANDIDATE, "debriefs")).words
    form = await lone.form(cora, await cora.press(card, "debrief_menu", "Enter feedback for …"))
    assert (await lone.submit(cora, form, {"author": "Ann Archer", "text": "Good: You drew it."})).ok
    receipt = await ann.wait_for_message("Cora Cole entered this for you.")
    await lone.press(ann, receipt, "Looks right")
    decide = await lone.form(hana, await hana.command("/debrief", "decide"))
    assert "Dee Doe (entered by Hana" in decide.words
    assert (await lone.submit(hana, decide, {"choice": "hire", "reason": "Yes"})).ok
    script = await hana.wait_for_message("You asked why.")
    assert "Dee Doe" in script.words
    assert "entered Dee Doe's feedback" in script.words
    assert not [each for each in lone.sandbox.workspace.people.values() if each.name == "Dee Doe"]
