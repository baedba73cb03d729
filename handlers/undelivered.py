"""What did not arrive is tried again: by *Try again* under the message that says so, or once its channel is mended."""

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncBoltContext

from bot.process.undelivered import channel_mended, send_again
from handlers.door import transaction
from handlers.payloads import Click


async def again(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
    """Try the delivery once more."""
    async with transaction(context) as tx:
        await send_again(tx, delivery_id=Click.of(body).id, by=context["person"])
    await ack()


async def joined(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
    """Try again what failed to a channel when the bot itself was let in; who else comes doesn't matter."""
    if body["event"].get("user") == context.bot_user_id:
        await _mended(body, context)
    await ack()


async def unarchived(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
    """Try again what failed to a channel while it was archived."""
    await _mended(body, context)
    await ack()


async def _mended(body: dict[str, Any], context: AsyncBoltContext) -> None:
    async with transaction(context) as tx:
        await channel_mended(tx, body["event"]["channel"])
