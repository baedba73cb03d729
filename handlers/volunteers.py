"""Asking colleagues who can take a request, and their *I can take this*."""

from slack_bolt.async_app import AsyncAck, AsyncBoltContext

from bot.process import volunteers
from handlers.door import transaction
from handlers.payloads import Body, Click


async def ask(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Ask in the debrief's channel, as the coordinator."""
    async with transaction(context) as tx:
        await volunteers.ask_for_volunteers(tx, request_id=Click.of(body).id, by=context["person"])
    await ack()


async def volunteer(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Note that whoever pressed can take it."""
    async with transaction(context) as tx:
        await volunteers.volunteer(tx, request_id=Click.of(body).id, by=context["person"])
    await ack()
