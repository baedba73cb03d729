"""A word only its author can say: asked for so that it is noticed, reminded of once, and shown where it matters."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from bot.delivery.cards.home import draw
from bot.delivery.cards.reminders import draw_feedback_reminder
from bot.messages.decision_forms import Contactable, decide_form
from bot.process.corrections import dismiss_feedback, place_feedback
from bot.process.decisions import open_decision
from bot.process.feedback import confirm_feedback
from bot.process.replies import Reply, record_reply
from bot.rules.words import Choice, DeliveryState, Surface
from storage.deliveries import Delivery
from storage.panels import seat, seat_of
from tests.process.desks import TUESDAY_NOON, Desk, desk_in
from tests.process.panels import Panel, direct, feedback_ids, panel_in

GOOD = "Good: You drew it.\nGrow: Say what you assume."
PROPOSED = "+ You drew it.\n• Say what you assume."
WORD = "A word from you on Ada Lovelace, please"
WHOM = "Whom is what you wrote about?"


@pytest.fixture
async def panel(sqlite_url: str) -> AsyncIterator[Panel]:
    """One open candidacy with two interviewers."""
    async with panel_in(sqlite_url) as opened:
        yield opened


@pytest.fixture
async def desk(sqlite_url: str) -> AsyncIterator[Desk]:
    """A workspace with people, on a Monday morning."""
    async with desk_in(sqlite_url) as opened:
        yield opened


async def notices(panel: Panel) -> list[str]:
    """Return what Ann was told by messages of their own."""
    query = select(Delivery.payload).where(Delivery.person_id == panel.people["ann"].id, Delivery.payload.is_not(None))
    async with panel.database.reading(panel.workspace_id) as tx:
        return [one["text"] for one in (await tx.session.execute(query.order_by(Delivery.id))).scalars() if one]


async def delivered(panel: Panel) -> None:
    """Have every receipt stand in Slack."""
    async with panel.database.transaction(panel.workspace_id) as tx:
        stands = {"state": DeliveryState.DELIVERED, "sent_channel": "DANN", "ts": "1800000000.000001"}
        await tx.session.execute(
            update(Delivery).where(Delivery.surface == Surface.FEEDBACK_RECEIPT).values(stands | {"sent_revision": 1})
        )


async def test_whoever_has_a_receipt_already_is_asked_by_a_new_message_and_once(panel: Panel) -> None:
    """A first receipt asks by itself; later ones are only edited. What waits already isn't asked for again."""
    await panel.hear(panel.reply("I'll write mine tonight", 1))
    assert await notices(panel) == []
    await delivered(panel)
    await panel.hear(panel.reply("So, where was I?", 2))
    assert await notices(panel) == [], "the receipt asks already"
    async with panel.database.transaction(panel.workspace_id) as tx:
        for feedback_id in await feedback_ids(panel):
            await dismiss_feedback(tx, feedback_id=feedback_id, by=panel.people["ann"])
    await panel.hear(panel.reply(GOOD, 3))
    await panel.hear(panel.reply("", 4))
    assert await notices(panel) == [], "what counts, and a file beside it, need no word"
    await panel.hear(panel.reply("You were kind to the intern.", 5))
    await panel.hear(panel.reply("You were kind to the two interns.", 5, edit=2))
    assert await notices(panel) == [WORD]
    async with panel.database.transaction(panel.workspace_id) as tx:
        await dismiss_feedback(tx, feedback_id=(await feedback_ids(panel))[-1], by=panel.people["ann"])
    await panel.hear(panel.reply("When do we decide?", 6))
    assert await notices(panel) == [WORD], "once a day"


async def test_who_decides_sees_that_a_message_is_placed_nowhere_yet(panel: Panel) -> None:
    """On the form of each candidate it may be about, until its author has said whom it is about."""
    grace = await panel.open("Grace Example")
    await panel.hear(panel.reply(GOOD))
    await grace.hear(grace.reply(GOOD))
    await delivered(panel)
    await panel.hear(direct("1800000000.000100", "You were kind to the intern."))
    assert await notices(panel) == [WHOM]
    waits = "1 message of Ann's isn't placed yet"
    assert [waits in await form(one) for one in (panel, grace)] == [True, True]
    async with panel.database.transaction(panel.workspace_id) as tx:
        feedback_id = (await feedback_ids(grace))[-1]
        await place_feedback(tx, feedback_id=feedback_id, seat_id=panel.seats["ann"], by=panel.people["ann"])
    assert [waits in await form(one) for one in (panel, grace)] == [False, False]


async def form(panel: Panel) -> str:
    """Return the form in which Hana decides."""
    async with panel.database.transaction(panel.workspace_id) as tx:
        hana = panel.people["hana"]
        shown, _, _ = await open_decision(tx, candidacy_id=panel.candidacy_id, by=hana)
    return str(decide_form(shown, hana.id, Contactable(None, None, None, None), []))


async def write(desk: Desk, candidacy_id: int, name: str, text: str) -> int:
    """Reply by direct message, the only open seat being this one; returns the seat's id."""
    by = desk.people[name]
    stamp = f"{desk.now.timestamp():.6f}"
    async with desk.act() as tx:
        await record_reply(tx, Reply(f"D{name}", True, stamp, None, text, (), None, None, False), by=by)  # noqa: FBT003  # a message's parts, in order
        found = await seat_of(tx, candidacy_id, by.id)
        assert found is not None
        return found.id


async def test_a_point_that_was_only_proposed_is_reminded_of_once(desk: Desk) -> None:
    """With what else is to be sorted, when feedback is due; what came of it is seen on the reminder."""
    candidacy_id = await desk.open()
    seat_id = await write(desk, candidacy_id, "ann", PROPOSED)
    await desk.give(candidacy_id, "bo")
    await desk.pass_time(TUESDAY_NOON + timedelta(days=6))
    reminders = [one for one in await desk.notices("ann") if "awaited" in one]
    assert reminders == ["A word of yours is awaited: Ada Lovelace"]
    assert not any("missing" in one for one in await desk.notices("hana"))
    assert "stays inside the team" in await reminded(desk, seat_id)
    assert "Your feedback on *Ada Lovelace*: in, to sort" in await home(desk)
    async with desk.act() as tx:
        await confirm_feedback(tx, seat_id=seat_id, by=desk.people["ann"])
    assert "your feedback is in" in await reminded(desk, seat_id)
    assert "Nothing more is awaited here" in await reminded(desk, seat_id)
    assert "Your feedback on *Ada Lovelace*" not in await home(desk)


async def home(desk: Desk) -> str:
    """Return Ann's App Home."""
    async with desk.database.reading(desk.workspace_id) as tx:
        return str(await draw(tx, desk.people["ann"].id, None))


async def test_nobody_is_reminded_of_a_word_after_the_decision(desk: Desk) -> None:
    """Nor of one that was said before the reminder is due."""
    candidacy_id = await desk.open()
    await write(desk, candidacy_id, "ann", PROPOSED)
    await write(desk, candidacy_id, "bo", PROPOSED)
    async with desk.act() as tx:
        held = await seat_of(tx, candidacy_id, desk.people["bo"].id)
        assert held is not None
        await confirm_feedback(tx, seat_id=held.id, by=desk.people["bo"])
    await desk.decide(candidacy_id, Choice.HIRE, email="ada@home.example")
    await desk.pass_time(TUESDAY_NOON + timedelta(days=6))
    for name in ("ann", "bo"):
        assert not [one for one in await desk.notices(name) if "awaited: Ada" in one]


async def reminded(desk: Desk, seat_id: int) -> str:
    """Return the last reminder of a seat as its holder sees it now."""
    async with desk.database.reading(desk.workspace_id) as tx:
        row = await seat(tx, seat_id)
        messages = await draw_feedback_reminder(tx, row.reminded_by or 0, row.person_id)
    return "".join(str(one.blocks) for one in messages)
