"""Messages people write, edit and delete where the bot can see them."""

from collections.abc import Mapping
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncBoltContext

from bot.process.debrief_channels import lose_card
from bot.process.replies import Reply, record_reply
from bot.rules.text import blocks_with_names, readable
from handlers.door import Door, meet, transaction
from handlers.mentions import names_in
from handlers.payloads import Written


async def message(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
    """Take in a message that may be feedback; of what no person wrote, only that a card was deleted matters."""
    written = Written.of(body["event"])
    if written is not None and written.is_by_bot and written.is_deleted and not written.is_direct:
        async with transaction(context) as tx:
            await lose_card(tx, written.channel, written.ts)
    elif written is not None and not written.is_by_bot and written.may_be_feedback:
        known = await meet(context, [written.slack_id] if written.slack_id else [])
        door: Door = context["door"]
        names = await names_in(door.database, context.client, context["workspace_id"], [written])
        async with transaction(context) as tx:
            await record_reply(tx, reply_of(written, names), by=known.get(written.slack_id or ""))
    await ack()


def reply_of(written: Written, names: Mapping[str, str]) -> Reply:
    """Hand a message on without Slack's forms; `names` are those of the people mentioned, by Slack id."""
    return Reply(
        channel=written.channel,
        is_direct=written.is_direct,
        ts=written.ts,
        thread_ts=written.thread_ts,
        text=readable(written.text, names),
        blocks=blocks_with_names(written.blocks, written.text, names),
        attached=written.attached,
        edited_ts=written.edited_ts,
        is_deleted=written.is_deleted,
    )
