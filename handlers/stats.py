"""`/offer stats`."""

from slack_bolt.async_app import AsyncAck, AsyncBoltContext

from bot.messages.stats import stats_shown
from bot.process.stats import figures
from handlers.door import transaction
from handlers.payloads import Command


async def show(ack: AsyncAck, command: Command, typed: str, context: AsyncBoltContext) -> None:
    """Answer with the figures, for the asker alone."""
    del command, typed
    async with transaction(context) as tx:
        found = await figures(tx, by=context["person"])
    await ack(**stats_shown(found).payload())
