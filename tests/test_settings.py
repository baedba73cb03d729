"""Settings: what is accepted, what is refused and in which words."""

from pathlib import Path

import pytest
from pydantic import SecretStr, ValidationError

from bot.settings import Connection, MailFolder, MailServer, Settings, SettingsError, load_database_url, load_settings

SOCKET_MODE = {"slack_bot_token": "xoxb-1", "slack_app_token": "xapp-1"}
HTTP = {"slack_bot_token": "xoxb-1", "slack_signing_secret": "shh"}


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No setting in the environment, no .env in the working directory."""
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)


def problems(**values: object) -> list[str]:
    """The lines of the error for these values."""
    with pytest.raises(SettingsError) as error:
        Settings.of(**values)
    return str(error.value).splitlines()


def test_an_app_token_means_socket_mode() -> None:
    """With SLACK_APP_TOKEN the bot opens the connection itself."""
    assert Settings.of(**SOCKET_MODE).connection is Connection.SOCKET_MODE


def test_a_signing_secret_means_http() -> None:
    """With SLACK_SIGNING_SECRET alone Slack delivers over HTTP."""
    assert Settings.of(**HTTP).connection is Connection.HTTP


def test_with_both_socket_mode_wins_and_says_so() -> None:
    """Both set is allowed, and what the log says names both."""
    settings = Settings.of(**SOCKET_MODE, slack_signing_secret="shh")
    assert settings.connection is Connection.SOCKET_MODE
    assert "SLACK_APP_TOKEN and SLACK_SIGNING_SECRET are both set" in settings.connection_note


def test_each_missing_setting_gets_a_line_with_an_example() -> None:
    """With nothing set, the error names the variables that are needed, what is wrong and an example."""
    with pytest.raises(SettingsError) as error:
        load_settings()
    bot, way = str(error.value).splitlines()
    assert bot == "SLACK_BOT_TOKEN is not set. Example: SLACK_BOT_TOKEN=xoxb-111-222-abc"
    assert way.startswith("SLACK_APP_TOKEN is not set, nor is SLACK_SIGNING_SECRET")


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"slack_bot_token": "xoxp-1"}, "SLACK_BOT_TOKEN must begin with xoxb-"),
        ({"slack_app_token": "xoxb-1"}, "SLACK_APP_TOKEN must begin with xapp-"),
        ({"database_url": "mysql://db.example/x"}, "DATABASE_URL must begin with sqlite:/// or postgresql://"),
        ({"database_url": "nonsense"}, "DATABASE_URL is no database address"),
        ({"database_url": "sqlite://"}, "DATABASE_URL must name a file"),
        ({"slack_api_url": "slack.com/api"}, "SLACK_API_URL must be an address"),
        ({"smtp_url": "mail.example:587"}, "SMTP_URL must look like"),
        (
            {"smtp_url": "smtp://mail.example:99999", "mail_from": "a@b.example"},
            "SMTP_URL has a port that is no number",
        ),
        ({"smtp_url": "smtp://mail.example"}, "MAIL_FROM is not set, but SMTP_URL is"),
        ({"mail_from": "hiring"}, "MAIL_FROM is no e-mail address"),
        ({"port": "eighty"}, "PORT must be a whole number"),
        ({"port": 65536}, "PORT must be 65535 or less"),
        ({"public_url": "http://bot.example"}, "PUBLIC_URL must begin with https://"),
        ({"public_ulr": "https://bot.example"}, "PUBLIC_ULR is no setting"),
    ],
)
def test_a_wrong_value_is_named_and_explained(values: dict[str, object], expected: str) -> None:
    """One line, with the variable's name and what is wrong."""
    (line,) = problems(**{**SOCKET_MODE, **values})
    assert line.startswith(expected)


@pytest.mark.parametrize("name", ["slack_bot_token", "slack_app_token", "database_url", "smtp_url"])
def test_an_error_never_repeats_a_secret(name: str) -> None:
    """What was given wrongly may be a password pasted into the wrong variable."""
    assert "hunter2" not in "\n".join(problems(**{**SOCKET_MODE, name: "foo://hunter2:hunter2@h"}))


def test_secrets_are_not_shown() -> None:
    """Neither printing the settings nor an error in them shows a secret."""
    settings = Settings.of(
        slack_bot_token="xoxb-hunter2",
        slack_app_token="xapp-hunter2",
        slack_signing_secret="hunter2",
        database_url="postgresql://bot:hunter2@db.example/bot",
        smtp_url="smtp://bot:hunter2@mail.example",
        mail_from="hiring@company.example",
    )
    assert "hunter2" not in f"{settings!r} {settings} {settings.mail}"


@pytest.mark.parametrize(
    ("given", "used"),
    [
        ("sqlite:///bot.sqlite3", "sqlite+aiosqlite:///bot.sqlite3"),
        ("sqlite+aiosqlite:////tmp/bot.sqlite3", "sqlite+aiosqlite:////tmp/bot.sqlite3"),
        ("postgres://bot:p%40ss@db.example/bot", "postgresql+psycopg://bot:p%40ss@db.example/bot"),
        ("postgresql://bot@/bot?host=/run", "postgresql+psycopg://bot@/bot?host=%2Frun"),
        ("postgresql+psycopg://db.example:5433/bot", "postgresql+psycopg://db.example:5433/bot"),
    ],
)
def test_database_addresses_get_the_async_driver(given: str, used: str) -> None:
    """The addresses people have at hand work as they are."""
    settings = Settings.of(**SOCKET_MODE, database_url=given)
    assert settings.database_url == used
    assert not settings.has_own_database


def test_the_default_database_is_its_own_file() -> None:
    """Without DATABASE_URL it is a file in the working directory, which the bot may upgrade by itself."""
    settings = Settings.of(**SOCKET_MODE)
    assert settings.database_url == "sqlite+aiosqlite:///reverse-interview.sqlite3"
    assert settings.has_own_database


@pytest.mark.parametrize(
    ("url", "mail"),
    [
        ("smtp://mail.example", MailServer("mail.example", 587, None, None, is_tls=False)),
        ("smtps://mail.example", MailServer("mail.example", 465, None, None, is_tls=True)),
        ("smtp://a:p%40@m.example:25", MailServer("m.example", 25, "a", SecretStr("p@"), is_tls=False)),
        ("file:mail", MailFolder(Path("mail"))),
        ("file:///var/mail%20box", MailFolder(Path("/var/mail box"))),
    ],
)
def test_mail_goes_to_a_server_or_a_folder(url: str, mail: MailServer | MailFolder) -> None:
    """SMTP_URL in all its forms."""
    assert Settings.of(**SOCKET_MODE, smtp_url=url, mail_from="Hiring <hiring@company.example>").mail == mail


def test_without_smtp_url_there_is_no_mail() -> None:
    """Nothing is invented: sending then fails visibly."""
    assert Settings.of(**SOCKET_MODE).mail is None


def test_addresses_are_normalised() -> None:
    """Slack's API address ends with a slash, the public one without."""
    settings = Settings.of(**SOCKET_MODE, slack_api_url="http://127.0.0.1:1/api", public_url="https://bot.example/")
    assert (settings.slack_api_url, settings.public_url) == ("http://127.0.0.1:1/api/", "https://bot.example")


def test_environment_wins_over_dotenv_and_empty_counts_as_unset(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """As people expect; variables of other programs in .env do not disturb."""
    (tmp_path / ".env").write_text("SLACK_BOT_TOKEN=xoxb-file\nPORT=1\nSLACK_APP_TOKEN=xapp-file\nOTHER=x\n")
    monkeypatch.setenv("PORT", "2")
    monkeypatch.setenv("SLACK_SIGNING_SECRET", "")
    settings = load_settings()
    assert settings.slack_bot_token.get_secret_value() == "xoxb-file"
    assert settings.port == 2
    assert settings.slack_signing_secret is None


def test_built_in_code_reads_no_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The demo's settings are its own, whatever the environment and .env say."""
    (tmp_path / ".env").write_text("PUBLIC_URL=https://wrong.example\n")
    for name in Settings.model_fields:
        monkeypatch.setenv(name.upper(), "wrong")
    settings = Settings.of(**SOCKET_MODE)
    assert settings == Settings.model_validate(SOCKET_MODE)
    assert settings.public_url is None
    assert settings.host == "127.0.0.1"


def test_settings_are_frozen() -> None:
    """Nobody changes them on the way."""
    with pytest.raises(ValidationError):
        Settings.of(**SOCKET_MODE).port = 1  # type: ignore[misc]  # that this is refused is what is tested


def test_looking_after_the_database_needs_no_tokens(monkeypatch: pytest.MonkeyPatch) -> None:
    """`reverse-interview db` reads DATABASE_URL alone."""
    monkeypatch.setenv("DATABASE_URL", "postgres://db.example/bot")
    assert load_database_url() == "postgresql+psycopg://db.example/bot"
