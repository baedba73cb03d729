"""What Slack tells of people: kept, and followed where somebody has left or moved to another time zone."""

from collections.abc import Sequence

from bot.process.departures import follow_departure
from bot.process.evening_notes import follow_zone
from storage.database import Transaction
from storage.people import Profile, by_slack_ids, remember


async def take_in_profiles(tx: Transaction, profiles: Sequence[Profile]) -> None:
    """Insert or refresh people; where one the bot knew has left, others are asked to step in, however it was learnt."""
    before = {
        slack_id: (one.standing, one.zone)
        for slack_id, one in (await by_slack_ids(tx, [one.slack_id for one in profiles])).items()
    }
    await remember(tx, profiles)
    known = await by_slack_ids(tx, before)
    for slack_id, (standing, zone) in sorted(before.items()):
        now = known[slack_id]
        if standing.is_member and now.standing.is_gone:
            await follow_departure(tx, gone=now)
        elif now.zone != zone:
            await follow_zone(tx, moved=now)
