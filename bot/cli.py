"""The command line: `reverse-interview`. Exit codes: 0 done, 1 it failed, 2 it was asked wrongly or set up wrongly."""

import logging
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from bot.rules.people_file import COLUMNS, Problem
from bot.settings import EXAMPLES, SettingsError, load_database_url, load_settings


class SetUpWrongly(click.ClickException):
    """The settings or the database will not do; says so and exits 2."""

    exit_code = 2


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="reverse-interview")
def main() -> None:
    """After the offer, the candidate interviews you.

    `demo` needs nothing. For the rest, set SLACK_BOT_TOKEN and SLACK_APP_TOKEN in the environment or in .env; `doctor`
    says what is missing.
    """


@main.command()
def run() -> None:
    """Start the bot, until it is told to stop."""
    with _said_plainly():
        settings = load_settings()
        _tell_what_happens()
        from storage import migrate

        migrate.ensure_current(settings.database_url, may_upgrade=settings.has_own_database)
        from bot.app import run as run_bot

        run_bot(settings)


@main.command()
def demo() -> None:
    """Play the story of one candidate on a local Slack workspace; needs neither Slack nor settings."""
    from bot.demo import play

    sys.exit(play())


@main.command()
def sandbox() -> None:
    """Bring up bot and local Slack workspace in a browser, with no story played; needs neither Slack nor settings."""
    from bot.demo import open_sandbox

    sys.exit(open_sandbox())


@main.command()
def doctor() -> None:
    """Check settings, tokens, scopes, database and mail; say what to do about each failure."""
    from bot.doctor import examine

    is_well = True
    for finding in examine():
        click.echo(finding.line)
        is_well = is_well and finding.is_ok
    sys.exit(0 if is_well else 1)


@main.command()
@click.option("--url", help="Where Slack reaches the bot over HTTP, e.g. https://bot.example; without it: Socket Mode.")
def manifest(url: str | None) -> None:
    """Print the Slack app's manifest, to paste at api.slack.com/apps."""
    from bot.manifest import NotAPublicAddress, http_manifest, manifest_text

    try:
        click.echo(http_manifest(url) if url is not None else manifest_text(), nl=False)
    except NotAPublicAddress as error:
        raise click.BadParameter(str(error), param_hint="--url") from error


@main.group()
def db() -> None:
    """Look after the database that DATABASE_URL names."""


@db.command()
def upgrade() -> None:
    """Bring the database to the schema of this version; back it up first."""
    from storage import migrate

    with _said_plainly():
        url = load_database_url()
        before = migrate.current_revision(url)
        migrate.upgrade(url)
        after = migrate.head_revision()
    click.echo(f"Up to date: {after}." if before == after else f"Upgraded from {before or 'empty'} to {after}.")


@db.command()
def check() -> None:
    """Say whether the database has the schema of this version."""
    from storage import migrate

    with _said_plainly():
        url = load_database_url()
        migrate.ensure_current(url, may_upgrade=False)
        changes = migrate.differences(url)
    if changes:
        raise click.ClickException(f"The database differs from this version; to bring it back:\n{changes}")
    click.echo(f"Up to date: {migrate.head_revision()}.")


@main.group()
def people() -> None:
    """Bring the directory of people candidates may be offered in from a CSV file, or out to one."""


def _columns() -> str:
    """Say what each column holds; the line in front keeps click from joining them."""
    lines = [f"  {name:<14} {column.help}; e.g. {column.example}" for name, column in COLUMNS.items()]
    return "\n".join(["\b", "Columns, in any order; only slack_id or email must be there:", *lines])


@people.command("import", epilog=_columns())
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--partial", is_flag=True, help="Import the lines that are right, though others are wrong.")
@click.option("--workspace", help="The Slack workspace's ID, where the database has several.")
def import_(file: Path, workspace: str | None, *, partial: bool) -> None:
    """Add to the directory and change it, from a CSV file in UTF-8 (commas, semicolons or tabs).

    Entries are found by slack_id or email. A column that isn't in the file leaves what is known; an empty cell empties
    it. Nobody is taken out, and nobody is told. The same file twice changes nothing. When a line is wrong nothing is
    imported, unless --partial is given.
    """
    from bot.people_command import import_file
    from bot.process.people_files import Refused

    with _said_plainly():
        try:
            done = import_file(_current_database(), file, team=workspace, is_partial=partial)
        except Refused as refused:
            _report(refused.problems)
            raise click.ClickException("Nothing was imported.") from refused
    _report(done.problems)
    click.echo(f"{done.added} added, {done.changed} changed, {done.unchanged} as they were.")


@people.command()
@click.option("--workspace", help="The Slack workspace's ID, where the database has several.")
@click.option(
    "--output", type=click.Path(dir_okay=False, path_type=Path), help="The file to write; else it is printed."
)
def export(workspace: str | None, output: Path | None) -> None:
    """Write the directory as a CSV file that `people import` takes back; reasons not to offer somebody aren't in it."""
    from bot.people_command import export_file

    with _said_plainly():
        data = export_file(_current_database(), team=workspace)
    if output is None:
        sys.stdout.buffer.write(data)
        return
    try:
        output.write_bytes(data)
    except OSError as error:
        raise click.ClickException(f"{output} can't be written: {error.strerror}.") from error


def _current_database() -> str:
    """Return the database's address; raises when it hasn't the schema of this version."""
    from storage import migrate

    url = load_database_url()
    migrate.ensure_current(url, may_upgrade=False)
    return url


def _report(problems: Iterable[Problem]) -> None:
    for problem in problems:
        click.echo(str(problem), err=True)


def _tell_what_happens() -> None:
    """Write to standard error what the bot does, in ids; of its libraries only what goes wrong."""
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    for name in ("bot", "handlers", "storage"):
        logging.getLogger(name).setLevel(logging.INFO)


@contextmanager
def _said_plainly() -> Iterator[None]:
    from sqlalchemy.exc import DBAPIError

    from storage.migrate import SchemaIsNewer, SchemaIsOld

    try:
        yield
    except (SettingsError, SchemaIsOld, SchemaIsNewer) as error:
        raise SetUpWrongly(str(error)) from error
    except DBAPIError as error:
        example = f"Example: DATABASE_URL={EXAMPLES['database_url']}"
        raise SetUpWrongly(f"The database that DATABASE_URL names cannot be used: {error.orig}\n{example}") from error
