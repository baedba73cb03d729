"""Whether a channel can hold a debrief: asked of Slack before anything is kept."""

import asyncio
import time
from typing import Any

from slack_bolt.async_app import AsyncBoltContext
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.process.refusals import NotSaved, WrongField
from bot.rules.words import ChannelTrouble
from handlers.door import ANSWER_WITHIN, NO_ANSWER

LEFT_TO_STORE = 0.7
"""Seconds kept back for the transaction that follows."""

INVITE = "I'm not in that channel. Type `/invite @Reverse Interview` in it, then press Open again."
ARCHIVED = "That channel is archived. Choose another, or unarchive it first."
SHARED = "That channel is shared with another company or workspace, who would read along. Choose one of ours only."
NOT_A_CHANNEL = "Choose a channel; direct messages can't hold a debrief."
PUBLIC = "That channel is public: everyone here can find and read it. Tick the box below the channel if that is fine."
UNREADABLE = "Slack won't tell me about that channel. If everyone here may read it, tick the box below the channel."
OTHERS_READ = ("is_ext_shared", "is_org_shared", "is_shared", "is_pending_ext_shared")
"""What Slack says of a channel that others than this workspace's people read, or may soon."""

LACKING = ("unknown_method", "missing_scope")
SLACK_IS_DOWN = "Slack didn't answer when I looked the channel up. Nothing was saved; please try again in a moment."


async def check_channel(context: AsyncBoltContext, channel: str, *, public_is_fine: bool) -> None:
    """Return when the bot can hold a debrief there; it joins a public channel by itself.

    Raises WrongField with what to do about the channel, NotSaved when Slack can't be asked in time.
    """
    try:
        async with asyncio.timeout(_left(context)):
            found = await _told_of(context, channel)
            if found is None:
                if not public_is_fine:
                    raise WrongField(channel=UNREADABLE)
                return
            _check(found, public_is_fine=public_is_fine)
            if not found.get("is_member", bool(found.get("is_private"))):
                await context.client.conversations_join(channel=channel)
    except SlackApiError as error:
        raise _refusal(error.response.get("error")) from error
    except NO_ANSWER as error:
        raise NotSaved(SLACK_IS_DOWN) from error


async def trouble_of(client: AsyncWebClient, channel: str) -> ChannelTrouble | None:
    """Ask Slack what keeps the bot from holding debriefs in a channel; raises SlackApiError where it can't say."""
    try:
        found = (await client.conversations_info(channel=channel))["channel"]
    except SlackApiError as error:
        if error.response.get("error") in {"channel_not_found", "not_in_channel"}:
            return ChannelTrouble.LEFT
        raise
    holds = {
        ChannelTrouble.SHARED: any(found.get(flag) for flag in OTHERS_READ),
        ChannelTrouble.ARCHIVED: bool(found.get("is_archived")),
        ChannelTrouble.LEFT: not found.get("is_member", True),
    }
    return next((trouble for trouble, is_so in holds.items() if is_so), None)


async def trouble_now(context: AsyncBoltContext, channel: str) -> ChannelTrouble | None:
    """Ask the same for somebody who waits; raises one of NO_ANSWER where Slack can't say, or not in time."""
    async with asyncio.timeout(_left(context)):
        return await trouble_of(context.client, channel)


def _left(context: AsyncBoltContext) -> float:
    return float(max(0.1, context["arrived"] + ANSWER_WITHIN - LEFT_TO_STORE - time.monotonic()))


async def _told_of(context: AsyncBoltContext, channel: str) -> dict[str, Any] | None:
    """Ask Slack about a channel; None where it can't say, so that only posting will tell."""
    try:
        answer = await context.client.conversations_info(channel=channel)
    except SlackApiError as error:
        if error.response.get("error") in LACKING:
            return None
        raise
    found: dict[str, Any] = answer["channel"]
    return found


def _check(found: dict[str, Any], *, public_is_fine: bool) -> None:
    is_private = bool(found.get("is_private") or found.get("is_group"))
    wrong = (
        (bool(found.get("is_im") or found.get("is_mpim")), NOT_A_CHANNEL),
        (bool(found.get("is_archived")), ARCHIVED),
        (any(found.get(flag) for flag in OTHERS_READ), SHARED),
        (is_private and not found.get("is_member", True), INVITE),
        (not is_private and not public_is_fine, PUBLIC),
    )
    for holds, text in wrong:
        if holds:
            raise WrongField(channel=text)


def _refusal(error: str | None) -> WrongField | NotSaved:
    texts = {
        "channel_not_found": INVITE,
        "not_in_channel": INVITE,
        "method_not_supported_for_channel_type": INVITE,
        "is_archived": ARCHIVED,
        **dict.fromkeys(LACKING, INVITE),
    }
    if error in texts:
        return WrongField(channel=texts[error])
    return NotSaved(SLACK_IS_DOWN)
