"""A tiny Bolt app that says things again, by Socket Mode or over HTTP."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.server import Sandbox

JSON = dict[str, Any]


def form(title: str = "Echo", **more: Any) -> JSON:  # noqa: ANN401  # any part of a view
    """Make a form that asks for words, a day and people."""

    def field(block_id: str, element: JSON, **extra: object) -> JSON:
        label = {"type": "plain_text", "text": block_id.title()}
        return {"type": "input", "block_id": block_id, "label": label, "element": element, **extra}

    blocks = [
        field("words", {"type": "plain_text_input", "action_id": "text", "max_length": 20}),
        field("day", {"type": "datepicker", "action_id": "date", "initial_date": "2030-01-02"}),
        field("who", {"type": "multi_users_select", "action_id": "people"}, optional=True),
    ]
    head = {"type": "modal", "callback_id": "echo_form", "title": {"type": "plain_text", "text": title}}
    return head | {"submit": {"type": "plain_text", "text": "Say"}, "blocks": blocks} | more


class Echo:
    """The app and what it received: `bodies` in the order they came; `failing` makes it fail so many times."""

    def __init__(self, sandbox: Sandbox) -> None:
        """Make the app for one workspace."""
        client = AsyncWebClient(sandbox.bot_token, base_url=sandbox.api_url)
        self.app = AsyncApp(
            client=client,
            signing_secret=sandbox.signing_secret,
            process_before_response=True,
            ignoring_self_events_enabled=False,
        )
        self.bodies: list[JSON] = []
        self.retries: list[str] = []
        self.failing = 0
        self.slow = 0.0
        self.answer: JSON = {}
        self.app.event(re.compile(".*"))(self._event)
        self.app.command("/echo")(self._command)
        self.app.action(re.compile(".*"))(self._action)
        self.app.view("echo_form")(self._view)
        self.app.view_closed("echo_form")(self._closed)
        self.app.shortcut("echo_shortcut")(self._action)

    def events(self, kind: str | None = None) -> list[JSON]:
        """Give the events received, of one type if given."""
        events = [each["event"] for each in self.bodies if "event" in each]
        return [each for each in events if kind in (None, each["type"])]

    async def _event(self, body: JSON, request: Any) -> None:  # noqa: ANN401  # a Bolt request
        self.bodies.append(body)
        self.retries.append((request.headers.get("x-slack-retry-num") or ["0"])[0])
        await asyncio.sleep(self.slow)
        if self.failing > 0:
            self.failing -= 1
            raise RuntimeError("the app fails as it was told to")

    async def _command(self, ack: Any, body: JSON, client: AsyncWebClient) -> None:  # noqa: ANN401  # a Bolt utility
        self.bodies.append(body)
        await asyncio.sleep(self.slow)
        if body["text"] == "form":
            await client.views_open(trigger_id=body["trigger_id"], view=form())
            await ack()
        else:
            await ack(body["text"])

    async def _action(self, ack: Any, body: JSON, respond: Any) -> None:  # noqa: ANN401  # Bolt utilities
        self.bodies.append(body)
        await ack()
        if body.get("response_url"):
            await respond(f"pressed {body.get('actions', [{}])[0].get('action_id')}", replace_original=False)

    async def _view(self, ack: Any, body: JSON) -> None:  # noqa: ANN401  # a Bolt utility
        self.bodies.append(body)
        await ack(**self.answer)

    async def _closed(self, ack: Any, body: JSON) -> None:  # noqa: ANN401  # a Bolt utility
        self.bodies.append(body)
        await ack()


@asynccontextmanager
async def by_socket(sandbox: Sandbox) -> AsyncIterator[Echo]:
    """Run the app by Socket Mode."""
    echo = Echo(sandbox)
    handler = AsyncSocketModeHandler(echo.app, sandbox.app_token)
    await handler.connect_async()  # type: ignore[no-untyped-call]  # Bolt has no types here
    assert await sandbox.control.connected()
    try:
        yield echo
    finally:
        await handler.close_async()  # type: ignore[no-untyped-call]  # nor here


@asynccontextmanager
async def by_http(sandbox: Sandbox) -> AsyncIterator[Echo]:
    """Run the app over HTTP on a port of its own."""
    echo = Echo(sandbox)
    runner = web.AppRunner(echo.app.web_app("/slack/events"))
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    sandbox.request_url = f"http://127.0.0.1:{port}/slack/events"
    try:
        yield echo
    finally:
        sandbox.request_url = None
        await runner.cleanup()
