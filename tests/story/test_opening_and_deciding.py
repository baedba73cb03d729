"""From /debrief to a decision, through the door: what people type, press and read."""

from bot.sandbox.actor import Actor
from bot.sandbox.seen import Acknowledgement, SeenMessage
from tests.world import World, by_http, by_socket

TYPED = "Ada Lovelace, Staff Engineer @ann @bo"


async def opened(world: World, **other: object) -> Acknowledgement:
    """Open a debrief as Hana, from a typed command."""
    hana = world.cast.hana
    form = await world.form(hana, await hana.command("/debrief", TYPED), "Open a debrief")
    values: dict[str, object] = {"hiring_manager": "hana", "coordinator": "cora", "channel": "debriefs", **other}
    return await world.submit(hana, form, values)


async def card(world: World) -> SeenMessage:
    """Return the debrief's card as Ann sees it."""
    (found,) = [one for one in await world.cast.ann.messages(world.cast.channel) if not one.ephemeral]
    return found


async def told(who: Actor, text: str) -> SeenMessage:
    """Return the last direct message whose notification begins like this."""
    return [one for one in await who.direct_messages() if one.text.startswith(text)][-1]


async def in_thread(world: World) -> list[str]:
    """Return the words of all replies to the card."""
    root = await card(world)
    return [one.words for one in (await world.cast.ann.messages(world.cast.channel, root.ts))[1:]]


@by_http
async def test_a_typed_line_opens_a_debrief(world: World) -> None:
    """The form is filled from the text; card, direct messages and the opener's note follow, without a broadcast."""
    answer = await opened(world)
    assert answer.ok, answer
    shown = await card(world)
    assert "0 of 2 in" in shown.words
    assert "Ann Archer, Bo Berg" in shown.words
    assert "Hana Hart decides · Cora Cole coordinates" in shown.words
    for who in (world.cast.ann, world.cast.bo):
        asked = await told(who, "Your feedback on Ada Lovelace")
        assert "*Good:*" in asked.words
        assert asked.find("give_feedback").text == "Give feedback"
    assert (await told(world.cast.hana, "Debrief opened")).words
    assert not [one for one in await world.cast.cy.direct_messages() if not one.ephemeral]


async def test_who_was_typed_and_is_nobody_is_named_in_the_form(lone: World) -> None:
    """A misspelt name, or a group, would else be missing from the panel unnoticed."""
    hana = lone.cast.hana
    form = await lone.form(hana, await hana.command("/debrief", "Ada Lovelace, Staff Engineer @ann @anne @bobo"))
    assert "I can't tell who is meant by @anne and @bobo." in form.words
    form = await lone.form(hana, await hana.command("/debrief", "Ada Lovelace, Staff Engineer @ann"))
    assert "who is meant" not in form.words


@by_http
async def test_what_makes_no_sense_gets_the_usage(world: World) -> None:
    """Signs alone, and help, show how it is used, to the asker only."""
    for text in ("???", "help"):
        await world.cast.hana.command("/debrief", text)
        await world.settle()
        last = (await world.cast.hana.direct_messages())[-1]
        assert last.ephemeral
        assert "/debrief edit" in last.words


@by_http
async def test_wrong_fields_are_said_beside_them_and_the_form_stays(world: World) -> None:
    """A guest as interviewer, a past day; corrected, the same form opens the debrief."""
    hana = world.cast.hana
    form = await world.form(hana, await hana.command("/debrief", TYPED))
    values: dict[str, object] = {"hiring_manager": "hana", "coordinator": "cora", "channel": "debriefs"}
    wrong = {**values, "interviewers": ["ann", "gus"], "due_on": "2030-01-01"}
    answer = await world.submit(hana, form, wrong)
    assert set(answer.errors) == {"interviewers", "due_on"}
    answer = await world.submit(hana, form, {**values, "interviewers": ["ann"], "due_on": "2030-01-09"})
    assert answer.ok, answer
    assert "0 of 1 in" in (await card(world)).words


@by_socket
async def test_the_channel_must_be_ours_and_let_the_bot_in(world: World) -> None:
    """Archived, shared and private ones say what to do; a public one needs the tick, and is then joined."""
    control, people = world.sandbox.control, [world.cast.hana, world.cast.ann]
    hidden = await control.add_channel("hidden", private=True, members=people)
    await control.add_channel("shared", shared=True, members=people)
    old = await control.add_channel("old", members=people)
    await control.archive(old)
    await control.add_channel("open", members=people)
    for name, said in (("hidden", "/invite"), ("shared", "another company"), ("old", "archived"), ("open", "public")):
        answer = await opened(world, channel=name)
        assert said in answer.errors["channel"], (name, answer)
        form = (await world.cast.hana.views())[-1]
        await world.cast.hana.close(form)
    answer = await opened(world, channel="open", public_is_fine=["yes"])
    assert answer.ok, answer
    await control.invite(hidden)
    hana = world.cast.hana
    form = await world.form(hana, await hana.command("/debrief", "Grace Example, Designer @ann"), "Open a debrief")
    answer = await world.submit(hana, form, {"hiring_manager": "hana", "coordinator": "cora", "channel": "hidden"})
    assert answer.ok, answer


@by_http
async def test_a_slack_that_is_down_keeps_the_form_open(world: World) -> None:
    """When the channel can't be looked up, nothing is kept and the person may try again."""
    hana = world.cast.hana
    form = await world.form(hana, await hana.command("/debrief", TYPED))
    await world.sandbox.control.fault("conversations.info", "error")
    values: dict[str, object] = {"hiring_manager": "hana", "coordinator": "cora", "channel": "debriefs"}
    answer = await world.submit(hana, form, values)
    assert "try again" in " ".join(answer.errors.values()), answer
    answer = await world.submit(hana, form, values)
    assert answer.ok, answer


@by_http
async def test_the_menu_edits_and_closes(world: World) -> None:
    """Edit changes the panel and tells the owners; Close asks once more and ends it."""
    await opened(world)
    hana = world.cast.hana
    form = await world.form(hana, await hana.choose(await card(world), "debrief_menu", "Edit"), "Edit the debrief")
    answer = await world.submit(hana, form, {"interviewers": ["ann", "cy"], "coordinator": "tala"})
    assert answer.ok, answer
    assert "Ann Archer, Cy Castle" in (await card(world)).words
    for who in (hana, world.cast.cora):
        assert "Cy Castle joined the panel" in (await told(who, "Debrief changed")).words
    assert await in_thread(world) == []
    await told(world.cast.cy, "Your feedback on Ada Lovelace")
    form = await world.form(hana, await hana.choose(await card(world), "debrief_menu", "Close"), "Close the debrief")
    answer = await world.submit(hana, form, {"reason": "She took another job."})
    assert answer.ok, answer
    assert "no longer considered" in (await card(world)).words
    await told(world.cast.ann, "Debrief closed")


@by_socket
async def test_who_may_not_is_told_who_may(world: World) -> None:
    """An interviewer who chooses Edit or Decide in the menu gets an answer only they see."""
    await opened(world)
    for choice in ("Edit", "Decide", "Close"):
        await world.cast.ann.choose(await card(world), "debrief_menu", choice)
        await world.settle()
        seen = [one for one in await world.cast.ann.messages(world.cast.channel) if one.ephemeral]
        assert "Hana Hart" in seen[-1].words


@by_socket
async def test_replies_bring_the_decision_and_the_decision_is_posted(world: World) -> None:
    """Two replies, the prompt, the form, the thread post without the reason, the coordinator's task."""
    await opened(world)
    cast, root = world.cast, await card(world)
    for who in (cast.ann, cast.bo):
        await who.post(cast.channel, "Good: You listened.\nGrow: Ask more.\nVote: hire", thread_ts=root.ts)
        await world.settle()
    assert "2 of 2 in" in (await card(world)).words
    prompt = await told(cast.hana, "Please decide")
    form = await world.form(cast.hana, await cast.hana.press(prompt, "Read the feedback"), "Feedback")
    assert "You listened." in form.words
    await cast.hana.close(form)
    form = await world.form(cast.hana, await cast.hana.press(prompt, "Decide"), "Decide")
    assert "Ann Archer: *hire*" in form.words
    answer = await world.submit(cast.hana, form, {"choice": "no_hire", "reason": "Too early for us."})
    assert answer.ok, answer
    posted = (await in_thread(world))[-1]
    assert "*No hire*, decided by Hana Hart" in posted
    everything = "\n".join([(await card(world)).words, *await in_thread(world)])
    assert "Too early" not in everything
    assert not (await card(world)).pressables
    await told(cast.cora, "Please tell a candidate")
    await cast.cora.command("/offer", "Ada")
    await world.settle()
    shown = (await cast.cora.direct_messages())[-1]
    assert shown.ephemeral
    await world.press(cast.cora, shown, "I've told them")
    assert "has been told" in (await card(world)).words


@by_socket
async def test_several_candidates_offer_a_choice_and_a_name_opens_one(world: World) -> None:
    """/debrief decide without a name lists them; part of a name is enough; an unknown one names those there are."""
    await opened(world)
    await opened(world, candidate="Grace Example")
    hana = world.cast.hana
    chooser = await world.form(hana, await hana.command("/debrief", "decide"), "Decision")
    await world.submit(hana, chooser, {"candidacy": "Grace Example · Staff Engineer"})
    form = await hana.wait_for_view("Decide")
    assert "Grace Example" in form.words
    await hana.close(form)
    form = await world.form(hana, await hana.command("/debrief", "edit ada"), "Edit the debrief")
    assert "Ada Lovelace" in form.words
    await hana.close(form)
    await hana.command("/debrief", "decide nobody")
    await world.settle()
    assert "Grace Example" in (await hana.direct_messages())[-1].words


@by_socket
async def test_a_decision_is_taken_back_with_a_reason(world: World) -> None:
    """/debrief decide shows what holds, and opens the debrief again when it is taken back."""
    await opened(world)
    hana = world.cast.hana
    form = await world.form(hana, await hana.command("/debrief", "decide"), "Decide")
    assert "*Not in:* Ann Archer, Bo Berg" in form.words
    answer = await world.submit(hana, form, {"choice": "hire", "reason": "She is right for us."})
    assert answer.ok, answer
    assert "calls the candidate" in (await card(world)).words
    form = await world.form(hana, await hana.command("/debrief", "decide ada"), "Decided")
    answer = await world.submit(hana, form, {"reason": "The budget is gone."})
    assert answer.ok, answer
    assert "Debrief open" in (await card(world)).words
    assert "budget" not in "\n".join(await in_thread(world))


async def test_who_leaves_the_company_is_replaced_from_one_message(lone: World) -> None:
    """Slack tells that Bo is deactivated; Hana replaces him with two presses; a second look says it is done."""
    await opened(lone)
    hana, cy = lone.cast.hana, lone.cast.cy
    await lone.sandbox.control.change_person("bo", deactivated=True)
    await lone.settle()
    assert "Bo Berg (deactivated in Slack or a guest now)" in (await card(lone)).words
    missing = await told(hana, "Bo Berg's feedback on Ada Lovelace is missing")
    form = await lone.form(hana, await hana.press(missing, "Replace"), "Replace an interviewer")
    assert "instead" in (await lone.submit(hana, form, {"instead": "ann"})).errors
    assert (await lone.submit(hana, form, {"instead": "cy"})).ok
    assert (await told(cy, "Your feedback on Ada Lovelace")).find("Give feedback").kind == "button"
    assert "takes Bo Berg's place" in (await told(hana, "Debrief changed: Ada Lovelace")).words
    assert "*Waiting for:* Ann Archer, Cy Castle" in (await card(lone)).words
    await lone.press(hana, missing, "Go on without")
    assert "Nothing waits for this feedback" in (await hana.direct_messages())[-1].words
    assert await in_thread(lone) == []
