"""The command line, as far as it needs no Slack."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli import main
from bot.settings import Settings
from storage.migrate import head_revision


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No setting in the environment, no .env in the working directory."""
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)


def call(*words: str) -> Result:
    """What `reverse-interview` does with these words."""
    return CliRunner().invoke(main, words)


def test_help_names_every_command() -> None:
    """A newcomer sees what there is."""
    output = call("--help").output
    for command in ("run", "demo", "doctor", "db", "manifest"):
        assert f"  {command} " in output


def test_run_without_settings_says_which() -> None:
    """Exit code 2, one line a variable, no traceback."""
    result = call("run")
    assert result.exit_code == 2
    assert "SLACK_BOT_TOKEN is not set. Example: SLACK_BOT_TOKEN=xoxb-" in result.output


def test_run_refuses_an_older_schema(monkeypatch: pytest.MonkeyPatch) -> None:
    """A database of its owner's is never changed without being asked; the text has the command."""
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-1")
    monkeypatch.setenv("SLACK_APP_TOKEN", "xapp-1")
    monkeypatch.setenv("DATABASE_URL", "sqlite:///ours.sqlite3")
    result = call("run")
    assert result.exit_code == 2
    assert "run: reverse-interview db upgrade" in result.output


def test_upgrade_then_check(monkeypatch: pytest.MonkeyPatch) -> None:
    """`db check` fails before `db upgrade` and is content after; upgrading again changes nothing."""
    monkeypatch.setenv("DATABASE_URL", "sqlite:///ours.sqlite3")
    assert call("db", "check").exit_code == 2
    assert call("db", "upgrade").output == f"Upgraded from empty to {head_revision()}.\n"
    assert call("db", "check").output == f"Up to date: {head_revision()}.\n"
    assert call("db", "upgrade").output == f"Up to date: {head_revision()}.\n"


def test_check_on_a_migrated_database(monkeypatch: pytest.MonkeyPatch, database_url: str) -> None:
    """Both databases."""
    monkeypatch.setenv("DATABASE_URL", database_url)
    assert call("db", "check").exit_code == 0


def test_a_database_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    """No traceback; the variable's name and the driver's reason."""
    monkeypatch.setenv("DATABASE_URL", "postgresql://127.0.0.1:9/bot")
    result = call("db", "upgrade")
    assert result.exit_code == 2
    assert "DATABASE_URL" in result.output
    assert "Example: DATABASE_URL=" in result.output
