"""From requests to meetings, through the door: every button and form of the step, pressed once."""

import re
from email.message import Message as Mail

from sqlalchemy import func, select

from bot.process.choices import choose_someone
from bot.rules.words import Surface
from bot.sandbox.actor import Actor
from bot.sandbox.seen import SeenMessage, SeenView
from storage.deliveries import Delivery
from storage.people import by_slack_ids
from tests.story.test_calling_and_asking import ADA, hired, log, refused, seen
from tests.world import World, by_http, by_socket

FREE: dict[str, object] = {"zone": "Berlin", "day_1": "2030-01-09", "from_1": "09:00", "to_1": "18:00"}
MORE: dict[str, object] = {"day_2": "2030-01-10", "from_2": "09:00", "to_2": "18:00"}
INES: dict[str, object] = {
    "name": "Ines Vestor",
    "email": "ines@fund.example",
    "contact_class": "investor",
    "zone": "New York",
}
ROOM = "Room 4, Main Street 1"


async def invited(world: World, *wishes: dict[str, object]) -> None:
    """Bring Ada to her reverse interview, with these requests entered by Cora."""
    cora = world.cast.cora
    await hired(world)
    await log(world)
    for wish in wishes:
        for view in await cora.views():
            await cora.close(view, everything=True)
        form = await world.form(cora, await cora.command("/offer", "ask Ada"))
        answer = await world.submit(cora, form, {**FREE, **MORE, **wish})
        assert answer.ok, answer
    for view in await cora.views():
        await cora.close(view, everything=True)


async def fill(world: World, who: Actor, label: str, values: dict[str, object], card: str = "Meetings for") -> None:
    """Press a button of a card that opens a form, and submit it; a wrong field fails."""
    form = await world.form(who, await who.press(await seen(who, card), label))
    answer = await world.submit(who, form, values)
    assert answer.ok, answer


async def set_time(world: World, card: SeenMessage) -> SeenView:
    """Open the form of one time from the menu of Cora's last row."""
    menu = [one for one in card.pressables if "Set an exact time" in one.choices][-1]
    cora = world.cast.cora
    return await world.form(cora, await cora.press(card, menu.action_id, "Set an exact time", block_id=menu.block_id))


async def choose_elsewhere(world: World, who: Actor) -> None:
    """Have Cora choose somebody for her only request in another window, while she has a form open in this one."""
    cora = world.cast.cora.user_id
    async with world.app.database.transaction(world.app.workspace.id) as tx:
        known = await by_slack_ids(tx, [cora, who.user_id])
        await choose_someone(tx, request_id=1, chosen=known[who.user_id], by=known[cora])
    await world.settle()


def written(mail: Mail) -> str:
    """Return all that stands in a mail, its calendar entry too."""
    parts = [part.get_payload(decode=True) for part in mail.walk() if not part.is_multipart()]
    return "\n".join(part.decode() for part in parts if isinstance(part, bytes))


@by_http
async def test_the_coordinator_approves_chooses_and_says_no(world: World) -> None:
    """Each act shows on the card at once; a second press on an old card says who did what."""
    cora, ann = world.cast.cora, world.cast.ann
    await invited(
        world, {"person": "ann", "learn": "What breaks <!channel> at night?"}, {"area": "On call", "place": "office"}
    )
    card = await seen(cora, "Meetings for")
    assert "What breaks <!channel> at night?" in card.words
    await world.press(cora, card, "Approve")
    assert "Would you meet a candidate?" in (await seen(ann, "Cora Cole asks")).words
    await cora.press(card, "Approve", stale=True)
    assert "You approved this" in await refused(world, cora)
    await fill(world, cora, "Find someone", INES)
    card = await seen(cora, "Meetings for")
    assert re.search(r"Wed 9 Jan, \d\d:\d\d New York · \d\d:\d\d Berlin", card.words)
    someone = [one for one in card.pressables if one.text == "Someone else"][-1]
    form = await world.form(cora, await cora.press(card, "Someone else", someone.value))
    assert (await world.submit(cora, form, {"person": "bo"})).ok
    card = await seen(cora, "Meetings for")
    assert ("Bo Berg" in card.words, "Ines Vestor" in card.words) == (True, False)
    assert "Chosen by you" in card.words
    form = await set_time(world, card)
    answer = await world.submit(cora, form, {"date": "2030-01-06", "time": "10:00"})
    assert set(answer.errors) == {"time"}
    await world.submit(cora, form, {"date": "2030-10-27", "time": "02:30", "is_sure": ["yes"]})
    form = await cora.wait_for_view("Set a time")
    assert "first at UTC+2, then at UTC+1" in form.words
    answer = await world.submit(cora, form, {})
    assert set(answer.errors) == {"which_time"}
    answer = await world.submit(cora, form, {"time": "03:30", "is_sure": []})
    assert set(answer.errors) == {"time"}, "and it asks no more which of two they mean"
    answer = await world.submit(cora, form, {"time": "02:30", "is_sure": ["yes"], "which_time": "The second"})
    assert answer.ok, answer
    brief = await seen(world.cast.bo, "Cora Cole asks")
    assert [one.text for one in brief.pressables if "Accept" in one.text] == ["Accept Sun 27 Oct, 02:30 UTC+1"]
    form = await set_time(world, await seen(cora, "Meetings for"))
    assert "What they were asked about before is off then." in form.words
    answer = await world.submit(cora, form, {"date": "2030-01-16", "time": "11:00", "place_office": ROOM})
    assert answer.ok, answer
    brief = await seen(world.cast.bo, "Cora Cole asks")
    assert [one.text for one in brief.pressables if "Accept" in one.text] == ["Accept Wed 16 Jan, 11:00"]
    assert ROOM in brief.words
    say_no = [one for one in (await seen(cora, "Meetings for")).pressables if one.text == "Say no"][-1]
    form = await world.form(cora, await cora.press(await seen(cora, "Meetings for"), "Say no", say_no.value))
    answer = await world.submit(cora, form, {"reason": "Nobody is on call.", "alternative": "Ann can tell you."})
    assert answer.ok, answer
    assert "Staff Engineer isn't needed after all" in (await seen(world.cast.bo, "The conversation with")).words
    assert [
        one["To"] for one in world.sent_mails() if "About the conversation you asked for" in str(one["Subject"])
    ] == [ADA]


async def times_drawn(world: World, surface: Surface) -> int:
    """Return how often cards of a kind were drawn, all together."""
    async with world.app.database.reading(world.app.workspace.id) as tx:
        query = select(func.sum(Delivery.sent_revision)).where(Delivery.surface == surface)
        return int((await tx.session.execute(query)).scalar_one())


@by_socket
async def test_a_contact_answers_and_the_meeting_is_placed_moved_and_cancelled(world: World) -> None:
    """Other times, then a yes; the mails that follow are each sent once."""
    cora, ann = world.cast.cora, world.cast.ann
    await invited(world, {"person": "ann", "place": "office"})
    form = await world.form(cora, await cora.press(await seen(cora, "Meetings for"), "Approve"))
    await choose_elsewhere(world, world.cast.bo)
    await world.submit(cora, form, {"place_office": "Room 3 & up"})
    assert "Nobody was asked yet" in (said := (await cora.views())[-1].words)
    assert "You had written: Room 3 &amp; up" in said
    await fill(world, cora, "Someone else", {"person": "ann"})
    await fill(world, cora, "Approve", {})
    await fill(world, ann, "Other times", {"times": "Friday after three"}, "Cora Cole asks")
    assert "Friday after three" in (await seen(ann, "Thank you: Cora Cole")).words
    card = await seen(cora, "Meetings for")
    assert "Friday after three" in card.words
    await fill(world, cora, "Ask again", {"place_office": "Room 4", "host_office": "Cora fetches them"})
    brief = await seen(ann, "Cora Cole asks")
    accept = next(one for one in brief.pressables if one.text.startswith("Accept"))
    await world.press(ann, brief, accept.text, accept.value)
    assert "Agreed, thank you" in (await seen(ann, "Agreed")).words
    shown = await times_drawn(world, Surface.CONTACT_BRIEF)
    await ann.press(brief, accept.text, accept.value, stale=True)
    assert re.search(r"You accepted a time on .*This is agreed for", await refused(world, ann))
    assert await times_drawn(world, Surface.CONTACT_BRIEF) == shown + 1
    assert "Room 4. Cora fetches them" in (await seen(ann, "Agreed")).words
    await fill(world, cora, "Change place", {"place": "Room 5, Cora fetches them"})
    assert "Room 5" in (await seen(ann, "Agreed")).words
    reason = "The room is double-booked."
    await fill(world, cora, "Move", {"reason": reason})
    assert f"for the record: {reason}" in (await seen(cora, "Meetings for")).words
    brief = await seen(ann, "Cora Cole asks")
    accept = next(one for one in brief.pressables if one.text.startswith("Accept"))
    await world.press(ann, brief, accept.text, accept.value)
    await fill(
        world, cora, "Cancel", {"words": "I'm sorry about the back and forth.", "reason": "Ann is needed in Rome."}
    )
    off = [one for one in world.sent_mails() if str(one["Subject"]).startswith("Cancelled")]
    assert {one["To"] for one in off} == {ADA, "ann@acme.example"}
    assert all("> I'm sorry about the back and forth." in written(one) for one in off)
    assert not [one for one in await ann.direct_messages() if "won't take place" in one.words]
    assert not [one for one in world.sent_mails() if reason in written(one) or "Rome" in written(one)]
    assert not [one for one in await ann.direct_messages() if reason in one.words or "Rome" in one.words]
    subjects = [str(one["Subject"]) for one in world.sent_mails() if one["To"] == ADA]
    assert sorted(subject.split(":")[0] for subject in subjects if "conversation" in subject) == [
        "Cancelled",
        "To be moved",
        "Updated",
        "Updated",
        "Your conversation with Ann Archer",
    ]


async def test_a_form_for_times_that_changed_approves_nothing(lone: World) -> None:
    """Ada is free at other times meanwhile: the form says so and can only be closed; the card has the new ones."""
    cora, hana = lone.cast.cora, lone.cast.hana
    await invited(lone, {"person": "ann", "place": "office"})
    form = await lone.form(cora, await cora.press(await seen(cora, "Meetings for"), "Approve"))
    wish = await lone.form(hana, await hana.command("/offer", "ask Ada"))
    other = {"day_1": "2030-01-11", "replaces_windows": ["yes"], "person": "bo"}
    assert (await lone.submit(hana, wish, {**FREE, **other})).ok
    await lone.submit(cora, form, {"place_office": "Room 4"})
    assert "Nobody was asked yet: the times changed" in (await cora.wait_for_view("Reverse Interview")).words
    assert not [one for one in await lone.cast.ann.direct_messages() if one.text.startswith("Cora Cole asks")]
    assert "Fri 11 Jan" in (await seen(cora, "Meetings for")).words
