"""The names of people who are mentioned in what somebody wrote: ids say nothing to whoever reads it later."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence

from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.exc import DBAPIError

from bot.process.refusals import Refusal
from bot.rules.text import mentioned
from handlers.door import NO_ANSWER, look_up
from handlers.payloads import Written
from storage.database import Database
from storage.people import by_slack_ids, remember
from storage.workspaces import workspace

MOST = 20
"""People looked up for one message; who is known already costs nothing."""

WITHIN = 0.8
"""Seconds that looking up may take: the message itself is still to be stored in time."""


async def names_in(
    database: Database, client: AsyncWebClient, workspace_id: int, messages: Iterable[Written | None]
) -> Mapping[str, str]:
    """Return the names of those mentioned, by Slack id; somebody Slack can't tell of now is left out."""
    wanted = {one for written in messages if written for one in mentioned(written.text, written.blocks)}
    if not wanted:
        return {}
    async with database.reading(workspace_id) as tx:
        known = {slack_id: one.name for slack_id, one in (await by_slack_ids(tx, wanted)).items()}
        team_id = (await workspace(tx)).team_id
    missing = sorted(wanted - set(known))[:MOST]
    return {**known, **await _names(database, client, (workspace_id, team_id), missing)} if missing else known


async def _names(
    database: Database, client: AsyncWebClient, team: tuple[int, str], missing: Sequence[str]
) -> dict[str, str]:
    workspace_id, team_id = team
    try:
        async with asyncio.timeout(WITHIN):
            profiles = await asyncio.gather(*(look_up(client, team_id, one) for one in missing))
            async with database.transaction(workspace_id) as tx:
                await remember(tx, profiles)
    except (*NO_ANSWER, DBAPIError, Refusal):
        return {}
    return {one.slack_id: one.name for one in profiles if one.name != one.slack_id}
