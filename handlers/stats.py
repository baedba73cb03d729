"""`/offer stats`."""

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncBoltContext

from bot.messages.stats import stats_shown
from bot.process.stats import figures
from handlers.door import transaction


async def show(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
    """Answer with the figures, for the asker alone."""
    del body
    async with transaction(context) as tx:
        found = await figures(tx, by=context["person"])
    await ack(**stats_shown(found).payload())
