"""App Home."""

from slack_bolt.async_app import AsyncAck, AsyncBoltContext

from bot.process.home import show_home
from handlers.door import transaction
from handlers.payloads import Body


async def opened(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Have the page drawn anew for whoever opened it."""
    if body["event"].get("tab") == "home" and "person" in context:
        async with transaction(context) as tx:
            await show_home(tx, by=context["person"])
    await ack()
