"""`reverse-interview doctor`: a line for each thing it looks at, what to do about each failure."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from aiosmtpd.handlers import Sink
from aiosmtpd.smtp import SMTP

from bot.doctor import examine_scopes
from bot.manifest import required_scopes
from bot.sandbox.server import Sandbox
from tests.forked import forked

MANIFEST = Path(__file__).parents[1] / "manifest.yml"


@dataclass
class Visit:
    """A visit to the doctor, with these environment variables and no others of the bot's."""

    folder: Path
    variables: dict[str, str] = field(default_factory=dict)
    code: int = -1
    lines: list[str] = field(default_factory=list)

    async def pay(self, **changes: str) -> "Visit":
        """Run the command with the variables and these changes."""
        with TemporaryDirectory() as elsewhere:
            said = Path(elsewhere) / "said"
            process = forked(["doctor"], self._environment(changes), self.folder, said)
            await asyncio.to_thread(process.join)
            self.code, self.lines = process.exitcode or 0, said.read_text().splitlines()
        return self

    async def pay_from_a_shell(self, **changes: str) -> "Visit":
        """Run the command as people do, from its first import to its exit code."""
        words = (sys.executable, "-m", "bot", "doctor")
        process = await asyncio.create_subprocess_exec(
            *words, cwd=self.folder, env=self._environment(changes), stdout=asyncio.subprocess.PIPE
        )
        output, _ = await process.communicate()
        self.code, self.lines = process.returncode or 0, output.decode().splitlines()
        return self

    def _environment(self, changes: Mapping[str, str]) -> dict[str, str]:
        return {"PATH": os.environ["PATH"], "PYTHONPATH": str(MANIFEST.parent), **self.variables, **changes}

    def line(self, subject: str) -> str:
        """The one line about a subject."""
        (found,) = (line for line in self.lines if line[5:].startswith(f"{subject}:"))
        return found


def left_in(folder: Path) -> list[str]:
    """Name the files in a folder."""
    return [path.name for path in folder.iterdir()]


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    """A local Slack workspace."""
    async with Sandbox(MANIFEST) as workspace:
        yield workspace


@pytest.fixture
async def mail_server() -> AsyncIterator[int]:
    """A mail server's port on this machine."""
    server = await asyncio.get_running_loop().create_server(lambda: SMTP(Sink()), "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1]


@pytest.fixture
def visit(sandbox: Sandbox, sqlite_url: str, tmp_path: Path) -> Visit:
    """A well set up bot."""
    variables = {
        "SLACK_BOT_TOKEN": sandbox.bot_token,
        "SLACK_APP_TOKEN": sandbox.app_token,
        "SLACK_API_URL": sandbox.api_url,
        "DATABASE_URL": sqlite_url,
        "SMTP_URL": "file:mail",
        "MAIL_FROM": "hiring@company.example",
    }
    return Visit(tmp_path, variables)


async def test_all_is_well(visit: Visit, postgres_url: str) -> None:
    """Everything set and reachable: every line begins with ok, exit code 0."""
    await visit.pay_from_a_shell(DATABASE_URL=postgres_url)
    assert visit.code == 0, visit.lines
    assert [line[:5] for line in visit.lines] == ["ok   "] * 7
    assert str(len(required_scopes())) in visit.line("scopes")
    assert "without PUBLIC_URL invitations ask candidates to answer by mail" in visit.line("public address")


async def test_a_mail_server_is_greeted(visit: Visit, mail_server: int) -> None:
    """The server is connected to; nothing is sent."""
    await visit.pay(SMTP_URL=f"smtp://127.0.0.1:{mail_server}")
    assert visit.line("mail").startswith("ok")


async def test_wrong_tokens_are_told_apart(visit: Visit) -> None:
    """A wrong token names its variable and where the right one is found; the rest is looked at all the same."""
    await visit.pay(SLACK_BOT_TOKEN="xoxb-wrong", SLACK_APP_TOKEN="xapp-wrong")
    assert visit.code == 1
    assert "→ copy SLACK_BOT_TOKEN from OAuth & Permissions" in visit.line("bot token")
    assert "→ copy SLACK_APP_TOKEN from Basic Information" in visit.line("app token")
    assert visit.line("database").startswith("ok")


async def test_nothing_set(tmp_path: Path) -> None:
    """A newcomer's first run says what to set, and fails."""
    visit = await Visit(tmp_path).pay_from_a_shell()
    assert visit.code == 1
    assert visit.lines[0].startswith("FAIL settings: SLACK_BOT_TOKEN is not set.")
    assert visit.line("database").startswith("ok")
    assert left_in(tmp_path) == []


async def test_what_cannot_be_reached(visit: Visit) -> None:
    """Closed ports: each line says what to check."""
    closed = "127.0.0.1:9"
    await visit.pay(
        SLACK_API_URL=f"http://{closed}/", DATABASE_URL=f"postgresql://{closed}/bot", SMTP_URL=f"smtp://{closed}"
    )
    assert visit.code == 1
    assert visit.line("bot token").endswith("→ check SLACK_API_URL and the network")
    assert visit.line("database").endswith("→ check DATABASE_URL, and that the server runs")
    assert visit.line("mail").endswith("→ check host, port, user and password in SMTP_URL")


async def test_an_address_that_is_not_slacks(visit: Visit) -> None:
    """A web server that knows no Web API answers in HTML: it isn't the token that is wrong."""
    await visit.pay(SLACK_API_URL=visit.variables["SLACK_API_URL"].replace("/api", "/elsewhere"))
    assert visit.line("bot token").endswith("→ check SLACK_API_URL and the network")


async def test_an_unmigrated_database(visit: Visit, tmp_path: Path) -> None:
    """The command that mends it is in the line."""
    await visit.pay(DATABASE_URL=f"sqlite:///{tmp_path / 'empty.sqlite3'}")
    assert visit.line("database").endswith("is empty → run: reverse-interview db upgrade")


async def test_http_needs_a_public_address(visit: Visit) -> None:
    """Without Socket Mode, Slack must reach the bot."""
    del visit.variables["SLACK_APP_TOKEN"]
    await visit.pay(SLACK_SIGNING_SECRET="shh")
    assert visit.line("public address").endswith("→ set PUBLIC_URL=https://…")
    assert (await visit.pay(SLACK_SIGNING_SECRET="shh", PUBLIC_URL="https://bot.example")).code == 0


async def test_no_mail(visit: Visit) -> None:
    """Without SMTP_URL the mails of the story cannot go out: that is a failure."""
    assert "→ set SMTP_URL and MAIL_FROM" in (await visit.pay(SMTP_URL="")).line("mail")


def test_a_missing_scope_is_named() -> None:
    """An app installed from an older manifest lacks what came later."""
    finding = examine_scopes(required_scopes() - {"im:write"} | {"pins:read"})
    assert finding.line.startswith("FAIL scopes: missing im:write → bring the app's manifest up to date")


async def test_an_older_installation(visit: Visit, tmp_path: Path) -> None:
    """The command says so too, of a workspace where the app was installed from such a manifest."""
    older = tmp_path / "older.yml"
    older.write_text("".join(line for line in MANIFEST.read_text().splitlines(keepends=True) if "im:write" not in line))
    async with Sandbox(older) as workspace:
        tokens = {"SLACK_BOT_TOKEN": workspace.bot_token, "SLACK_APP_TOKEN": workspace.app_token}
        await visit.pay(SLACK_API_URL=workspace.api_url, **tokens)
    assert visit.code == 1
    assert visit.line("scopes").startswith("FAIL scopes: missing im:write → ")


def test_a_server_that_lists_no_scopes_is_believed() -> None:
    """Nothing can be said, so nothing is said to be wrong."""
    assert examine_scopes(None).is_ok
