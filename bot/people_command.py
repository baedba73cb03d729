"""`reverse-interview people`: the directory from a CSV file and to one, on the database that the settings name."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from pathlib import Path
from typing import TypeVar

from aiohttp import ClientError
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient

from bot.process.people_files import Imported, export_people, import_people, mentioned
from bot.process.refusals import Refusal
from bot.rules.people_file import read_people, write_people
from bot.settings import Settings, SettingsError, load_settings
from handlers.door import look_up, profile_of
from storage.database import Database, Transaction
from storage.people import Profile, all_people, remember
from storage.workspaces import Workspace, all_workspaces

Result = TypeVar("Result")


class WhichWorkspace(SettingsError):
    """The database has no workspace, or several; the text says which."""


class SlackIsSilent(SettingsError):
    """Slack was to be asked who somebody is, and can't be; nothing was imported."""


def import_file(database_url: str, file: Path, *, team: str | None, is_partial: bool) -> Imported:
    """Put a file into the directory; raises Refused when a line is wrong and `is_partial` doesn't leave it out."""
    lines, problems = read_people(file.read_bytes())

    async def work(database: Database, workspace: Workspace) -> Imported:
        await _meet(database, workspace, mentioned(lines))
        async with database.transaction(workspace.id) as tx:
            return await import_people(tx, lines, problems, is_partial=is_partial)

    return asyncio.run(_in_workspace(database_url, team, work))


def export_file(database_url: str, *, team: str | None) -> bytes:
    """Return the directory as a file."""

    async def work(database: Database, workspace: Workspace) -> bytes:
        async with database.reading(workspace.id) as tx:
            return write_people(await export_people(tx))

    return asyncio.run(_in_workspace(database_url, team, work))


async def _in_workspace(
    database_url: str, team: str | None, work: Callable[[Database, Workspace], Awaitable[Result]]
) -> Result:
    database = Database(database_url)
    try:
        async with database.reading() as tx:
            workspace = await _workspace(tx, team)
        return await work(database, workspace)
    finally:
        await database.close()


async def _workspace(tx: Transaction, team: str | None) -> Workspace:
    rows = await all_workspaces(tx)
    found = [row for row in rows if team in {None, row.team_id}]
    if len(found) == 1:
        return found[0]
    if not rows:
        raise WhichWorkspace("This database has no workspace yet. Start the bot once: reverse-interview run")
    known = ", ".join(f"{row.team_id} ({row.name})" for row in rows)
    raise WhichWorkspace(f"Which workspace? Give one with --workspace: {known}.")


async def _meet(database: Database, workspace: Workspace, named: Iterable[str]) -> None:
    """Look up in Slack whoever a file names and the bot hasn't met; without a token they stay unknown."""
    async with database.reading(workspace.id) as tx:
        known = {name for one in await all_people(tx) for name in (one.slack_id, (one.email or "").casefold())}
    new = sorted(set(named) - known)
    settings = _settings() if new else None
    if settings is None:
        return
    client = AsyncWebClient(settings.slack_bot_token.get_secret_value(), base_url=settings.slack_api_url)
    client.retry_handlers.append(AsyncRateLimitErrorRetryHandler(max_retry_count=5))
    try:
        profiles = [await _profile(client, workspace.team_id, one) for one in new]
    except (SlackApiError, ClientError, OSError, TimeoutError, Refusal) as error:
        said = error.response.get("error") if isinstance(error, SlackApiError) else type(error).__name__
        message = (
            f"Slack can't be asked who the file names ({said}). Nothing was imported; run: reverse-interview doctor"
        )
        raise SlackIsSilent(message) from error
    async with database.transaction(workspace.id) as tx:
        await remember(tx, [one for one in profiles if one is not None])


def _settings() -> Settings | None:
    try:
        return load_settings()
    except SettingsError:
        return None


async def _profile(client: AsyncWebClient, team_id: str, who: str) -> Profile | None:
    """Return whom Slack knows by this id or address, if anybody."""
    if "@" not in who:
        return await look_up(client, team_id, who)
    try:
        answer = await client.users_lookupByEmail(email=who)
    except SlackApiError as error:
        if error.response.get("error") == "users_not_found":
            return None
        raise
    return profile_of(answer["user"], team_id)
