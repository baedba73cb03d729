"""The schema that migrations make is the one the models describe, to the last CHECK, on both databases."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Connection, create_engine, text

from storage import migrate
from storage.all_tables import metadata
from tests.postgres import EMPTY, Postgres

POSTGRES_SCHEMA = """
SELECT 'column', c.relname, a.attname, format_type(a.atttypid, a.atttypmod) || ' ' || a.attnotnull::text,
       coalesce(pg_get_expr(d.adbin, d.adrelid), '')
  FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
  LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
 WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped
UNION ALL
SELECT 'constraint', conrelid::regclass::text, conname, pg_get_constraintdef(oid), ''
  FROM pg_constraint WHERE connamespace = 'public'::regnamespace
UNION ALL
SELECT 'index', tablename, indexname, indexdef, '' FROM pg_indexes WHERE schemaname = 'public'
"""


def sqlite_schema(connection: Connection) -> set[tuple[str, ...]]:
    """Every line of every CREATE statement, with the table it belongs to."""
    rows = connection.execute(text("SELECT type, tbl_name, name, sql FROM sqlite_master WHERE sql IS NOT NULL"))
    return {
        (kind, table, name, line.strip().rstrip(","))
        for kind, table, name, statement in rows
        for line in statement.splitlines()
        if table != "alembic_version"
    }


def postgres_schema(connection: Connection) -> set[tuple[str, ...]]:
    """Every column, constraint and index as PostgreSQL itself writes it."""
    rows = connection.execute(text(POSTGRES_SCHEMA))
    return {tuple(row) for row in rows if row[1] != "alembic_version"}


def schema(url: str, dump: Callable[[Connection], set[tuple[str, ...]]]) -> set[tuple[str, ...]]:
    """Dump a database's schema."""
    engine = create_engine(url)
    with engine.connect() as connection:
        found = dump(connection)
    engine.dispose()
    return found


def create_all(url: str) -> None:
    """Make the tables from the models, without migrations."""
    engine = create_engine(url)
    metadata.create_all(engine)
    engine.dispose()


def test_sqlite_migrated_is_as_described(tmp_path: Path) -> None:
    """On SQLite, line by line."""
    migrated, described = (f"sqlite:///{tmp_path / name}" for name in ("migrated.sqlite3", "described.sqlite3"))
    migrate.upgrade(migrated)
    create_all(described)
    assert schema(migrated, sqlite_schema) == schema(described, sqlite_schema)


def test_postgres_migrated_is_as_described(postgres: Postgres) -> None:
    """On PostgreSQL, as its own catalogue tells it."""
    with postgres.database() as migrated, postgres.database(EMPTY) as described:
        create_all(described)
        assert schema(migrated, postgres_schema) == schema(described, postgres_schema)


def test_nothing_is_left_to_migrate(database_url: str) -> None:
    """What `db check` and Alembic's own comparison would report: nothing."""
    assert migrate.differences(database_url) == ""


def test_an_unknown_column_is_reported(sqlite_url: str) -> None:
    """A table somebody changed by hand shows as a difference."""
    engine = migrate.engine_for(sqlite_url)
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE jobs ADD COLUMN salary INTEGER"))
    engine.dispose()
    assert "salary" in migrate.differences(sqlite_url)


def test_every_constraint_has_a_name() -> None:
    """A migration can only change what it can name."""
    nameless = [
        f"{table.name}: {rule}" for table in metadata.tables.values() for rule in table.constraints if not rule.name
    ]
    assert nameless == []


@pytest.mark.parametrize("may_upgrade", [True, False])
def test_a_current_database_is_left_alone(database_url: str, *, may_upgrade: bool) -> None:
    """`run` on a migrated database goes on."""
    migrate.ensure_current(database_url, may_upgrade=may_upgrade)
    assert migrate.current_revision(database_url) == migrate.head_revision()


def test_an_older_schema_is_refused_with_the_command(tmp_path: Path) -> None:
    """`run` on a database that lacks migrations names the command that applies them, and changes nothing."""
    url = f"sqlite+aiosqlite:///{tmp_path / 'old.sqlite3'}"
    with pytest.raises(migrate.SchemaIsOld, match="reverse-interview db upgrade"):
        migrate.ensure_current(url, may_upgrade=False)
    assert migrate.current_revision(url) is None


def test_its_own_file_is_upgraded(tmp_path: Path) -> None:
    """The default SQLite file is brought up to date without being asked."""
    url = f"sqlite+aiosqlite:///{tmp_path / 'own file 100%.sqlite3'}"
    migrate.ensure_current(url, may_upgrade=True)
    assert migrate.current_revision(url) == migrate.head_revision()


def test_a_newer_schema_is_refused(sqlite_url: str) -> None:
    """A database that a newer version has used is not touched, not even where upgrading is allowed."""
    engine = migrate.engine_for(sqlite_url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    with pytest.raises(migrate.SchemaIsNewer, match="9999"):
        migrate.ensure_current(sqlite_url, may_upgrade=True)
