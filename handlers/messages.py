"""Messages people write, edit and delete where the bot can see them."""

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncBoltContext

from bot.process.replies import Reply, record_reply
from handlers.door import meet, transaction
from handlers.payloads import Written


async def message(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
    """Take in a message that may be feedback; what no person wrote is acknowledged and left alone."""
    written = Written.of(body["event"])
    if written is not None and not written.is_by_bot and written.may_be_feedback:
        known = await meet(context, [written.slack_id] if written.slack_id else [])
        async with transaction(context) as tx:
            await record_reply(tx, reply_of(written), by=known.get(written.slack_id or ""))
    await ack()


def reply_of(written: Written) -> Reply:
    """Hand a message on without Slack's names."""
    return Reply(
        channel=written.channel,
        is_direct=written.is_direct,
        ts=written.ts,
        thread_ts=written.thread_ts,
        text=written.text,
        blocks=written.blocks,
        has_files=written.has_files,
        edited_ts=written.edited_ts,
        is_deleted=written.is_deleted,
    )
