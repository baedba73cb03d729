"""What `reverse-interview doctor` looks at: settings, Slack, database and mail, a finding for each."""

import asyncio
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeGuard

from aiosmtplib import SMTP, SMTPException
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web import SlackResponse
from sqlalchemy.exc import DBAPIError

from bot.manifest import required_scopes
from bot.settings import (
    DEFAULT_DATABASE_URL,
    Connection,
    MailFolder,
    MailServer,
    Settings,
    SettingsError,
    load_database_url,
    load_settings,
)
from storage import migrate

PATIENCE = 10
"""Seconds a server may take to answer."""


@dataclass(frozen=True)
class Finding:
    """What was looked at, what was found, and what to do when it is not well."""

    subject: str
    text: str
    remedy: str | None = None

    @property
    def is_ok(self) -> bool:
        """Say whether nothing is to be done."""
        return self.remedy is None

    @property
    def line(self) -> str:
        """Write the finding on one line."""
        text = " ".join(self.text.split())
        return f"ok   {self.subject}: {text}" if self.is_ok else f"FAIL {self.subject}: {text} → {self.remedy}"


def examine() -> Iterator[Finding]:
    """Look at everything, and go on after a failure; nothing is changed or sent."""
    try:
        settings = load_settings()
    except SettingsError as error:
        for line in str(error).splitlines():
            yield Finding("settings", line, "set it in the environment or in .env")
        yield from _examine_database_alone()
        return
    yield Finding("settings", f"complete; Slack is reached by {settings.connection_note}")
    yield from examine_bot_token(settings)
    if settings.slack_app_token:
        yield examine_app_token(settings)
    yield examine_database(settings.database_url, has_own=settings.has_own_database)
    yield examine_mail(settings)
    yield examine_public_url(settings)


def examine_bot_token(settings: Settings) -> Iterator[Finding]:
    """Ask auth.test who the bot is, and which scopes it was granted."""
    client = WebClient(settings.slack_bot_token.get_secret_value(), base_url=settings.slack_api_url, timeout=PATIENCE)
    try:
        answer = client.auth_test()
    except (SlackClientError, OSError) as error:
        yield Finding("bot token", _reason(error), _remedy(error, "SLACK_BOT_TOKEN from OAuth & Permissions"))
        return
    yield Finding("bot token", f"{answer['user']} in {answer['team']}")
    yield examine_scopes(_granted(answer))


def examine_scopes(granted: frozenset[str] | None) -> Finding:
    """Compare the scopes Slack granted (None: it did not say) with the manifest's."""
    if granted is None:
        return Finding("scopes", "the server does not list them")
    missing = sorted(required_scopes() - granted)
    if missing:
        remedy = "bring the app's manifest up to date (reverse-interview manifest), then reinstall it to the workspace"
        return Finding("scopes", f"missing {', '.join(missing)}", remedy)
    return Finding("scopes", f"all {len(required_scopes())} granted")


def examine_app_token(settings: Settings) -> Finding:
    """Open one Socket Mode connection's address, and leave it unused."""
    token = settings.slack_app_token
    client = WebClient(base_url=settings.slack_api_url, timeout=PATIENCE)
    try:
        client.apps_connections_open(app_token=token.get_secret_value() if token else "")
    except (SlackClientError, OSError) as error:
        source = "SLACK_APP_TOKEN from Basic Information, App-Level Tokens, with the scope connections:write"
        return Finding("app token", _reason(error), _remedy(error, source))
    return Finding("app token", "Socket Mode can be opened")


def examine_database(url: str, *, has_own: bool) -> Finding:
    """Reach the database and compare its schema with this version's; `has_own`: `run` upgrades it by itself."""
    try:
        current = migrate.current_revision(url)
        if has_own and current is None:
            return Finding("database", "the default SQLite file, which `run` will create here")
        migrate.ensure_current(url, may_upgrade=False)
    except migrate.SchemaIsOld as error:
        if has_own:
            return Finding("database", "the default SQLite file, which `run` will upgrade")
        first = "back it up, then " if current else ""
        return Finding("database", str(error).partition(". ")[0], f"{first}run: {migrate.UPGRADE_COMMAND}")
    except migrate.SchemaIsNewer as error:
        return Finding("database", str(error).partition(". ")[0], "start the newer version, or restore a backup")
    except DBAPIError as error:
        return Finding("database", str(error.orig), "check DATABASE_URL, and that the server runs")
    return Finding("database", f"reachable, at revision {current}")


def examine_mail(settings: Settings) -> Finding:
    """Greet and log in to the mail server, or write to the mail folder; no mail is sent."""
    match settings.mail:
        case None:
            return Finding(
                "mail", "not set, so mails to candidates and contacts will fail", "set SMTP_URL and MAIL_FROM"
            )
        case MailFolder(path):
            return _examine_folder(MailFolder(path))
        case MailServer() as server:
            return asyncio.run(_examine_server(server))


def examine_public_url(settings: Settings) -> Finding:
    """Say whether there is an address for candidates' private pages, and for Slack where it delivers over HTTP."""
    if settings.public_url:
        return Finding("public address", f"{settings.public_url}; invitations bring a link to a private page there")
    if settings.connection is Connection.HTTP:
        return Finding("public address", "not set, though Slack delivers over HTTP", "set PUBLIC_URL=https://…")
    text = "not set; Socket Mode needs none, but without PUBLIC_URL invitations ask candidates to answer by mail"
    return Finding("public address", text)


def _examine_database_alone() -> Iterator[Finding]:
    try:
        url = load_database_url()
    except SettingsError:
        return
    yield examine_database(url, has_own=url == DEFAULT_DATABASE_URL)


def _examine_folder(folder: MailFolder) -> Finding:
    try:
        folder.path.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder.path):
            pass
    except OSError as error:
        remedy = "name a folder the bot may write to in SMTP_URL=file:folder"
        return Finding("mail", f"cannot write to {folder.path}: {error.strerror}", remedy)
    return Finding("mail", f"written to the folder {folder.path}, not sent")


async def _examine_server(server: MailServer) -> Finding:
    password = server.password.get_secret_value() if server.password else None
    client = SMTP(
        hostname=server.host,
        port=server.port,
        username=server.user,
        password=password,
        use_tls=server.is_tls,
        timeout=PATIENCE,
    )
    try:
        async with client:
            await client.ehlo()
    except (SMTPException, OSError, ValueError) as error:
        remedy = "check host, port, user and password in SMTP_URL"
        return Finding("mail", f"{server.host}:{server.port}: {error}", remedy)
    return Finding("mail", f"{server.host}:{server.port} takes mail")


def _granted(answer: SlackResponse) -> frozenset[str] | None:
    headers = {name.lower(): value for name, value in answer.headers.items()}
    listed = headers.get("x-oauth-scopes")
    if listed is None:
        return None
    return frozenset(scope.strip() for scope in listed.split(",") if scope.strip())


def _is_from_slack(error: Exception) -> TypeGuard[SlackApiError]:
    """Whether Slack's Web API refused; what else answers at that address names no error in one word."""
    return isinstance(error, SlackApiError) and " " not in str(error.response.get("error") or " ")


def _reason(error: Exception) -> str:
    if _is_from_slack(error):
        return f"Slack answers {error.response['error']}"
    return f"cannot reach Slack: {error}"


def _remedy(error: Exception, source: str) -> str:
    if _is_from_slack(error):
        return f"copy {source} at api.slack.com/apps, and install the app to the workspace"
    return "check SLACK_API_URL and the network"
