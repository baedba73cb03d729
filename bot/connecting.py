"""The first words with Slack: whose token it is, and where its socket stands."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from email.utils import parseaddr

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse
from sqlalchemy import select

from bot.delivery.answers import PERHAPS_STORED, TOO_FAST, error_name
from bot.delivery.outcome import back_off
from bot.settings import SettingsError
from storage.database import Database
from storage.workspaces import Workspace

log = logging.getLogger(__name__)


class CannotStart(SettingsError):
    """Slack refuses what the settings say; the text names the variable and what to do."""


async def meet_workspace(
    database: Database, client: AsyncWebClient, *, mail_from: str | None = None, public_url: str | None = None
) -> Workspace:
    """Ask Slack whose bot we are and keep it as the workspace's row; while Slack is down, ask again and again.

    `mail_from` and `public_url` are this installation's, kept there too for whoever writes mails.
    """
    answer = await _insist(client.auth_test, "auth.test", "SLACK_BOT_TOKEN")
    async with database.transaction() as tx:
        query = select(Workspace).where(Workspace.team_id == answer["team_id"]).with_for_update()
        row = (await tx.session.execute(query)).scalar_one_or_none()
        if row is None:
            row = Workspace(team_id=answer["team_id"])
            tx.session.add(row)
        row.name, row.url = answer["team"] or answer["team_id"], answer["url"] or ""
        row.bot_user_id, row.bot_id = answer["user_id"], answer["bot_id"]
        row.mail_from, row.public_url = parseaddr(mail_from or "")[1] or None, public_url
    return row


async def socket_address(client: AsyncWebClient, app_token: str) -> str:
    """Ask Slack where our socket is; while Slack is down, ask again and again."""
    answer = await _insist(
        lambda: client.apps_connections_open(app_token=app_token), "apps.connections.open", "SLACK_APP_TOKEN"
    )
    return str(answer["url"])


async def _insist(call: Callable[[], Awaitable[AsyncSlackResponse]], method: str, variable: str) -> AsyncSlackResponse:
    attempts = 0
    while True:
        attempts += 1
        try:
            return await call()
        except SlackApiError as error:
            name = error_name(error)
            if name not in PERHAPS_STORED | TOO_FAST and not name.startswith("http_"):
                raise CannotStart(
                    f"{variable} will not do: Slack answers {method} with {name}. "
                    "Take the token from your app's page at api.slack.com/apps, and run: reverse-interview doctor"
                ) from error
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            name = error_name(error)
        wait = back_off(attempts).total_seconds()
        log.warning("Slack does not answer %s (%s); asking again in %d s", method, name, wait)
        await asyncio.sleep(wait)
