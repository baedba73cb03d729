"""Every row of DESIGN.md §11, through the door: what the person sees, and that nothing half-done is kept."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from sqlalchemy import func, select, text

from bot.sandbox.actor import Actor
from bot.sandbox.seen import Acknowledgement, SeenMessage
from storage.audit import AuditEntry
from storage.candidacies import Candidacy
from tests.story.locking import held
from tests.world import World, by_http, by_socket

TYPED = "Ada Lovelace, Staff Engineer @ann @bo"
OWNERS: dict[str, object] = {"hiring_manager": "hana", "coordinator": "cora", "channel": "debriefs"}
HIRE: dict[str, object] = {"choice": "hire", "reason": "Right for us.", "email": "ada@home.example", "zone": "Lisbon"}
LOGGED: dict[str, object] = {"sentiment": "positive", "said": "Glad."}


async def seen(who: Actor, text: str) -> SeenMessage:
    """Return the last direct message whose notification begins like this."""
    found = [one for one in await who.direct_messages() if one.text.startswith(text)]
    assert found, [one.text for one in await who.direct_messages()]
    return found[-1]


async def told(world: World, who: Actor, where: str = "direct") -> str:
    """Return the last words that only this person sees."""
    await world.settle()
    return [one for one in await who.messages(where) if one.ephemeral][-1].words


async def opened(world: World, typed: str = TYPED, **other: object) -> Acknowledgement:
    """Open a debrief as Hana."""
    form = await world.form(world.cast.hana, await world.cast.hana.command("/debrief", typed))
    return await world.submit(world.cast.hana, form, {**OWNERS, **other})


async def hired(world: World) -> None:
    """Open a debrief, let both reply, decide to hire."""
    assert (await opened(world)).ok
    for who in (world.cast.ann, world.cast.bo):
        await who.direct("Good: You listened.\nGrow: Say more.")
        await world.settle()
    form = await world.form(world.cast.hana, await world.cast.hana.command("/debrief", "decide"))
    assert (await world.submit(world.cast.hana, form, HIRE)).ok


async def asked(world: World, **wish: object) -> SeenMessage:
    """Bring Ada to her reverse interview with one request; returns the coordinator's card."""
    cora, hana = world.cast.cora, world.cast.hana
    await hired(world)
    form = await world.form(hana, await hana.press(await seen(hana, "The offer call to"), "Log the call"))
    assert (await world.submit(hana, form, LOGGED)).ok
    await world.advance(minutes=6)
    form = await world.form(cora, await cora.command("/offer", "ask Ada"))
    answer = await world.submit(cora, form, {"person": "eve", "learn": "Why now?", **wish})
    assert answer.ok, answer
    for view in await cora.views():
        await cora.close(view, everything=True)
    return await seen(cora, "Meetings for")


async def count(world: World, table: type[Candidacy | AuditEntry]) -> int:
    """Return how many rows a table has."""
    async with world.app.database.reading(world.app.workspace.id) as tx:
        return (await tx.session.execute(select(func.count()).select_from(table))).scalar_one()


async def test_commands_that_make_no_sense(lone: World) -> None:
    """They get the usage or the names there are, seen by the asker alone; nothing changes."""
    assert (await opened(lone)).ok
    hana = lone.cast.hana
    for command, typed, said in (
        ("/debrief", "???", "/debrief edit"),
        ("/debrief", "decide Nobody", "Ada Lovelace"),
        ("/debrief", "edit \u202e🦄", "Ada Lovelace"),
        ("/offer", "!!!", "Ada Lovelace"),
        ("/offer", "answer <!channel> nobody", "Ada Lovelace"),
        ("/offer", "help", "/offer stats"),
        ("/offer", "call Nobody", "Ada Lovelace"),
    ):
        await hana.command(command, typed)
        assert said in await told(lone, hana), (command, typed)
        assert not await hana.views()
    assert await count(lone, Candidacy) == 1
    assert await lone.sandbox.control.broadcasts() == []


async def test_an_ambiguous_name_offers_a_choice(lone: World) -> None:
    """Two Adas: both commands ask which, and go on with the one chosen."""
    assert (await opened(lone)).ok
    assert (await opened(lone, "Ada Example, Designer @cy")).ok
    hana = lone.cast.hana
    form = await lone.form(hana, await hana.command("/debrief", "decide Ada"))
    assert {one.split(" · ")[0] for one in form.find("candidacy").choices} == {"Ada Lovelace", "Ada Example"}
    await lone.submit(hana, form, {"candidacy": "Ada Example · Designer"})
    assert "Ada Example" in (await hana.wait_for_view("Decide")).words
    await hana.close(await hana.wait_for_view("Decide"))
    await hana.command("/offer", "Ada")
    words = await told(lone, hana)
    assert "Ada Lovelace" in words
    assert "Ada Example" in words


async def test_wrong_fields_are_said_beside_them_and_the_form_stays(lone: World) -> None:
    """Past days, malformed addresses, guests, foreigners and the candidate on the panel; corrected, it is kept."""
    hana, control = lone.cast.hana, lone.sandbox.control
    await control.add_person("ada", name="Ada Lovelace", email="ada@home.example")
    await control.add_person("fox", name="Fox Foreign", foreign=True)
    form = await lone.form(hana, await hana.command("/debrief", TYPED))
    wrong: list[tuple[dict[str, object], str]] = [
        ({"due_on": "2030-01-01"}, "due_on"),
        ({"email": "ada@home"}, "email"),
        ({"interviewers": ["ann", "gus"]}, "interviewers"),
        ({"interviewers": ["ann", "fox"]}, "interviewers"),
        ({"interviewers": ["ann", "ada"], "email": "Ada@home.example"}, "interviewers"),
        ({"hiring_manager": "gus"}, "hiring_manager"),
        ({"candidate": "  \u00a0 "}, "candidate"),
    ]
    for values, field in wrong:
        answer = await lone.submit(hana, form, {**OWNERS, "email": None, "due_on": "2030-01-09", **values})
        assert field in answer.errors, (values, answer)
        form = (await hana.views())[-1]
    assert await count(lone, Candidacy) == 0
    right = {"interviewers": ["ann", "bo"], "candidate": "Ada Lovelace", "due_on": "2030-01-09", "email": None}
    answer = await lone.submit(hana, form, {**OWNERS, **right})
    assert answer.ok, answer
    assert await count(lone, Candidacy) == 1


async def test_wrong_fields_of_the_later_forms(lone: World) -> None:
    """The decision, the log, a request, an exact time and the answer each name the field."""
    cora, hana = lone.cast.cora, lone.cast.hana
    assert (await opened(lone)).ok
    form = await lone.form(hana, await hana.command("/debrief", "decide"))
    for values, field in (
        ({"choice": "not_yet", "revisit_on": "2030-01-01"}, "revisit_on"),
        ({"zone": "Mars"}, "zone"),
    ):
        answer = await lone.submit(hana, form, {**HIRE, **values})
        assert field in answer.errors, answer
        form = (await hana.views())[-1]
    assert (await lone.submit(hana, form, {**HIRE, "revisit_on": None})).ok
    form = await lone.form(hana, await hana.press(await seen(hana, "The offer call to"), "Log the call"))
    answer = await lone.submit(hana, form, {**LOGGED, "sentiment": "mixed"})
    assert "next_on" in answer.errors
    assert (await lone.submit(hana, form, LOGGED)).ok
    await lone.advance(minutes=6)
    form = await lone.form(cora, await cora.command("/offer", "ask Ada"))
    day: dict[str, object] = {"day_1": "2030-01-10", "from_1": "15:00", "to_1": "14:00"}
    answer = await lone.submit(cora, form, {"person": "eve", **day})
    assert "to_1" in answer.errors
    answer = await lone.submit(cora, form, {"person": "gus", **day, "to_1": "18:00"})
    assert "person" in answer.errors
    await cora.close((await cora.views())[-1])
    form = await lone.form(hana, await hana.command("/offer", "answer Ada"))
    answer = await lone.submit(hana, form, {"answer": "accepted", "starts_on": "2030-03-01", "work_email": "ada@"})
    assert "work_email" in answer.errors, answer


async def test_a_form_of_older_facts_says_what_happened_meanwhile(lone: World) -> None:
    """The debrief was closed while Hana filled in her decision: nothing of hers is kept, and she hears why."""
    assert (await opened(lone)).ok
    hana, cora = lone.cast.hana, lone.cast.cora
    form = await lone.form(hana, await hana.command("/debrief", "decide"))
    (card,) = [one for one in await cora.messages("debriefs") if not one.ephemeral]
    closing = await lone.form(cora, await cora.choose(card, "debrief_menu", "Close"))
    assert (await lone.submit(cora, closing, {"reason": "She took another job."})).ok
    answer = await lone.submit(hana, form, HIRE)
    assert "closed" in " ".join(answer.errors.values()), answer
    (card,) = [one for one in await cora.messages("debriefs") if not one.ephemeral]
    assert "no longer considered" in card.words
    assert not card.pressables


async def test_a_press_on_an_old_prompt_says_who_decided_and_when(lone: World) -> None:
    """The prompt's button from before the decision leads to the decision that holds; the card is drawn anew."""
    assert (await opened(lone)).ok
    hana = lone.cast.hana
    for who in (lone.cast.ann, lone.cast.bo):
        await who.direct("Good: You listened.")
        await lone.settle()
    prompt = await seen(hana, "Please decide")
    form = await lone.form(hana, await hana.command("/debrief", "decide"))
    assert (await lone.submit(hana, form, HIRE)).ok
    await hana.press(prompt, "Decide", stale=True)
    await lone.settle()
    view = (await hana.views())[-1]
    assert "Hire*, decided by Hana Hart" in view.words
    assert not [one for one in (await seen(hana, "Decided")).pressables if one.text == "Decide"]


async def test_stale_buttons_say_who_did_what(lone: World) -> None:
    """Approved, accepted and cancelled meanwhile: each old card answers with the first act, and is drawn anew."""
    cora, eve, hana = lone.cast.cora, lone.cast.eve, lone.cast.hana
    card = await asked(lone)
    await lone.press(cora, card, "Approve")
    await cora.press(card, "Approve", stale=True)
    assert "You approved this" in await told(lone, cora)
    assert not [one for one in (await seen(cora, "Meetings for")).pressables if one.text == "Approve"]
    brief = await seen(eve, "Cora Cole asks")
    first, second = [one for one in brief.pressables if one.text.startswith("Accept")][:2]
    await lone.press(eve, brief, first.text, first.value)
    await eve.press(brief, second.text, second.value, stale=True)
    assert "agreed" in (await told(lone, eve)).lower()
    form = await lone.form(hana, await hana.command("/offer", "answer Ada"))
    await lone.submit(hana, form, {"answer": "withdrawn", "reason": "Another offer."})
    await lone.settle()
    await eve.press(brief, "I can't", stale=True)
    assert "needed any more" in await told(lone, eve)
    await hana.command("/offer", "ask Ada")
    assert "closed" in (await told(lone, hana)).lower()


async def test_who_may_not_is_told_who_can_and_it_is_audited(lone: World) -> None:
    """An interviewer who decides, a member who wants settings, a guest: why, and who can; denials leave a row."""
    assert (await opened(lone)).ok
    cast = lone.cast
    (card,) = [one for one in await cast.ann.messages("debriefs") if not one.ephemeral]
    before = await count(lone, AuditEntry)
    await cast.ann.choose(card, "debrief_menu", "Decide")
    assert "Hana Hart" in await told(lone, cast.ann, "debriefs")
    await cast.mel.command("/offer", "settings")
    assert "head of talent" in (await told(lone, cast.mel)).lower()
    assert await count(lone, AuditEntry) == before + 2
    await cast.gus.command("/debrief", TYPED)
    assert "full member" in await told(lone, cast.gus)
    assert await count(lone, Candidacy) == 1


async def _kick(world: World, channel: str) -> Callable[[], Awaitable[None]]:
    await world.sandbox.control.kick(channel)
    return lambda: world.sandbox.control.invite(channel)


async def _archive(world: World, channel: str) -> Callable[[], Awaitable[None]]:
    await world.sandbox.control.archive(channel)
    return lambda: world.sandbox.control.archive(channel, archived=False)


@pytest.mark.parametrize(("break_it", "said"), [(_kick, "/invite"), (_archive, "Unarchive")])
@by_http
async def test_a_channel_that_is_lost_is_mended_and_tried_again(
    world: World, break_it: Callable[[World, str], Awaitable[Callable[[], Awaitable[None]]]], said: str
) -> None:
    """Removed or archived between the check and the post: the opener hears how to mend it, and tries again."""
    control, hana = world.sandbox.control, world.cast.hana
    form = await world.form(hana, await hana.command("/debrief", TYPED))
    await control.fault("chat.postMessage", "delay", seconds=0.3, match={"channel": "debriefs"})
    sending = asyncio.create_task(world.submit(hana, form, OWNERS))
    await _until_called(world, "conversations.info")
    mend = await break_it(world, world.cast.channel)
    answer = await sending
    assert answer.ok, answer
    card = await seen(hana, "The debrief channel can't be used")
    assert said in card.words
    await mend()
    await world.press(hana, card, "retry_channel")
    found = [one for one in await world.cast.ann.messages("debriefs") if not one.ephemeral and "Ada" in one.words]
    assert len(found) == 1


@pytest.mark.parametrize("is_private", [True, False], ids=["private", "public"])
@pytest.mark.parametrize("break_it", [_kick, _archive])
async def test_a_channel_that_is_mended_gets_what_it_was_owed_by_itself(
    lone: World, break_it: Callable[[World, str], Awaitable[Callable[[], Awaitable[None]]]], *, is_private: bool
) -> None:
    """A decision while the bot could not post: card and thread catch up, once, when it is let in again."""
    cast, control = lone.cast, lone.sandbox.control
    place = "panel" if is_private else "hiring"
    channel = await control.add_channel(place, private=is_private, members=[cast.hana, cast.ann, cast.mel], bot=True)
    assert (await opened(lone, channel=place, public_is_fine=None if is_private else ["yes"])).ok
    mend = await break_it(lone, channel)
    form = await lone.form(cast.hana, await cast.hana.command("/debrief", "decide"))
    assert (await lone.submit(cast.hana, form, {"choice": "no_hire", "reason": "Not now."})).ok
    notice = await seen(cast.hana, "The debrief channel can't be used")
    if break_it is _kick:
        await control.invite(channel, "bo")  # somebody else who comes mends nothing
        await lone.settle()
    (card,) = [one for one in await cast.ann.messages(channel) if "Ada" in one.words]
    assert len(await cast.ann.messages(channel, card.ts)) == 1
    await mend()
    await cast.ann.wait_for_message("Decided: no hire", channel, thread_ts=card.ts)
    await lone.press(cast.hana, notice, "retry_channel")
    thread = await cast.ann.messages(channel, card.ts)
    assert ["decided by Hana Hart" in one.words for one in thread] == [True, True]


async def _until_called(world: World, method: str) -> None:
    """Wait until the bot has called a method."""

    async def look() -> bool:
        return any(one.get("method") == method for one in await world.sandbox.control.log())

    await world.sandbox.control.wait_for(look)


async def test_people_cannot_be_looked_up_while_slack_is_down(lone: World) -> None:
    """Who presses and who is named: try again, the form stays open with what was typed, then it is kept."""
    hana, control = lone.cast.hana, lone.sandbox.control
    await control.fault("users.info", "status", count=None)
    await hana.command("/debrief", TYPED)
    assert "try again" in await told(lone, hana)
    await control.clear_faults()
    form = await lone.form(hana, await hana.command("/debrief", TYPED))
    await control.fault("users.info", "status", count=None, match={"user": lone.cast.bo.user_id})
    answer = await lone.submit(hana, form, OWNERS)
    assert "try again" in " ".join(answer.errors.values()), answer
    assert await count(lone, Candidacy) == 0
    await control.clear_faults()
    assert (await lone.submit(hana, (await hana.views())[-1], OWNERS)).ok


async def test_a_slow_database_keeps_forms_open_and_lets_slack_send_again(world: World) -> None:
    """Past the deadline a form and a press say "not saved"; an event isn't acknowledged, comes again, counts once."""
    cast, hana = world.cast, world.cast.hana
    assert (await opened(world)).ok
    form = await world.form(hana, await hana.command("/debrief", "decide"))
    with held(world.app.database, "LOCK TABLE candidacies, people, receipts IN EXCLUSIVE MODE"):
        answer, ts = await asyncio.gather(hana.submit(form, HIRE), cast.ann.direct("Good: You listened."))
        await asyncio.sleep(0.2)
    assert ts
    said = " ".join(answer.errors.values())
    assert "Not saved" in said, answer
    assert "try again" in said
    assert answer.milliseconds < 3000
    await world.settle()
    receipt = await cast.ann.wait_for_message("You listened.")
    assert "Saved" in receipt.words
    assert len([one for one in await cast.ann.direct_messages() if "Saved." in one.words]) == 1
    assert (await world.submit(hana, (await hana.views())[-1], HIRE)).ok


@by_socket
async def test_slack_is_down_when_it_is_to_be_told(world: World) -> None:
    """What was saved stands; what is owed goes out once Slack answers again, each message once."""
    control = world.sandbox.control
    await control.fault("chat.postMessage", "status", count=2)
    await control.fault("conversations.open", "drop", count=1)
    assert (await opened(world)).ok
    for who in (world.cast.ann, world.cast.bo):
        await who.wait_for_message("Your feedback on")
    await world.settle()
    cards = [one for one in await world.cast.ann.messages("debriefs") if not one.ephemeral]
    assert len(cards) == 1
    async with world.app.database.reading() as tx:
        states = await tx.session.execute(text("SELECT DISTINCT state FROM deliveries"))
        assert {row[0] for row in states} <= {"delivered", "cancelled"}
