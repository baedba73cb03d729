"""The whole bot, put together: it connects both ways, notices gaps, refuses what can't work, and ends in time."""

import asyncio
import logging
import os
import signal
import sys
import time
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.app import App
from bot.connecting import CannotStart
from bot.sandbox.server import Sandbox
from bot.settings import Settings
from storage.database import Database
from storage.outbox import To, post_notice

CALM: dict[str, object] = {"unsent": 0, "undelivered": 0, "overdue": 0}


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    """A local Slack workspace."""
    async with Sandbox() as sandbox:
        yield sandbox


def settings_for(sandbox: Sandbox, database_url: str, **changes: Any) -> Settings:  # noqa: ANN401  # settings' values
    """Return the settings of a bot in Socket Mode."""
    values = {
        "slack_bot_token": sandbox.bot_token,
        "slack_app_token": sandbox.app_token,
        "slack_api_url": sandbox.api_url,
        "database_url": database_url,
        "port": 0,
    }
    return Settings.of(**(values | changes))


async def health(app: App) -> tuple[int, dict[str, object]]:
    """Ask the bot how it is."""
    async with aiohttp.ClientSession() as session, session.get(f"{app.url}/health") as answer:
        return answer.status, await answer.json()


async def tell(database: Database, workspace_id: int, channel: str, text: str) -> None:
    """Owe a message to a channel."""
    async with database.transaction(workspace_id) as tx:
        await post_notice(tx, To(channel=channel), {"text": text}, key=text)


async def texts(sandbox: Sandbox) -> list[str]:
    """Return the texts of all messages there are."""
    return [message["text"] for message in await sandbox.control.everything()]


async def test_socket_mode(sandbox: Sandbox, database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Events are acknowledged, deliveries made, health told; the environment is not read."""
    for name in ("SLACK_BOT_TOKEN", "SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET", "SLACK_SIGNING_SECRET", "HTTPS_PROXY"):
        monkeypatch.setenv(name, "http://proxy.example")
    async with App.running(settings_for(sandbox, database_url)) as app:
        assert await health(app) == (200, {"database": "ok", "slack": "ok"} | CALM)
        async with aiohttp.ClientSession() as session, session.get(f"{app.url}/r/guessed") as page:
            assert (page.status, page.headers["Referrer-Policy"]) == (404, "no-referrer")
        ann = await sandbox.control.add_person("ann")
        await ann.open_home()
        assert await sandbox.control.settled()
        channel = await sandbox.control.add_channel("debriefs", bot=True)
        await tell(app.database, app.workspace.id, channel, "hello")
        await app.settle()
        assert await texts(sandbox) == ["hello"]
        log = await sandbox.control.log()
    assert {entry["status"] for entry in log if entry["kind"] == "event"} <= {200}


async def test_http(sandbox: Sandbox, database_url: str, caplog: pytest.LogCaptureFixture) -> None:
    """Signed requests are answered; whatever isn't signed is turned away unread, and fills no log."""
    settings = settings_for(sandbox, database_url, slack_app_token=None, slack_signing_secret=sandbox.signing_secret)
    async with App.running(settings) as app:
        sandbox.request_url = f"{app.url}/slack/events"
        ann = await sandbox.control.add_person("ann")
        await ann.open_home()
        assert await sandbox.control.settled()
        assert await health(app) == (200, {"database": "ok"} | CALM)
        assert all(entry["status"] == 200 for entry in await sandbox.control.log() if entry["kind"] != "call")
        caplog.clear()
        async with aiohttp.ClientSession() as session:
            for body in (
                b"{}",
                b"{",
                b"[]",
                b"\xff\0",
                b"payload=%7B",
                b'payload={"type":"block_actions","actions":[]}',
            ):
                for stamp in (str(int(time.time())), "1", "soon", "²", "9" * 90, ""):
                    headers = {"X-Slack-Signature": "v0=é", "X-Slack-Request-Timestamp": stamp}
                    async with session.post(sandbox.request_url, data=body, headers=headers) as forged:
                        assert forged.status == 401, (body, stamp)
            async with session.post(sandbox.request_url, data=b"token=x&ssl_check=1") as looked_at:
                assert looked_at.status == 200
        assert not [one for one in caplog.records if one.levelno >= logging.WARNING], "anybody could fill the log"


async def test_what_was_missed_is_read_at_the_start_and_after_a_gap(sandbox: Sandbox, sqlite_url: str) -> None:
    """The hooks run when the bot has started, and again when its socket was opened anew; a failing one stops none."""
    read: list[int] = []

    async def broken(database: Database, client: AsyncWebClient, workspace_id: int) -> None:
        raise RuntimeError(database, client, workspace_id)

    async def read_back(database: Database, client: AsyncWebClient, workspace_id: int) -> None:
        assert database.url == sqlite_url
        assert client.token == sandbox.bot_token
        read.append(workspace_id)

    async with App.running(settings_for(sandbox, sqlite_url), catch_up=[broken, read_back]) as app:
        await sandbox.control.wait_for(lambda: len(read) == 1)
        await sandbox.control.disconnect()
        await sandbox.control.wait_for(lambda: len(read) > 1)
        assert set(read) == {app.workspace.id}
        assert await health(app) == (200, {"database": "ok", "slack": "ok"} | CALM)


async def test_one_bot_to_a_file(sandbox: Sandbox, sqlite_url: str) -> None:
    """A second bot on the same SQLite file is refused with the way out; afterwards it may run."""
    settings = settings_for(sandbox, sqlite_url)
    async with App.running(settings):
        with pytest.raises(CannotStart, match=r"Another bot uses .*bot\.sqlite3.*PostgreSQL"):
            async with App.running(settings):
                pass
    async with App.running(settings):
        pass


async def test_a_folder_that_cannot_be_written(sandbox: Sandbox, tmp_path: Path) -> None:
    """The lock beside the SQLite file can't be made: the variable is named, and what it must be."""
    nowhere = f"sqlite+aiosqlite:///{tmp_path}/nowhere/bot.sqlite3"
    with pytest.raises(CannotStart, match=r"bot\.sqlite3\.lock can't be written: .*Example: DATABASE_URL=sqlite"):
        async with App.running(settings_for(sandbox, nowhere)):
            pass


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"slack_bot_token": "xoxb-wrong"}, "SLACK_BOT_TOKEN will not do: Slack answers auth.test with invalid_auth"),
        ({"slack_app_token": "xapp-wrong"}, "SLACK_APP_TOKEN will not do"),
    ],
)
async def test_a_token_slack_refuses(sandbox: Sandbox, sqlite_url: str, changes: dict[str, str], message: str) -> None:
    """The variable is named, and what Slack said."""
    with pytest.raises(CannotStart, match=message):
        async with App.running(settings_for(sandbox, sqlite_url, **changes)):
            pass


async def test_a_port_that_is_taken(sandbox: Sandbox, sqlite_url: str) -> None:
    """The port is named."""
    port = int(sandbox.url.rpartition(":")[2])
    with pytest.raises(CannotStart, match=f"PORT {port} can't be used"):
        async with App.running(settings_for(sandbox, sqlite_url, port=port)):
            pass


async def test_slack_being_down_at_the_start(sandbox: Sandbox, sqlite_url: str) -> None:
    """It is asked again until it answers."""
    await sandbox.control.fault("auth.test", "status")
    async with App.running(settings_for(sandbox, sqlite_url)) as app:
        assert app.workspace.team_id == sandbox.team_id


@pytest.mark.parametrize(
    ("database_url", "is_withheld"), [("sqlite", True), ("postgresql", False)], indirect=["database_url"]
)
async def test_sigterm_ends_the_process(
    sandbox: Sandbox, database_url: str, tmp_path: Path, *, is_withheld: bool
) -> None:
    """It says that it runs, and ends within ten seconds, with 0, even while Slack holds an answer back."""
    settings = settings_for(sandbox, database_url)
    channel = await sandbox.control.add_channel("debriefs", bot=True)
    async with App.running(settings) as app:
        workspace_id = app.workspace.id
    if is_withheld:
        await sandbox.control.fault("chat.postMessage", "withhold")
    await sandbox.control.forgive_rates()
    database = Database(database_url)
    await tell(database, workspace_id, channel, "hello")
    await database.close()
    starting = (sys.executable, "-c", "from bot.cli import main; main()", "run")
    process = await asyncio.create_subprocess_exec(
        *starting, cwd=tmp_path, env=_environment(settings), stderr=asyncio.subprocess.PIPE
    )
    try:
        if is_withheld:
            await sandbox.control.withheld()
        await sandbox.control.wait_for(lambda: texts(sandbox))
        assert await sandbox.control.connected()
        began = time.monotonic()
        process.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(process.wait(), 12) == 0
        assert time.monotonic() - began < 10
    finally:
        if process.returncode is None:
            process.kill()
    _, said = await process.communicate()
    assert f"INFO bot.app: running for {sandbox.team_id} by Socket Mode".encode() in said
    assert await texts(sandbox) == ["hello"]


def _environment(settings: Settings) -> dict[str, str]:
    token = settings.slack_app_token
    assert token is not None
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(Path(__file__).parent.parent),
        "SLACK_BOT_TOKEN": settings.slack_bot_token.get_secret_value(),
        "SLACK_APP_TOKEN": token.get_secret_value(),
        "SLACK_API_URL": settings.slack_api_url,
        "DATABASE_URL": settings.database_url,
        "PORT": "0",
    }


async def test_the_clock_can_be_moved(sandbox: Sandbox, sqlite_url: str) -> None:
    """Advancing with nothing to do is quick and exact."""
    async with App.running(settings_for(sandbox, sqlite_url)) as app:
        there = app.clock.now() + timedelta(days=30)
        await app.advance(there)
        assert timedelta() <= app.clock.now() - there < timedelta(minutes=1)
