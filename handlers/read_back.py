"""Reads conversations back from Slack: at the start, after a gap, every hour, and when a card has just been posted."""

import asyncio
import logging
from collections.abc import AsyncIterator, Mapping
from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.exc import DBAPIError

from bot.process.read_back import Conversation, Heard, directs_to_read, gone, news, reconcile, threads_to_read
from handlers.door import NO_ANSWER
from handlers.mentions import names_in
from handlers.messages import reply_of
from handlers.payloads import Written
from storage.database import Database

PAGE = 200
TRIES = 5
LONGEST_WAIT = 60
"""Seconds; Slack may ask for a minute between two readings."""

GONE = frozenset(
    {"channel_not_found", "thread_not_found", "not_in_channel", "is_archived", "missing_scope", "unknown_method"}
)
"""Slack's errors that say nothing about what was deleted: there is nothing to read."""

log = logging.getLogger(__name__)


async def read_back_all(database: Database, client: AsyncWebClient, workspace_id: int) -> None:
    """Read every open debrief's thread and its interviewers' direct messages; one that fails doesn't stop the rest."""
    async with database.reading(workspace_id) as tx:
        conversations = [*await threads_to_read(tx), *await directs_to_read(tx)]
    await _read_each(database, client, workspace_id, conversations)


async def read_back_thread(database: Database, client: AsyncWebClient, workspace_id: int, candidacy_id: int) -> None:
    """Read one debrief's thread."""
    async with database.reading(workspace_id) as tx:
        conversations = await threads_to_read(tx, candidacy_id)
    await _read_each(database, client, workspace_id, conversations)


async def _read_each(
    database: Database, client: AsyncWebClient, workspace_id: int, conversations: list[Conversation]
) -> None:
    for conversation in conversations:
        for attempt in range(TRIES):
            try:
                await _read(database, client, workspace_id, conversation)
            except (*NO_ANSWER, DBAPIError) as error:
                log.warning("reading back in %s: %s", conversation.channel, type(error).__name__)
                await asyncio.sleep(min(2**attempt, LONGEST_WAIT))
            else:
                break


async def _read(database: Database, client: AsyncWebClient, workspace_id: int, conversation: Conversation) -> None:
    written = await listing(client, conversation)
    if written is None:
        return
    names = await names_in(database, client, workspace_id, written)
    heard = [Heard(one.slack_id, reply_of(one, names)) for one in written]
    async with database.reading(workspace_id) as tx:
        fresh = await news(tx, heard)
    for one in [*fresh, *gone(conversation, heard)]:
        async with database.transaction(workspace_id) as tx:
            await reconcile(tx, [one])


async def listing(client: AsyncWebClient, conversation: Conversation) -> list[Written] | None:
    """List what people wrote in a conversation, oldest first; None when Slack has nothing to read there."""
    try:
        if conversation.is_direct:
            messages = [one async for one in _direct(client, conversation)]
        else:
            messages = [one async for one in _thread(client, conversation.channel, conversation.ts)]
    except SlackApiError as error:
        if error.response.get("error") in GONE:
            return None
        raise
    place = {"channel": conversation.channel, "channel_type": "im" if conversation.is_direct else "channel"}
    written = (Written.of({**one, **place}) for one in messages)
    return sorted((one for one in written if one is not None and not one.is_by_bot), key=lambda one: one.ts)


async def _direct(client: AsyncWebClient, conversation: Conversation) -> AsyncIterator[Mapping[str, Any]]:
    """Go through direct messages from the first question on, and through their threads."""
    arguments = {"channel": conversation.channel, "oldest": conversation.ts, "inclusive": True}
    async for message in _pages(client, "conversations.history", arguments):
        yield message
        if message.get("reply_count"):
            async for reply in _thread(client, conversation.channel, message["ts"]):
                if reply["ts"] != message["ts"]:
                    yield reply


async def _thread(client: AsyncWebClient, channel: str, ts: str) -> AsyncIterator[Mapping[str, Any]]:
    async for message in _pages(client, "conversations.replies", {"channel": channel, "ts": ts}):
        yield message


async def _pages(client: AsyncWebClient, method: str, arguments: Mapping[str, Any]) -> AsyncIterator[Mapping[str, Any]]:
    """Go through all pages, waiting as long as Slack asks."""
    cursor: str | None = None
    while True:
        try:
            answer = await client.api_call(
                method, params={**arguments, "limit": PAGE, **({"cursor": cursor} if cursor else {})}
            )
        except SlackApiError as error:
            if error.response.get("error") != "ratelimited":
                raise
            await asyncio.sleep(min(int(error.response.headers.get("Retry-After", 1)), LONGEST_WAIT))
            continue
        for message in answer.get("messages") or []:
            yield message
        cursor = (answer.get("response_metadata") or {}).get("next_cursor")
        if not cursor:
            return
