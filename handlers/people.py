"""What Slack tells of people: profiles that changed."""

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncBoltContext

from bot.process.departures import follow_departure
from bot.process.evening_notes import follow_zone
from bot.rules.words import Standing
from handlers.door import profile_of, transaction
from storage.people import by_slack_ids, remember


async def user_changed(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
    """Refresh a person the bot knows, and follow where they have left; strangers are met when they first matter."""
    profile = profile_of(body["event"]["user"], context.team_id or "")
    async with transaction(context) as tx:
        known = (await by_slack_ids(tx, [profile.slack_id])).get(profile.slack_id)
        if known is not None:
            zone_before = known.zone
            await remember(tx, [profile])
            if profile.standing is Standing.DEACTIVATED:
                await follow_departure(tx, gone=known)
            elif profile.zone != zone_before:
                await follow_zone(tx, moved=known)
    await ack()
