"""Puts the parts together; the one place that knows them all."""

import asyncio
import logging
import os
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from urllib.parse import urlsplit

import aiohttp
from slack_bolt import BoltResponse
from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient
from starlette.routing import BaseRoute

import handlers
from bot.clock.business import Clock
from bot.clock.timers import Registry, Timers, advance
from bot.connecting import CannotStart, meet_workspace, socket_address
from bot.delivery import slack
from bot.delivery.cards import RENDERERS
from bot.delivery.claims import CARD_REST
from bot.delivery.dispatcher import Dispatcher
from bot.delivery.mail import Mailer
from bot.delivery.slack import SlackSender
from bot.process.housekeeping import plan_housekeeping
from bot.process.timers import LATEST, TIMERS
from bot.process.undelivered import show_failure, show_timer_failure
from bot.settings import LOCAL_HOSTS, Connection, Settings
from bot.web.pages import pages
from bot.web.server import WebServer, listen, site
from bot.web.slack_requests import slack_requests
from bot.web.socket_mode import SocketMode
from handlers.debrief_channels import watch_channels
from handlers.door import Door
from handlers.people import watch_people
from handlers.read_back import read_back_all, read_back_thread
from storage.alone import AlreadyInUse, FolderIsClosed, alone_on
from storage.database import Database, Transaction
from storage.workspaces import Workspace

CATCH_UP = timedelta(hours=1)
"""How often what was missed is read, besides at the start and after each gap."""

SHUTDOWN = 9.5
"""Seconds from being told to stop until the process ends, whatever hangs; what was under way is looked up next time."""

CatchUp = Callable[[Database, AsyncWebClient, int], Awaitable[object]]
"""Reads what was missed, given the facts, Slack and the workspace's id."""

log = logging.getLogger(__name__)


@dataclass
class App:
    """The running bot: its parts, by name."""

    settings: Settings
    clock: Clock
    database: Database
    workspace: Workspace
    door: Door
    bolt: "Bolt"
    dispatcher: Dispatcher
    timers: Timers
    web: WebServer
    socket: SocketMode | None
    catch_up: Sequence[CatchUp] = ()
    _missed: asyncio.Event = field(default_factory=asyncio.Event)
    _catching_up: asyncio.Task[None] | None = None

    @property
    def url(self) -> str:
        """Where this machine reaches the bot's own web server."""
        return f"http://{self.settings.host}:{self.web.port}"

    @classmethod
    @asynccontextmanager
    async def running(
        cls,
        settings: Settings,
        clock: Clock | None = None,
        catch_up: Sequence[CatchUp] = (read_back_all, watch_channels, watch_people),
        card_rest: timedelta = CARD_REST,
    ) -> AsyncIterator["App"]:
        """Run the bot inside the block, on a migrated database; at its end take nothing new and finish what began.

        `card_rest` is how long a debrief's card rests between two edits, for stories told faster than people live.
        Raises CannotStart when Slack refuses a token, the port is taken, or another bot uses the SQLite file.
        """
        clock = clock or Clock()
        with _alone(settings.database_url):
            async with _database(settings, clock) as database, _slack(settings) as client:
                app = await _put_together(settings, clock, database, client, catch_up, card_rest)
                try:
                    await app.start(client)
                    yield app
                finally:
                    await app.stop()

    async def settle(self, within: timedelta = timedelta(minutes=1)) -> None:
        """Wait until nothing happens any more: requests answered, due timers run, deliveries made.

        Raises TimeoutError when that takes longer.
        """
        async with asyncio.timeout(within.total_seconds()):
            while True:
                await self.bolt.idle()
                if self.door.tasks:
                    await asyncio.wait(self.door.tasks)
                async with self.database.reading() as tx:  # one moment of both: each makes work for the other
                    is_idle = await self.timers.is_idle(tx) and await self.dispatcher.is_idle(tx)
                if is_idle and not (self.bolt.under_way or self.door.tasks):
                    return
                await self.timers.drain(within)
                await self.dispatcher.drain(within)

    async def advance(self, to: datetime) -> None:
        """Move business time to an instant, running each timer on the way at its time."""
        await advance(self.timers, self.clock, to, self.settle)

    def read_what_was_missed(self) -> None:
        """Have what was missed read soon."""
        self._missed.set()

    async def start(self, client: AsyncWebClient) -> None:
        """Start what works on, then the ways in."""
        async with self.database.transaction(self.workspace.id) as tx:
            await plan_housekeeping(tx)
        self.timers.start()
        self.dispatcher.start()
        await self.web.start()
        token = self.settings.slack_app_token
        if self.socket is not None and token is not None:
            await self.socket.start(await socket_address(client, token.get_secret_value()))
        self._catching_up = asyncio.create_task(self._catch_up(client), name="catching up")
        log.info("running for %s by %s", self.workspace.team_id, self.settings.connection_note)

    async def stop(self) -> None:
        """Stop the ways in, then what works on."""
        if self.socket is not None:
            await self.socket.stop()
        await self.web.stop()
        if self._catching_up is not None:
            self._catching_up.cancel()
            await asyncio.gather(self._catching_up, return_exceptions=True)
        if self.door.tasks:
            await asyncio.wait(self.door.tasks, timeout=1)
        await asyncio.gather(self.timers.stop(), self.dispatcher.stop(timedelta(seconds=4)))
        log.info("stopped")

    async def _catch_up(self, client: AsyncWebClient) -> None:
        while True:
            self._missed.clear()
            for hook in self.catch_up:
                try:
                    await hook(self.database, client, self.workspace.id)
                except Exception as error:  # noqa: BLE001  # it is tried again within the hour
                    log.warning("what was missed could not be read: %s", type(error).__name__)
            try:
                async with asyncio.timeout(CATCH_UP.total_seconds()):
                    await self._missed.wait()
            except TimeoutError:
                continue


class Bolt(AsyncApp):
    """Bolt's app, which also knows how many requests are under way."""

    under_way = 0

    async def async_dispatch(self, req: AsyncBoltRequest) -> BoltResponse:
        """Answer one request."""
        self.under_way += 1
        try:
            return await super().async_dispatch(req)
        finally:
            self.under_way -= 1

    async def idle(self) -> None:
        """Wait until no request is under way."""
        while True:
            if not self.under_way:
                return
            await asyncio.sleep(0.01)


async def _put_together(
    settings: Settings,
    clock: Clock,
    database: Database,
    client: AsyncWebClient,
    catch_up: Sequence[CatchUp],
    card_rest: timedelta,
) -> App:
    workspace = await meet_workspace(database, client, mail_from=settings.mail_from, public_url=settings.public_url)
    door = Door(database, client)
    bolt = _bolt(settings, workspace, client)
    handlers.connect(bolt, door)
    database.on_commit.append(partial(_read_new_threads, door))
    by_slack, by_mail = SlackSender(database, client, RENDERERS).send, Mailer(settings.mail).send
    dispatcher = Dispatcher(database, by_slack, by_mail, show_failure, card_rest)
    timers = Timers(database, clock, Registry(TIMERS, LATEST, show_timer_failure))
    missed = asyncio.Event()
    private = pages(database, workspace.id, urlsplit(settings.public_url or "").path)
    web, socket = _ways_in(settings, bolt, database, private, client, missed)
    return App(settings, clock, database, workspace, door, bolt, dispatcher, timers, web, socket, catch_up, missed)


def _read_new_threads(door: Door, tx: Transaction) -> None:
    """Read a thread as soon as its card is known to stand: replies may have come before that was written down."""
    for candidacy_id in tx.threads_begun:
        door.soon(read_back_thread(door.database, door.client, tx.workspace_id, candidacy_id))


def _ways_in(
    settings: Settings,
    bolt: Bolt,
    database: Database,
    private: Sequence[BaseRoute],
    client: AsyncWebClient,
    missed: asyncio.Event,
) -> tuple[WebServer, SocketMode | None]:
    try:
        place = listen(settings.host, settings.port)
    except OSError as error:
        which = f"PORT {settings.port} can't be used on HOST {settings.host}"
        raise CannotStart(f"{which}: {error.strerror}. Example: HOST=127.0.0.1 PORT=3001") from error
    token = settings.slack_app_token
    socket = SocketMode(bolt, client, token.get_secret_value(), missed.set) if token else None
    secret = settings.slack_signing_secret if settings.connection is Connection.HTTP else None
    requests = slack_requests(bolt, secret.get_secret_value()) if secret else None
    app = site(requests, database, socket.is_connected if socket else None, private)
    return WebServer(app, place), socket


@asynccontextmanager
async def _database(settings: Settings, clock: Clock) -> AsyncIterator[Database]:
    database = Database(settings.database_url, clock.now)
    try:
        yield database
    finally:
        await database.close()


@asynccontextmanager
async def _slack(settings: Settings) -> AsyncIterator[AsyncWebClient]:
    """Open one client for all calls: one session, and no retries behind our back (they could post twice)."""
    timeout = aiohttp.ClientTimeout(total=slack.TIMEOUT, connect=slack.TIMEOUT / 2)
    async with aiohttp.ClientSession(timeout=timeout) as session:
        client = AsyncWebClient(
            token=settings.slack_bot_token.get_secret_value(),
            base_url=settings.slack_api_url,
            session=session,
            retry_handlers=[],
        )
        if urlsplit(settings.slack_api_url).hostname in LOCAL_HOSTS:
            client.proxy = None  # the environment's proxy leads out of this machine
        yield client


def _bolt(settings: Settings, workspace: Workspace, ours: AsyncWebClient) -> Bolt:
    token = settings.slack_bot_token.get_secret_value()
    secret = settings.slack_signing_secret

    async def authorize(client: AsyncWebClient, team_id: str | None, enterprise_id: str | None) -> AuthorizeResult:
        """Vouch for requests of our workspace; anything else raises, so that Slack sends it again."""
        if team_id != workspace.team_id:
            raise NotOurs(f"a request from {team_id}, but the token belongs to {workspace.team_id}")
        client.proxy = ours.proxy
        result = AuthorizeResult(
            enterprise_id=enterprise_id,
            team_id=team_id,
            team=workspace.name,
            url=workspace.url,
            bot_user_id=workspace.bot_user_id,
            bot_id=workspace.bot_id,
            bot_token=token,
        )
        result["workspace_id"] = workspace.id
        return result

    with _without_slack_variables():
        return Bolt(
            name="reverse-interview",
            client=AsyncWebClient(base_url=ours.base_url, session=ours.session, retry_handlers=[]),
            signing_secret=secret.get_secret_value() if secret else "",
            authorize=authorize,
            process_before_response=True,
            raise_error_for_unhandled_request=True,
            ignoring_self_events_enabled=False,
        )


class NotOurs(Exception):
    """A request came for a workspace that the bot is not installed in."""


@contextmanager
def _without_slack_variables() -> Iterator[None]:
    """Hide Bolt's variables: it would read tokens, and with SLACK_CLIENT_ID set switch to another way to authorize."""
    hidden = {name: os.environ.pop(name) for name in list(os.environ) if name.startswith("SLACK_")}
    try:
        yield
    finally:
        os.environ.update(hidden)


@contextmanager
def _alone(url: str) -> Iterator[None]:
    try:
        with alone_on(url):
            yield
    except (AlreadyInUse, FolderIsClosed) as error:
        raise CannotStart(str(error)) from error


def run(settings: Settings) -> None:
    """Run the bot until SIGTERM or SIGINT, then end within ten seconds."""
    asyncio.run(_run(settings))


async def _run(settings: Settings) -> None:
    told_to_stop = asyncio.Event()

    def stop() -> None:
        told_to_stop.set()
        signal.setitimer(signal.ITIMER_REAL, SHUTDOWN)  # SIGALRM ends the process even if something hangs

    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop)
    has_started = asyncio.Event()
    bot = asyncio.create_task(_until(told_to_stop, has_started, settings))
    waiting = asyncio.create_task(told_to_stop.wait())
    await asyncio.wait([bot, waiting], return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
    if not has_started.is_set() and told_to_stop.is_set():
        bot.cancel()
    with suppress(asyncio.CancelledError):
        await bot


async def _until(told_to_stop: asyncio.Event, has_started: asyncio.Event, settings: Settings) -> None:
    async with App.running(settings):
        has_started.set()
        await told_to_stop.wait()
