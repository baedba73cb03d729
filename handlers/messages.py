"""Messages people write, edit and delete where the bot can see them."""

from collections.abc import Mapping
from functools import partial

from slack_bolt.async_app import AsyncAck, AsyncBoltContext

from bot.process.debrief_channels import lose_card
from bot.process.replies import Reply, record_reply
from bot.rules.text import blocks_with_names, readable
from handlers.door import Door, meet, store, transaction
from handlers.mentions import names_in
from handlers.payloads import Body, Written
from storage.people import Person


async def message(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Take in a message that may be feedback; of what no person wrote, only that a card was deleted matters."""
    written = Written.of(body["event"])
    if written is not None and written.is_by_bot and written.is_deleted and not written.is_direct:
        async with transaction(context) as tx:
            await lose_card(tx, written.channel, written.ts)
    elif written is not None and not written.is_by_bot and written.may_be_feedback:
        door: Door = context["door"]
        names = await names_in(door.database, context.client, context["workspace_id"], [written])
        reply, by = reply_of(written, names), await _author(context, written)
        # A direct message may be about any candidacy: it takes its turn alone.
        thread = (reply.channel, reply.ts if reply.is_direct else reply.thread_ts)
        await store(context, thread, partial(record_reply, reply=reply, by=by))
    await ack()


async def _author(context: AsyncBoltContext, written: Written) -> Person | None:
    asking: Person | None = context.get("person")
    if asking is not None and asking.slack_id == written.slack_id:
        return asking
    return (await meet(context, [written.slack_id])).get(written.slack_id) if written.slack_id else None


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
