"""The local Slack workspace as a server on one loopback port, in the event loop of whoever starts it."""

import asyncio
import socket
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.routing import BaseRoute, Route, WebSocketRoute
from uvicorn.protocols.http.h11_impl import H11Protocol

from bot.sandbox.actor import Control
from bot.sandbox.control import Arranging, ControlDesk, Seeing, Spoiling
from bot.sandbox.delivery import ACK_SECONDS, Delivery
from bot.sandbox.faults import Faults
from bot.sandbox.manifest import Manifest, Used
from bot.sandbox.methods.context import Context
from bot.sandbox.page import Page, Panel
from bot.sandbox.page.guard import Guard
from bot.sandbox.page.inspector import Inspector
from bot.sandbox.posting import Posting
from bot.sandbox.pressing import Pressing
from bot.sandbox.rates import Rates
from bot.sandbox.responses import Responses
from bot.sandbox.submitting import Submitting
from bot.sandbox.traffic import Traffic
from bot.sandbox.web_api import WebApi
from bot.sandbox.workspace import Workspace
from bot.sandbox.writing import Writing

KEEP_ALIVE_SECONDS = 600


class Sandbox:
    """A Slack workspace to use as `async with Sandbox(manifest=…) as sandbox`; `sandbox.control` acts in it.

    `retry_after` are the seconds before each repetition of an event nobody acknowledged, `ack_seconds` Slack's
    deadline. Pass one `used` to several workspaces to learn what a whole run needed; `rates=False` lifts the rates,
    which go by the seconds of `clock`.
    `url` opened in a browser shows the workspace as a page; `panels` are more pages there, see `page.add_panel` too.
    """

    def __init__(
        self,
        manifest: Path = Path("manifest.yml"),
        port: int = 0,
        request_url: str | None = None,
        retry_after: tuple[float, ...] = (0.2, 0.5, 1.0),
        *,
        ack_seconds: float = ACK_SECONDS,
        rates: bool = True,
        clock: Callable[[], float] = time.monotonic,
        used: Used | None = None,
        panels: Sequence[Panel] = (),
    ) -> None:
        """Prepare everything; the port opens on entering."""
        self.used = used or Used()
        self.workspace = Workspace(Manifest.read(manifest), self.used)
        # The protocol is named because asyncio turns off Nagle's delay only for sockets that say they are TCP.
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._socket.bind(("127.0.0.1", port))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        self.traffic, self.faults = Traffic(changes=self.workspace.changes), Faults()
        self.delivery = Delivery(self.workspace, self.traffic, retry_after, ack_seconds)
        self.delivery.request_url = request_url
        self.control = Control(self.url)
        self._posting = Posting(self.workspace, self.delivery)
        desk, routes = self._parts(Rates(on=rates, clock=clock))
        inspector = Inspector(self.workspace, self.traffic, self.delivery, self.faults, self._posting)
        self.page = Page(self.workspace, desk, inspector, panels)
        port = self._socket.getsockname()[1]
        guard = Middleware(Guard, port=port)
        self._server = _server(Starlette(routes=[*routes, *self.page.routes], middleware=[guard]))

    @property
    def api_url(self) -> str:
        """The base address of the Web API, for SLACK_API_URL."""
        return f"{self.url}/api/"

    @property
    def bot_token(self) -> str:
        """The xoxb- token."""
        return self.workspace.bot_token

    @property
    def app_token(self) -> str:
        """The xapp- token."""
        return self.workspace.app_token

    @property
    def signing_secret(self) -> str:
        """What HTTP deliveries are signed with."""
        return self.workspace.signing_secret

    @property
    def team_id(self) -> str:
        """The workspace's id."""
        return self.workspace.team_id

    @property
    def bot_user_id(self) -> str:
        """The bot's user id."""
        return self.workspace.bot_user_id

    @property
    def request_url(self) -> str | None:
        """Where events and interactions go by HTTP; None for Socket Mode."""
        return self.delivery.request_url

    @request_url.setter
    def request_url(self, url: str | None) -> None:
        self.delivery.request_url = url

    async def __aenter__(self) -> Self:
        """Open the port."""
        await self._server.startup(sockets=[self._socket])
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the port and everything under way, at once."""
        await self.control.close()
        await self.delivery.stop()
        for server in self._server.servers:
            server.close()
        for connection in list(self._server.server_state.connections):
            if connection.transport is not None:
                connection.transport.abort()
        tasks = list(self._server.server_state.tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._socket.close()

    def _parts(self, rates: Rates) -> tuple[ControlDesk, list[BaseRoute]]:
        """Put the parts of the workspace together; gives the hand that acts in it, and the addresses for programs."""
        posting = self._posting
        context = Context(self.workspace, posting, self.delivery, rates, self.url)
        responses = Responses(context)
        api = WebApi(context, self.faults, self.traffic, responses, self._drop)
        pressing = Pressing(self.workspace, posting, self.delivery, responses)
        desk = ControlDesk(
            Arranging(self.workspace, posting),
            Seeing(self.workspace, self.traffic),
            Spoiling(self.workspace, self.faults, self.delivery, posting, rates),
            Writing(self.workspace, posting),
            pressing,
            Submitting(self.workspace, self.delivery, pressing),
        )
        return desk, [
            Route("/api/{method}", api.call, methods=["GET", "POST"]),
            Route("/response/{team}/{token}", api.respond, methods=["POST"]),
            Route("/control/{verb}", desk.call, methods=["GET", "POST"]),
            WebSocketRoute("/link/", self.delivery.sockets.endpoint),
        ]

    def _drop(self, request: Request) -> None:
        """Cut the connection a request came by."""
        client = request.scope["client"]
        for connection in list(self._server.server_state.connections):
            if isinstance(connection, H11Protocol) and connection.client == tuple(client):
                connection.transport.abort()


def _server(app: Starlette) -> uvicorn.Server:
    """Make a server that leaves signals and logging alone."""
    config = uvicorn.Config(
        app,
        lifespan="off",
        log_config=None,
        access_log=False,
        http="h11",
        ws="websockets-sansio",
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
    )
    config.load()
    server = uvicorn.Server(config)
    server.lifespan = config.lifespan_class(config)
    return server
