"""The bot as a process of its own, in a workspace hosted here: killed, started again, and looked at from outside."""

import asyncio
import os
import socket
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from multiprocessing.context import ForkServerProcess
from pathlib import Path

import aiohttp
from aiosmtpd.smtp import SMTP, Envelope, Session
from sqlalchemy import text, update

from bot.delivery.claims import outstanding
from bot.demo.cast import Cast, enter
from bot.rules.words import DeliveryState
from bot.sandbox.server import Sandbox
from storage.database import Database
from storage.deliveries import Delivery
from tests.forked import forked
from tests.world import MANIFEST

PATIENCE = 25
"""Seconds after which a test's person gives up."""

SOON = timedelta(seconds=5)
WORKSPACE = 1
"""The id of the one workspace in a test's fresh database."""


class Inbox:
    """A mail server that keeps what arrives; while `answers` is cleared, it keeps a mail and says nothing."""

    def __init__(self) -> None:
        """Answer, at first."""
        self.port = 0
        self.answers = asyncio.Event()
        self.answers.set()
        self._arrived: list[bytes] = []

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802  # aiosmtpd's
        """Keep a mail."""
        self._arrived.append(bytes(envelope.original_content or b""))
        await self.answers.wait()
        return "250 OK"

    def arrived(self) -> dict[str, list[bytes]]:
        """Return what arrived under each Message-ID; a mail whose answer was lost comes again."""
        mails: dict[str, list[bytes]] = {}
        for mail in self._arrived:
            mails.setdefault(str(message_from_bytes(mail, policy=default)["Message-ID"]), []).append(mail)
        return mails

    def subjects(self) -> Counter[tuple[str, str]]:
        """Return how many mails each receiver has by their subject, repeats counted once."""
        mails = [message_from_bytes(copies[0], policy=default) for copies in self.arrived().values()]
        return Counter((str(mail["To"]), str(mail["Subject"])) for mail in mails)

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """Take mails on a port of its own."""
        loop = asyncio.get_running_loop()
        server = await loop.create_server(lambda: SMTP(self, hostname="mail.example"), "127.0.0.1", 0)
        self.port = int(server.sockets[0].getsockname()[1])
        try:
            yield
        finally:
            self.answers.set()
            server.close()


@dataclass
class Outside:
    """A workspace with its people, and a bot in a process of its own that can be killed at any moment."""

    sandbox: Sandbox
    cast: Cast
    database: Database
    folder: Path
    over_http: bool
    port: int
    inbox: "Inbox"
    kills: int = 0
    _process: ForkServerProcess | None = None

    async def spawn(self) -> None:
        """Start the bot without waiting for it; what a killed one had claimed counts as long ago."""
        await self._let_leases_run_out()
        way_in = (
            {"SLACK_SIGNING_SECRET": self.sandbox.signing_secret}
            if self.over_http
            else {"SLACK_APP_TOKEN": self.sandbox.app_token}
        )
        environment = way_in | {
            "PATH": os.environ["PATH"],
            "SLACK_BOT_TOKEN": self.sandbox.bot_token,
            "SLACK_API_URL": self.sandbox.api_url,
            "DATABASE_URL": self.database.url,
            "SMTP_URL": f"smtp://127.0.0.1:{self.inbox.port}",
            "MAIL_FROM": "hiring@acme.example",
            "PORT": str(self.port),
        }
        log = self.folder / "bot.log"
        self._process = forked(["run"], environment, self.folder, log, is_quick=True)

    async def start(self) -> None:
        """Start the bot and wait until Slack reaches it."""
        await self.spawn()
        await self.wait_until_reachable()

    async def kill(self) -> None:
        """End the bot by SIGKILL, wherever it is."""
        if self._process is None:
            return
        self._process.kill()
        await asyncio.to_thread(self._process.join)
        self._process, self.kills = None, self.kills + 1

    async def restart(self) -> None:
        """Kill the bot and start it again."""
        await self.kill()
        await self.start()

    async def settle(self) -> None:
        """Wait until every event is delivered and everything owed is said, nothing new for a moment."""
        quiet = 0
        async with asyncio.timeout(PATIENCE):
            while quiet < 3:
                await self.sandbox.control.settled()
                quiet = 0 if await self._is_busy() else quiet + 1
                await asyncio.sleep(0.1)

    async def rows(self, query: str) -> list[tuple[object, ...]]:
        """Read the tables from outside."""
        async with self.database.reading(WORKSPACE) as tx:
            return [tuple(row) for row in await tx.session.execute(text(query))]

    async def wait_for_row(self, query: str) -> None:
        """Wait until a query finds something, looking again at once, but for a breath in which the bot can work."""
        async with asyncio.timeout(PATIENCE):
            while not await self.rows(query):  # noqa: ASYNC110  # what is waited for is another process's doing
                await asyncio.sleep(0.005)

    async def wait_until_reachable(self) -> None:
        """Wait until Slack reaches the bot; fails with the bot's log when it ended instead."""
        await self.sandbox.control.wait_for(self._is_reachable, PATIENCE)

    async def _is_reachable(self) -> bool:
        if self._process is None or not self._process.is_alive():
            raise AssertionError((self.folder / "bot.log").read_text())
        if not self.over_http:
            return await self.sandbox.control.connected(0.05)
        health = f"http://127.0.0.1:{self.port}/health"
        try:
            async with aiohttp.ClientSession() as session, session.get(health) as answer:
                return answer.status == 200
        except aiohttp.ClientError:
            return False

    async def _is_busy(self) -> bool:
        async with self.database.reading(WORKSPACE) as tx:
            return await outstanding(tx, tx.real + SOON) > 0

    async def _let_leases_run_out(self) -> None:
        """Move the leases of the dead to the past, instead of waiting half a minute for it to come."""
        async with self.database.transaction(WORKSPACE) as tx:
            ago = tx.real - timedelta(seconds=1)
            await tx.session.execute(
                update(Delivery).where(Delivery.state == DeliveryState.SENDING).values(lease_until=ago)
            )


@asynccontextmanager
async def outside_of(database_url: str, folder: Path, *, over_http: bool) -> AsyncIterator[Outside]:
    """Host a workspace for a bot of its own process on a migrated database; the bot is not started yet."""
    database, inbox = Database(database_url), Inbox()
    async with Sandbox(manifest=MANIFEST, rates=False) as sandbox, inbox.open():
        cast = await enter(sandbox.control)
        outside = Outside(sandbox, cast, database, folder, over_http, _free_port(), inbox)
        if over_http:
            await sandbox.control.deliver_to(f"http://127.0.0.1:{outside.port}/slack/events")
        try:
            yield outside
        finally:
            with suppress(OSError):
                await outside.kill()
            await database.close()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])
