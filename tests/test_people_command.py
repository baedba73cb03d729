"""`reverse-interview people`: what it prints, which exit code it ends with, and which workspace it means."""

import asyncio
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli import main
from bot.rules.people_file import COLUMNS
from bot.settings import Settings
from storage.database import Database
from storage.workspaces import Workspace

FILE = "email,name,class,zone,per_week\nines@fund.example,Ines,investor,UTC,2\nivo@fund.example,Ivo,investor,UTC,two\n"


def call(*words: str) -> Result:
    """What `reverse-interview people` does with these words."""
    return CliRunner().invoke(main, ["people", *words])


async def add_teams(url: str, *teams: str) -> None:
    """Put workspaces into the database."""
    database = Database(url)
    async with database.transaction() as tx:
        for team in teams:
            address = f"https://{team.casefold()}.example"
            ids = {"bot_user_id": "U1", "bot_id": "B1"}
            tx.session.add(Workspace(team_id=team, name=team.title(), url=address, **ids))
    await database.close()


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, sqlite_url: str) -> None:
    """No setting but the database's address."""
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setenv("DATABASE_URL", sqlite_url)


def test_a_wrong_line_keeps_all_out_unless_partial(sqlite_url: str) -> None:
    """Exit 1 with a line for each problem; `--partial` takes the rest, and what went in comes out."""
    asyncio.run(add_teams(sqlite_url, "T1"))
    Path("people.csv").write_text(FILE)
    result = call("import", "people.csv")
    assert (result.exit_code, result.stdout) == (1, "")
    said = "line 3, per_week: Give a whole number from 0 to 99. Example: 2\nError: Nothing was imported.\n"
    assert result.stderr == said
    result = call("import", "people.csv", "--partial")
    assert (result.exit_code, result.stdout) == (0, "1 added, 0 changed, 0 as they were.\n")
    assert call("export", "--output", "out.csv").exit_code == 0
    written = Path("out.csv").read_bytes()
    assert b"ines@fund.example,Ines,investor" in written
    assert call("export").stdout_bytes == written
    assert call("import", "out.csv").stdout == "0 added, 0 changed, 1 as they were.\n"


def test_an_export_that_cannot_be_written(sqlite_url: str) -> None:
    """The file is named, and why; no traceback."""
    asyncio.run(add_teams(sqlite_url, "T1"))
    result = call("export", "--output", "nowhere/people.csv")
    said = "Error: nowhere/people.csv can't be written: No such file or directory.\n"
    assert (result.exit_code, result.output) == (1, said)


def test_the_workspace_is_asked_for_where_there_are_several(sqlite_url: str) -> None:
    """Exit 2, naming them; none at all says what to do first."""
    result = call("export")
    assert (result.exit_code, "Start the bot once" in result.stderr) == (2, True)
    asyncio.run(add_teams(sqlite_url, "T1", "T2"))
    result = call("export")
    assert (result.exit_code, "--workspace: T1 (T1), T2 (T2)." in result.stderr) == (2, True)
    assert call("export", "--workspace", "T2").exit_code == 0


def test_the_help_explains_every_column() -> None:
    """A line each, with an example."""
    output = call("import", "--help").output
    for name, column in COLUMNS.items():
        assert f"{name:<14} {column.help}; e.g. {column.example}" in output
