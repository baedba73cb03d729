"""Brings a database to the schema this bot knows, and says when it is not there.

Runs before anything else and outside the event loop, on connections of its own; `url` may name the async driver.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

from alembic import command
from alembic.autogenerate import produce_migrations, render_python_code
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, event, text
from sqlalchemy.engine import Engine, make_url

from storage.all_tables import metadata

UPGRADE_COMMAND = "reverse-interview db upgrade"
UPGRADE_LOCK = 7_268_343_211
"""The PostgreSQL advisory lock behind which replicas that upgrade at once queue up."""


class SchemaIsOld(Exception):
    """The database's schema is older than this bot; the text names the command that mends it."""


class SchemaIsNewer(Exception):
    """The database's schema comes from a newer bot."""


def upgrade(url: str) -> None:
    """Apply every migration the database lacks, all in one transaction; an empty one gets all tables."""
    with _config() as config, _transaction(url) as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": UPGRADE_LOCK})
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def head_revision() -> str:
    """Name the newest migration this bot knows."""
    with _config() as config:
        return str(ScriptDirectory.from_config(config).get_current_head())


def current_revision(url: str) -> str | None:
    """Name the newest migration the database has seen, None for an empty one; raises the driver's error."""
    if _is_missing_file(url):
        return None
    with _transaction(url) as connection:
        return MigrationContext.configure(connection).get_current_revision()


def ensure_current(url: str, *, may_upgrade: bool) -> None:
    """Return when the schema is this bot's, after upgrading it where that is allowed; else raise."""
    current = current_revision(url)
    if current == head_revision():
        return
    if current is not None and current not in _known_revisions():
        raise SchemaIsNewer(
            f"The database is at revision {current}, which this version does not know: it was used by a newer one. "
            "Start that version, or restore the backup made before it."
        )
    if not may_upgrade:
        if current is None:
            raise SchemaIsOld(f"The database is empty. To make its tables, run: {UPGRADE_COMMAND}")
        raise SchemaIsOld(
            f"The database is at revision {current}, this version needs {head_revision()}. "
            f"Back it up, then run: {UPGRADE_COMMAND}"
        )
    upgrade(url)


def differences(url: str) -> str:
    """Show what a migration would have to do to bring the database to the models, as Python; empty when nothing."""
    with _transaction(url) as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "target_metadata": metadata})
        migration = produce_migrations(context, metadata)
        operations = migration.upgrade_ops
        if operations is None or operations.is_empty():
            return ""
        return render_python_code(operations, migration_context=context)


@contextmanager
def _config() -> Iterator[Config]:
    with as_file(files("migrations")) as folder:
        config = Config()
        config.set_main_option("script_location", str(folder).replace("%", "%%"))
        yield config


def _known_revisions() -> set[str]:
    with _config() as config:
        return {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}


def _is_missing_file(url: str) -> bool:
    parsed = make_url(url)
    return parsed.get_backend_name() == "sqlite" and not Path(parsed.database or "").exists()


@contextmanager
def _transaction(url: str) -> Iterator[Connection]:
    engine = engine_for(url)
    try:
        with engine.begin() as connection:
            yield connection
    finally:
        engine.dispose()


def engine_for(url: str) -> Engine:
    """Open a plain engine on the same database; on SQLite it locks the file at the begin, so that DDL rolls back."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return create_engine(parsed)
    engine = create_engine(parsed.set(drivername="sqlite"))

    @event.listens_for(engine, "connect")
    def configure(connection: Any, _record: object) -> None:  # noqa: ANN401 -- the driver's connection has no type
        connection.isolation_level = None

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine
