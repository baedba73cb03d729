"""What a colleague answers who was asked whether somebody they know may be written to in their name."""

from slack_bolt.async_app import AsyncAck, AsyncBoltContext

from bot.process import introductions
from handlers.door import transaction
from handlers.payloads import Body, Click


async def agree(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Send the mail in their name."""
    async with transaction(context) as tx:
        await introductions.ask_in_my_name(tx, meeting_id=Click.of(body).id, by=context["person"])
    await ack()


async def refuse(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Send none."""
    async with transaction(context) as tx:
        await introductions.rather_not_ask(tx, meeting_id=Click.of(body).id, by=context["person"])
    await ack()
