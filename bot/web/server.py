"""The web server: Slack over HTTP, candidates' private pages and health; it leaves signals to whoever runs it."""

import asyncio
import contextlib
import logging
import socket
from collections.abc import Awaitable, Callable, Iterator, Sequence
from datetime import timedelta

import uvicorn
from sqlalchemy.exc import DBAPIError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from storage.database import Database
from storage.invariants import worries

log = logging.getLogger(__name__)

IsConnected = Callable[[], Awaitable[bool]]


def site(
    slack: BaseRoute | None, database: Database, is_connected: IsConnected | None, private: Sequence[BaseRoute] = ()
) -> Starlette:
    """Make the site: `slack` answers Slack's requests where they come by HTTP; `is_connected` tells of Socket Mode.

    `private` are the pages behind private links, whichever way Slack comes.
    Health is 503 without a database or a socket; its numbers (storage/invariants.py) should all be 0.
    """

    async def health(_request: Request) -> Response:
        state, numbers = await _database_state(database)
        states = {"database": state}
        if is_connected is not None:
            states["slack"] = "ok" if await is_connected() else "not connected"
        is_well = all(word == "ok" for word in states.values())
        return JSONResponse(states | numbers, status_code=200 if is_well else 503)

    routes: list[BaseRoute] = [Route("/health", health, methods=["GET"])]
    routes += private
    if slack is not None:
        routes.append(slack)
    return Starlette(routes=routes)


async def _database_state(database: Database) -> tuple[str, dict[str, int]]:
    try:
        async with asyncio.timeout(2), database.reading() as tx:
            return "ok", await worries(tx)
    except (DBAPIError, OSError, TimeoutError) as error:
        return type(error).__name__, {}


def listen(host: str, port: int) -> socket.socket:
    """Take a port, 0 for any; raises OSError when it can't be had."""
    place = socket.create_server((host, port), backlog=512)
    # Connections inherit it. asyncio would leave it off, and each answer wait 40 ms for the client's acknowledgement.
    place.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return place


class WebServer:
    """Serves a site from `start` to `stop`; `port` is the real one, also where the system chose it."""

    def __init__(self, app: Starlette, place: socket.socket) -> None:
        """Take the site and the socket it listens at."""
        self._socket = place
        self.port = int(place.getsockname()[1])
        config = uvicorn.Config(
            app, lifespan="off", log_config=None, access_log=False, http="h11", ws="none", timeout_graceful_shutdown=3
        )
        self._server = _Server(config)
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Answer requests from now on."""
        self._task = asyncio.create_task(self._server.serve(sockets=[self._socket]), name="web")
        log.info("listening on port %d", self.port)

    async def stop(self, within: timedelta = timedelta(seconds=4)) -> None:
        """Take no new requests and finish those that came."""
        self._server.should_exit = True
        if self._task is not None:
            await asyncio.wait([self._task], timeout=within.total_seconds())
        self._socket.close()


class _Server(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals alone."""
        yield
