"""Two hundred replies in a second: none is lost, and one card tells them all."""

import asyncio
import time
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.delivery.claims import CARD_REST
from bot.demo.cast import CANDIDATE, CHANNEL
from storage.feedback import Feedback
from tests.story.test_opening_and_deciding import card, opened
from tests.world import World, world_of

REPLIES = 200
SURFACES = 3
"""The card, and a receipt for each of the two who reply; each rests between two edits."""
PATIENCE = 90
"""Seconds; Slack's own patience is longer: what it wasn't answered in time it sends again for an hour."""


@pytest.mark.long
async def test_two_hundred_replies_in_a_second(sqlite_url: str, tmp_path: Path) -> None:
    """All are stored, each once; the card was edited no more often than it rests, and stands right in the end."""
    async with world_of(sqlite_url, tmp_path, is_paced=True) as lone:
        await reply_at_once(lone)


async def reply_at_once(lone: World) -> None:
    """Reply, wait and look."""
    assert (await opened(lone)).ok
    await lone.settle()
    root = await card(lone)
    control, people = lone.sandbox.control, (lone.cast.ann, lone.cast.bo)
    began = time.monotonic()
    said = [(people[number % 2], f"Good: point number {number}") for number in range(REPLIES)]
    await asyncio.gather(*(who.post(CHANNEL, text, thread_ts=root.ts) for who, text in said))

    async def texts() -> list[str]:
        async with lone.app.database.reading(lone.app.workspace.id) as tx:
            return list((await tx.session.execute(select(Feedback.text))).scalars())

    async def all_are_there() -> bool:
        return len(await texts()) >= REPLIES

    await control.wait_for(all_are_there, PATIENCE)
    assert sorted(await texts()) == sorted(text for _, text in said)
    await lone.cast.ann.wait_for_message("2 of 2 in", CHANNEL, timeout=PATIENCE)
    cards = [one for one in await lone.cast.ann.messages(CHANNEL) if CANDIDATE in one.text]
    assert len(cards) == 1
    log = await control.log()
    edits = [one for one in log if one["kind"] == "call" and one["method"] == "chat.update"]
    assert len(edits) <= SURFACES * (2 + (time.monotonic() - began) / CARD_REST.total_seconds())
