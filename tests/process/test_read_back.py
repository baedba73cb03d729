"""Reading back: what was written, edited and deleted while nobody listened ends in the same tables."""

from collections.abc import AsyncIterator

import pytest

from bot.process.read_back import Conversation, Heard, directs_to_read, gone, news, reconcile, threads_to_read
from bot.rules.words import DeliveryState, Surface
from storage.candidacies import candidacy
from storage.outbox import To, show_card
from tests.databases import on_sqlite
from tests.process.panels import CHANNEL, Panel, panel_in


@pytest.fixture
async def panel(database_url: str) -> AsyncIterator[Panel]:
    """One open candidacy with two interviewers."""
    async with panel_in(database_url) as opened:
        yield opened


async def read(panel: Panel, heard: list[Heard]) -> Conversation:
    """Read the debrief's thread back, which holds these messages now."""
    async with panel.database.reading(panel.workspace_id) as tx:
        [conversation] = await threads_to_read(tx)
    async with panel.database.transaction(panel.workspace_id) as tx:
        await reconcile(tx, [*await news(tx, heard), *gone(conversation, heard)])
    return conversation


@on_sqlite
async def test_what_was_missed_is_read(panel: Panel) -> None:
    """A new reply, an edit and a deletion are found in the listing; reading it again changes nothing."""
    await panel.hear(panel.reply("Good: quick", 1))
    await panel.hear(panel.reply("Good: kind", 2))
    listing = [
        Heard("UANN", panel.reply("Good: very quick", 1, edit=3)),
        Heard("UANN", panel.reply("Grow: louder", 3)),
        Heard("USTRANGER", panel.reply("Good: me too", 4)),
    ]
    conversation = await read(panel, listing)
    assert (conversation.channel, conversation.ts, len(conversation.known)) == (CHANNEL, panel.root, 2)
    told = await panel.told()
    assert [(row[1], row[2]) for row in told] == [
        ("counted", "Good: very quick"),
        ("withdrawn", ""),
        ("counted", "Grow: louder"),
    ]
    await read(panel, listing)
    assert await panel.told() == told


@on_sqlite
async def test_a_reply_that_came_while_reading_is_not_taken_for_deleted(panel: Panel) -> None:
    """Only what was known before the listing was asked for can be missing from it."""
    async with panel.database.reading(panel.workspace_id) as tx:
        [conversation] = await threads_to_read(tx)
    await panel.hear(panel.reply("Good: quick"))
    assert gone(conversation, []) == []


@on_sqlite
async def test_direct_messages_are_read_from_the_first_question_on(panel: Panel) -> None:
    """What was asked and posted is where reading begins; nobody asked means nothing to read."""
    async with panel.database.transaction(panel.workspace_id) as tx:
        assert await directs_to_read(tx) == []
        about = await candidacy(tx, panel.candidacy_id)
        to = To(person_id=panel.people["ann"].id)
        asked = await show_card(tx, Surface.FEEDBACK_ASKED, panel.seats["ann"], to, candidacy_id=about.id)
        asked.state, asked.sent_revision, asked.sent_channel, asked.ts = DeliveryState.DELIVERED, 1, "DANN", "1.0"
        await tx.session.flush()
        [conversation] = await directs_to_read(tx)
    assert (conversation.channel, conversation.ts, conversation.is_direct) == ("DANN", "1.0", True)
