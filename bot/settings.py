"""The environment as typed settings, with errors a person can act on.

`load_settings` reads environment variables and `.env`; `Settings.of` in code reads neither.
"""

from dataclasses import dataclass
from email.utils import parseaddr
from enum import StrEnum
from pathlib import Path
from typing import Any, ClassVar, Self
from urllib.parse import SplitResult, unquote, urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

DEFAULT_DATABASE_URL = "sqlite+aiosqlite:///reverse-interview.sqlite3"

EXAMPLES = {
    "slack_bot_token": "xoxb-111-222-abc",
    "slack_app_token": "xapp-1-A111-222-abc",
    "slack_signing_secret": "8f742231b10e8888abcd99yyyzzz85a5",
    "database_url": "postgresql://bot:password@db.example/reverse_interview",
    "slack_api_url": "https://slack.com/api/",
    "smtp_url": "smtp://bot:password@mail.example:587",
    "mail_from": "hiring@company.example",
    "host": "127.0.0.1",
    "port": "3000",
    "public_url": "https://bot.example",
}
"""What each variable may look like; an error shows this, never the value itself."""

DRIVERS = {
    "postgres": "postgresql+psycopg",
    "postgresql": "postgresql+psycopg",
    "postgresql+psycopg": "postgresql+psycopg",
    "sqlite": "sqlite+aiosqlite",
    "sqlite+aiosqlite": "sqlite+aiosqlite",
}

PLAIN_WORDS = {
    "missing": "is not set",
    "extra_forbidden": "is no setting",
    "int_parsing": "must be a whole number",
    "greater_than_equal": "must be 0 or more",
    "less_than_equal": "must be 65535 or less",
}
"""What is wrong, where pydantic's own sentence is about Python."""

LOCAL_HOSTS = frozenset({"localhost", "127.0.0.1", "::1"})


class SettingsError(Exception):
    """The settings will not do; the text has a line for each: its name, what is wrong, an example."""


class Connection(StrEnum):
    """How Slack reaches the bot."""

    SOCKET_MODE = "Socket Mode"
    HTTP = "HTTP"


@dataclass(frozen=True)
class MailServer:
    """Where mail is handed over: with TLS from the start (`smtps`), else upgraded by STARTTLS where it is offered."""

    host: str
    port: int
    user: str | None
    password: SecretStr | None
    is_tls: bool


@dataclass(frozen=True)
class MailFolder:
    """Where mails are written as .eml files, instead of being sent."""

    path: Path


class Settings(BaseModel):
    """What the bot is told from outside; frozen. Each field's name in capitals is its environment variable."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    slack_bot_token: SecretStr
    slack_signing_secret: SecretStr | None = None
    slack_app_token: SecretStr | None = Field(default=None, validate_default=True)
    database_url: str = Field(default=DEFAULT_DATABASE_URL, repr=False)
    """Names an async driver, whatever was given; may hold a password."""
    slack_api_url: str = "https://slack.com/api/"
    """Ends with a slash."""
    smtp_url: SecretStr | None = None
    mail_from: str | None = Field(default=None, validate_default=True)
    host: str = "127.0.0.1"
    port: int = Field(default=3000, ge=0, le=65535)
    """0 lets the system choose."""
    public_url: str | None = None
    """Where people's browsers and Slack reach the bot; without a slash at the end."""

    @classmethod
    def of(cls, **values: Any) -> Self:  # noqa: ANN401 -- the fields' own types are checked below
        """Build settings in code; reads neither environment nor `.env`. Raises SettingsError."""
        try:
            return cls(**values)
        except ValidationError as error:
            raise SettingsError(explain(error)) from None

    @property
    def connection(self) -> Connection:
        """How Slack reaches the bot: Socket Mode where there is an app token, else HTTP."""
        return Connection.SOCKET_MODE if self.slack_app_token else Connection.HTTP

    @property
    def connection_note(self) -> str:
        """Say how Slack reaches the bot, and why where both ways are set."""
        if self.slack_app_token and self.slack_signing_secret:
            return "Socket Mode (SLACK_APP_TOKEN and SLACK_SIGNING_SECRET are both set; the app token wins)"
        return str(self.connection)

    @property
    def has_own_database(self) -> bool:
        """Say whether the bot uses its own default file, which it upgrades without being asked."""
        return self.database_url == DEFAULT_DATABASE_URL

    @property
    def mail(self) -> MailServer | MailFolder | None:
        """Where mail goes; None when nothing is set, so that sending fails visibly."""
        return parse_mail_url(self.smtp_url.get_secret_value()) if self.smtp_url else None

    @field_validator("slack_bot_token")
    @classmethod
    def _is_bot_token(cls, token: SecretStr) -> SecretStr:
        return _begins_with("xoxb-", token)

    @field_validator("slack_app_token")
    @classmethod
    def _is_app_token(cls, token: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        if token:
            return _begins_with("xapp-", token)
        if info.data.get("slack_signing_secret") is None:
            raise ValueError("is not set, nor is SLACK_SIGNING_SECRET: set this for Socket Mode, or that for HTTP")
        return None

    @field_validator("database_url")
    @classmethod
    def _with_async_driver(cls, url: str) -> str:
        return normalise_database_url(url)

    @field_validator("slack_api_url")
    @classmethod
    def _is_api(cls, url: str) -> str:
        _web_address(url)
        return url.rstrip("/") + "/"

    @field_validator("smtp_url")
    @classmethod
    def _is_mail(cls, url: SecretStr | None) -> SecretStr | None:
        if url:
            parse_mail_url(url.get_secret_value())
        return url

    @field_validator("mail_from")
    @classmethod
    def _is_sender(cls, sender: str | None, info: ValidationInfo) -> str | None:
        if sender is None:
            if info.data.get("smtp_url"):
                raise ValueError("is not set, but SMTP_URL is: mails need a sender")
            return None
        local, at, domain = parseaddr(sender)[1].partition("@")
        if not (local and at and domain) or "\n" in sender:
            raise ValueError("is no e-mail address")
        return sender

    @field_validator("public_url")
    @classmethod
    def _is_public(cls, url: str | None) -> str | None:
        if url is None:
            return None
        parts = _web_address(url)
        if parts.scheme != "https" and parts.hostname not in LOCAL_HOSTS:
            raise ValueError("must begin with https:// (http:// is for this machine only)")
        return url.rstrip("/")


class _Environment(BaseSettings, Settings):
    """Settings as environment variables and `.env` have them; an empty variable counts as not set."""

    model_config: ClassVar[SettingsConfigDict] = SettingsConfigDict(
        env_file=".env", env_file_encoding="utf-8", env_ignore_empty=True, extra="ignore", frozen=True
    )


class _DatabaseOnly(BaseSettings):
    """The one setting that `reverse-interview db` needs."""

    model_config: ClassVar[SettingsConfigDict] = _Environment.model_config

    database_url: str = DEFAULT_DATABASE_URL

    @field_validator("database_url")
    @classmethod
    def _with_async_driver(cls, url: str) -> str:
        return normalise_database_url(url)


def load_settings() -> Settings:
    """Read the settings from the environment, then from `.env` in the working directory; raises SettingsError."""
    try:
        found = _Environment()
    except ValidationError as error:
        raise SettingsError(explain(error)) from None
    return Settings.model_construct(**{name: getattr(found, name) for name in Settings.model_fields})


def load_database_url() -> str:
    """Read only DATABASE_URL, with its default; raises SettingsError."""
    try:
        return _DatabaseOnly().database_url
    except ValidationError as error:
        raise SettingsError(explain(error)) from None


def explain(error: ValidationError) -> str:
    """Say in a line for each setting what is wrong and what it may look like."""
    return "\n".join(_line(problem["loc"], problem["type"], problem["msg"]) for problem in error.errors())


def normalise_database_url(url: str) -> str:
    """Give a database address with the async driver this bot uses; raises ValueError for what is none."""
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise ValueError("is no database address") from None
    driver = DRIVERS.get(parsed.drivername)
    if driver is None:
        raise ValueError("must begin with sqlite:/// or postgresql://")
    if driver.startswith("sqlite") and parsed.database in {None, "", ":memory:"}:
        raise ValueError("must name a file after sqlite:///")
    return parsed.set(drivername=driver).render_as_string(hide_password=False)


def parse_mail_url(url: str) -> MailServer | MailFolder:
    """Read smtp://user:password@host:587, smtps://… or file:folder; raises ValueError for anything else."""
    parts = urlsplit(url)
    if parts.scheme == "file" and parts.path:
        return MailFolder(Path(unquote(parts.path)))
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise ValueError("must look like smtp://user:password@host:587, smtps://user:password@host or file:folder")
    is_tls = parts.scheme == "smtps"
    return MailServer(
        host=parts.hostname,
        port=_port(parts) or (465 if is_tls else 587),
        user=unquote(parts.username) if parts.username else None,
        password=SecretStr(unquote(parts.password)) if parts.password else None,
        is_tls=is_tls,
    )


def _begins_with(prefix: str, token: SecretStr) -> SecretStr:
    if not token.get_secret_value().startswith(prefix):
        raise ValueError(f"must begin with {prefix}")
    return token


def _web_address(url: str) -> SplitResult:
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError("must be an address that begins with https://")
    _port(parts)
    return parts


def _port(parts: SplitResult) -> int | None:
    try:
        return parts.port
    except ValueError:
        raise ValueError("has a port that is no number between 0 and 65535") from None


def _line(place: tuple[int | str, ...], kind: str, message: str) -> str:
    field = str(place[0]) if place else "settings"
    what = PLAIN_WORDS.get(kind) or message.removeprefix("Value error, ")
    example = f" Example: {field.upper()}={EXAMPLES[field]}" if field in EXAMPLES else ""
    return f"{field.upper()} {what}.{example}"
