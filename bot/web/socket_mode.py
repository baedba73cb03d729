"""Slack over Socket Mode: one socket that is kept open, and a word whenever something may have been missed."""

import asyncio
import logging
from collections.abc import Callable
from datetime import timedelta
from time import time
from typing import Any

from slack_bolt.adapter.socket_mode.async_internals import run_async_bolt_app, send_async_response
from slack_bolt.async_app import AsyncApp
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.web.async_client import AsyncWebClient

PING = 5
"""Seconds between pings; a socket without an answer for four of them is opened anew."""

WATCH = timedelta(seconds=30)
"""How often it is looked whether the socket still stands."""

READY_WITHIN = timedelta(seconds=20)

log = logging.getLogger(__name__)


class SocketMode:
    """The connection from `start` to `stop`. `on_gap` is called whenever it was opened again."""

    def __init__(self, bolt: AsyncApp, client: AsyncWebClient, app_token: str, on_gap: Callable[[], None]) -> None:
        """Prepare; needs a running loop. `client` tells where Slack is."""
        self._bolt = bolt
        self._on_gap = on_gap
        self._client = SocketModeClient(app_token=app_token, web_client=client, ping_interval=PING, proxy=client.proxy)
        self._client.proxy = client.proxy
        self._client.socket_mode_request_listeners.append(self._handle)
        self._client.message_listeners.append(self._listen)
        self._said_hello = asyncio.Event()
        self._under_way: set[asyncio.Task[Any]] = set()
        self._is_stopping = False
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self, url: str, within: timedelta = READY_WITHIN) -> None:
        """Connect to an address from apps.connections.open; where Slack doesn't answer, goes on trying meanwhile."""
        self._client.wss_uri = url
        self._tasks = [
            asyncio.create_task(self._connect(), name="socket mode"),
            asyncio.create_task(self._watch(), name="socket mode's watch"),
        ]
        try:
            async with asyncio.timeout(within.total_seconds()):
                await self._said_hello.wait()
        except TimeoutError:
            log.warning("Socket Mode is not connected yet; still trying")

    async def stop(self, within: timedelta = timedelta(seconds=3)) -> None:
        """Take nothing new, finish what came and acknowledge it, then close."""
        self._is_stopping = True
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=within.total_seconds())
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._client.close()  # type: ignore[no-untyped-call]  # slack_sdk leaves it untyped

    async def is_connected(self) -> bool:
        """Say whether the socket stands and Slack has said hello."""
        return self._said_hello.is_set() and bool(await self._client.is_connected())

    async def _connect(self) -> None:
        await self._client.connect()  # type: ignore[no-untyped-call]  # slack_sdk leaves it untyped

    async def _handle(self, client: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        """Answer one envelope; while stopping it is left unacknowledged, so that Slack sends it again."""
        if self._is_stopping:
            return
        task = asyncio.current_task()
        if task is not None:
            self._under_way.add(task)
            task.add_done_callback(self._under_way.discard)
        started = time()
        response = await run_async_bolt_app(self._bolt, request)
        await send_async_response(client, request, response, started)

    async def _listen(
        self, _client: AsyncBaseSocketModeClient, message: dict[str, Any], _raw: str | None = None
    ) -> None:
        if message.get("type") != "hello":
            return
        if self._said_hello.is_set():
            log.info("Socket Mode is connected again")
            self._on_gap()
        self._said_hello.set()

    async def _watch(self) -> None:
        """Open the socket anew when it was down at two looks in a row: the library has given up by then."""
        was_down = False
        while True:
            await asyncio.sleep(WATCH.total_seconds())
            is_down = not await self._client.is_connected()
            if is_down and was_down:
                log.warning("Socket Mode is down; connecting anew")
                try:
                    await self._client.connect_to_new_endpoint(force=True)
                except Exception as error:  # noqa: BLE001  # whatever it was, the next look tries again
                    log.warning("Socket Mode could not be connected: %s", type(error).__name__)
            was_down = is_down
