"""Debrief channels that are lost and mended, cards that are deleted: what Slack tells, and what people press."""

import logging

from slack_bolt.async_app import AsyncAck, AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient

from bot.messages.debrief_channels import moving_form
from bot.messages.debrief_forms import PUBLIC_IS_FINE
from bot.process.debrief_channels import (
    check_retry,
    come_back,
    lose_channel,
    mend_channel,
    move_debrief,
    open_move,
    post_card_again,
    retry_channel,
)
from bot.process.refusals import WrongField
from bot.rules.words import ChannelTrouble
from handlers.channels import check_channel, trouble_now, trouble_of
from handlers.door import NO_ANSWER, transaction
from handlers.forms import show_form
from handlers.payloads import Body, Click, Submission
from storage.database import Database
from storage.debrief_channels import channels_in_use, trouble_in

LOST = {
    "channel_left": ChannelTrouble.LEFT,
    "group_left": ChannelTrouble.LEFT,
    "channel_archive": ChannelTrouble.ARCHIVED,
    "group_archive": ChannelTrouble.ARCHIVED,
    "channel_shared": ChannelTrouble.SHARED,
}
"""What Slack's events about a channel mean."""

log = logging.getLogger(__name__)


async def lost(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Take in that the bot was removed from a channel, or that it was archived or shared."""
    event = body["event"]
    async with transaction(context) as tx:
        await lose_channel(tx, event["channel"], LOST[event["type"]])
    await ack()


async def joined(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Go on in a channel when the bot itself was let in; who else comes doesn't matter."""
    if body["event"].get("user") == context.bot_user_id:
        await _mended(body, context)
    await ack()


async def unarchived(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Go on in a channel that was archived."""
    await _mended(body, context)
    await ack()


async def _mended(body: Body, context: AsyncBoltContext) -> None:
    async with transaction(context) as tx:
        await come_back(tx, body["event"]["channel"])


async def retry(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Ask Slack how the channel is, and go on there if it can be used."""
    candidacy_id, by = Click.of(body).id, context["person"]
    async with transaction(context) as tx:
        channel, known = await check_retry(tx, candidacy_id=candidacy_id, by=by)
    try:
        trouble = await trouble_now(context, channel)
    except NO_ANSWER:
        trouble = known  # it can't say: posting will tell, but not that others read along
    async with transaction(context) as tx:
        await retry_channel(tx, candidacy_id=candidacy_id, trouble=trouble, by=by)
    await ack()


async def open_form(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Ask where a debrief is to go on."""
    click = Click.of(body)
    async with transaction(context) as tx:
        view = moving_form(await open_move(tx, candidacy_id=click.id, by=context["person"]))
    show_form(context, click.trigger_id, view)
    await ack()


async def move(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Move a debrief: check the new channel with Slack first."""
    form = Submission.of(body)
    channel = form.channel("channel")
    if channel is None:
        raise WrongField(channel="Choose the channel where the debrief goes on.")
    await check_channel(context, channel, public_is_fine=bool(form.choices(PUBLIC_IS_FINE)))
    async with transaction(context) as tx:
        await move_debrief(tx, candidacy_id=form.ids["candidacy"], channel=channel, by=context["person"])
    await ack()


async def post_again(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Post a deleted card anew."""
    async with transaction(context) as tx:
        await post_card_again(tx, candidacy_id=Click.of(body).id, by=context["person"])
    await ack()


async def watch_channels(database: Database, client: AsyncWebClient, workspace_id: int) -> None:
    """Look at every channel a debrief is held in: what befell it while the bot wasn't told."""
    async with database.reading(workspace_id) as tx:
        known = {channel: await trouble_in(tx, channel) for channel in await channels_in_use(tx)}
    for channel, noted in known.items():
        try:
            trouble = await trouble_of(client, channel)
        except NO_ANSWER as error:
            log.warning("looking at %s: %s", channel, type(error).__name__)
            continue
        async with database.transaction(workspace_id) as tx:
            if trouble is not None:
                await lose_channel(tx, channel, trouble)
            elif noted is not None and noted.trouble is not ChannelTrouble.FORBIDDEN:  # which Slack doesn't tell of
                await mend_channel(tx, channel)
