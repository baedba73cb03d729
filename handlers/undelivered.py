"""What did not arrive is tried again, by *Try again* under the message that says so."""

from slack_bolt.async_app import AsyncAck, AsyncBoltContext

from bot.process.undelivered import send_again
from handlers.door import transaction
from handlers.payloads import Body, Click


async def again(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Try the delivery once more."""
    async with transaction(context) as tx:
        await send_again(tx, delivery_id=Click.of(body).id, by=context["person"])
    await ack()
