"""Looking a message up: whether an attempt that nobody answered has reached Slack, and where.

A message is known by the token in its metadata. Where a server drops metadata it is the bot's own message without any,
in that conversation since the first attempt, which no other delivery became; a notice's text is the same, too.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.delivery.claims import Claim
from bot.rules.text import unescape
from storage.database import Database
from storage.deliveries import by_message
from storage.workspaces import Workspace, workspace

EVENT_TYPE = "delivery_sent"
"""The type of every message's metadata."""

SLACK = timedelta(minutes=1)
"""How far our clock and Slack's may be apart."""

PAGE = 100

SAID = (None, "bot_message")
"""Subtypes of what an app says; others, as `channel_join`, are what Slack says of it."""


@dataclass(frozen=True)
class Search:
    """Where and since when to look; `thread_ts` heads the thread, None in the conversation itself."""

    claim: Claim
    channel: str
    thread_ts: str | None
    us: Workspace


async def look_up(database: Database, client: AsyncWebClient, claim: Claim, channel: str) -> str | None:
    """Return the ts of the message this delivery became, None when it is not in Slack; raises what the call raises."""
    async with database.reading(claim.row.workspace_id) as tx:
        us = await workspace(tx)
    search = Search(claim, channel, claim.root.ts if claim.root else None, us)
    bare = []
    async for message in _own_messages(client, search):
        token = _token(message)
        if token == claim.row.token:
            return str(message["ts"])
        if token is None and _may_be(claim, message):
            bare.append(str(message["ts"]))
    async with database.reading(claim.row.workspace_id) as tx:
        for ts in sorted(bare, key=_order):
            if await by_message(tx, channel, ts) is None:
                return ts
    return None


async def _own_messages(client: AsyncWebClient, search: Search) -> AsyncIterator[dict[str, Any]]:
    cursor = ""
    while True:
        answer = await _page(client, search, cursor)
        for message in answer["messages"]:
            is_ours = message.get("bot_id") == search.us.bot_id or message.get("user") == search.us.bot_user_id
            if is_ours and message.get("subtype") in SAID:
                yield message
        cursor = (answer.get("response_metadata") or {}).get("next_cursor") or ""
        if not cursor:
            return


async def _page(client: AsyncWebClient, search: Search, cursor: str) -> dict[str, Any]:
    first_tried_at = search.claim.row.first_tried_at
    options: dict[str, Any] = {"inclusive": True, "include_all_metadata": True, "limit": PAGE}
    if first_tried_at is not None:
        options["oldest"] = f"{(first_tried_at - SLACK).timestamp():.6f}"
    if cursor:
        options["cursor"] = cursor
    if search.thread_ts is None:
        answer = await client.conversations_history(channel=search.channel, **options)
    else:
        answer = await client.conversations_replies(channel=search.channel, ts=search.thread_ts, **options)
    return answer.data if isinstance(answer.data, dict) else {}


def _token(message: dict[str, Any]) -> str | None:
    metadata = message.get("metadata") or {}
    token = (metadata.get("event_payload") or {}).get("token")
    return str(token) if token and metadata.get("event_type") == EVENT_TYPE else None


def _may_be(claim: Claim, message: dict[str, Any]) -> bool:
    if claim.row.payload is None:
        return True
    return unescape(str(message.get("text", ""))).strip() == unescape(str(claim.row.payload.get("text", ""))).strip()


def _order(ts: str) -> tuple[int, str]:
    seconds, _, rest = ts.partition(".")
    return int(seconds), rest
