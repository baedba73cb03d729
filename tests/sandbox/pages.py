"""What a browser's script asks of the workspace's page, and hears."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx

from bot.sandbox.line import PATIENCE

JSON = dict[str, Any]


async def do(browser: httpx.AsyncClient, who: str, verb: str, **args: object) -> JSON:
    """Do what the page's script does."""
    answer = await browser.post(f"/as/{who}/do/{verb}", json=args)
    return dict(answer.json()) | {"status_code": answer.status_code}


@asynccontextmanager
async def live(browser: httpx.AsyncClient, who: str, **query: str) -> AsyncIterator[AsyncIterator[list[JSON]]]:
    """Listen as a window does."""
    async with browser.stream("GET", f"/as/{who}/live", params=query) as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")

        async def events() -> AsyncIterator[list[JSON]]:
            async for line in answer.aiter_lines():
                if line.startswith("data: "):
                    yield json.loads(line.removeprefix("data: "))

        yield events()


async def heard(events: AsyncIterator[list[JSON]], kind: str) -> JSON:
    """Wait for a change of a kind."""
    async with asyncio.timeout(PATIENCE):
        async for changes in events:
            for each in changes:
                if each["kind"] == kind:
                    return each
    raise AssertionError(kind)
