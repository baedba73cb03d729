"""What Slack tells of people: profiles that changed, and those that changed while the bot wasn't told."""

import logging

from slack_bolt.async_app import AsyncAck, AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient

from bot.process.profiles import take_in_profiles
from bot.process.refusals import Refusal
from handlers.door import NO_ANSWER, look_up, profile_of, transaction
from handlers.payloads import Body
from storage.database import Database
from storage.needed_people import needed_and_old
from storage.people import by_slack_ids
from storage.workspaces import workspace

MOST = 60
"""People looked up at once; Slack answers some 100 of these calls a minute. The others come an hour later."""

log = logging.getLogger(__name__)


async def user_changed(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Refresh a person the bot knows, and follow where they have left; strangers are met when they first matter."""
    profile = profile_of(body["event"]["user"], context.team_id or "")
    async with transaction(context) as tx:
        if await by_slack_ids(tx, [profile.slack_id]):
            await take_in_profiles(tx, [profile])
    await ack()


async def watch_people(database: Database, client: AsyncWebClient, workspace_id: int) -> None:
    """Look up who is needed and wasn't looked up for a day: somebody may have left while the bot wasn't told."""
    async with database.reading(workspace_id) as tx:
        team_id = (await workspace(tx)).team_id
        slack_ids = [one.slack_id for one in await needed_and_old(tx, MOST) if one.slack_id]
    for slack_id in slack_ids:
        try:
            profile = await look_up(client, team_id, slack_id)
        except (*NO_ANSWER, Refusal) as error:
            log.warning("looking people up: %s", type(error).__name__)
            return
        async with database.transaction(workspace_id) as tx:
            await take_in_profiles(tx, [profile])
