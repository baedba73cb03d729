"""*Try again*, at any moment and any number of times: what was posted is posted once."""

import asyncio
from random import Random

import pytest

from bot.delivery.outcome import TRIES_WITH_A_BUG
from bot.messages.blocks import Message
from storage.database import Transaction
from storage.undelivered import try_again
from tests.delivery.conftest import CARD, Office, draw


async def press(office: Office, key: str) -> None:
    """Have a delivery tried again."""
    async with office.database.transaction(office.workspace_id) as tx:
        await try_again(tx, await office.delivery(key))


@pytest.mark.parametrize("fault", ["status", "drop"])
@pytest.mark.parametrize("is_after", [True, False], ids=["stored", "not stored"])
async def test_pressed_while_it_is_being_sent(office: Office, fault: str, *, is_after: bool) -> None:
    """Removed, let in again, pressed by two people again and again, with an answer lost: each message stands once."""
    random = Random(f"{fault} {is_after}")
    root = (await office.owe("root"))[0]
    await office.hurry()
    await office.control.kick(office.channel)
    await office.owe("decided", root=root)
    await office.show("card")
    await office.hurry()
    await office.control.fault("chat.postMessage", fault, after=is_after)
    await office.control.fault("chat.postMessage", "delay", seconds=0.1, count=None)
    keys = [row.key for row in await office.deliveries() if row.key != "root"]

    async def keep_pressing() -> None:
        for _ in range(8):
            await press(office, random.choice(keys))
            await asyncio.sleep(random.random() / 10)

    await office.control.invite(office.channel)
    await asyncio.gather(keep_pressing(), keep_pressing(), office.hurry())
    await office.hurry()
    (root,) = [row for row in await office.deliveries() if row.key == "root"]
    assert sorted((await office.seen(thread_ts=root.ts))[1:]) == ["decided"]
    assert (await office.seen()).count("card") == 1


async def test_that_the_bot_came_in_is_not_taken_for_its_card(office: Office) -> None:
    """Let in again, it looks for a card whose posting was cut off: Slack's word that it joined isn't that card."""
    await office.control.kick(office.channel)
    card = await office.show("card")
    await office.hurry()
    await office.control.fault("chat.postMessage", "drop")
    await office.control.invite(office.channel)
    await press(office, card.key)
    await office.hurry()
    assert (await office.seen()).count("card") == 1


async def test_posted_without_an_answer_and_removed_before_it_could_be_looked_up(office: Office) -> None:
    """It waits like whatever the bot's absence keeps, and is found once the bot is back."""
    await office.control.fault("chat.postMessage", "status", after=True)
    await office.control.fault("conversations.history", "error", error="not_in_channel")
    card = await office.show("card")
    await office.hurry()
    await office.change("new")
    await office.hurry()
    assert office.failed == [f"{card.key}: unconfirmed: not_in_channel"]
    await press(office, card.key)
    await office.hurry()
    assert await office.seen() == ["new"]


async def test_posted_without_an_answer_and_then_impossible_to_draw(office: Office) -> None:
    """Given up before it was looked up, it isn't posted a second time when it can be drawn again."""
    await office.control.fault("chat.postMessage", "status", after=True)
    drawn = 0

    async def draws_once(tx: Transaction, subject_id: int, person_id: int | None) -> list[Message]:
        nonlocal drawn
        drawn += 1
        if drawn > 1:
            raise KeyError(subject_id)
        return await draw(tx, subject_id, person_id)

    office.renderers[CARD] = draws_once
    await office.show("card")
    await office.hurry()
    assert drawn >= TRIES_WITH_A_BUG
    office.renderers[CARD] = draw
    await office.change("new")
    await office.hurry()
    assert await office.seen() == ["new"]
