"""What every test has: no network but this machine's own, and a fresh migrated database when it asks for one."""

import asyncio
import functools
import gc
import os
import shutil
import sqlite3
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import aiosqlite
import pytest
from hypothesis import HealthCheck, settings
from sqlalchemy import event
from sqlalchemy.dialects.sqlite.aiosqlite import AsyncAdapt_aiosqlite_cursor
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.util.concurrency import await_

from bot.sandbox.manifest import Used
from storage import database
from storage.migrate import upgrade
from tests.loopback import allow_only_loopback
from tests.manifest_use import ManifestUse
from tests.postgres import Postgres, start_postgres

USE = pytest.StashKey[ManifestUse]()


def pytest_configure(config: pytest.Config) -> None:
    """Refuse every connection beyond loopback in each worker, and let no example fail for being slow."""
    allow_only_loopback()
    usual = settings.get_profile(settings.get_current_profile_name())
    patient = settings(usual, deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True)
    settings.register_profile("patient", patient)
    settings.load_profile("patient")
    use = config.stash[USE] = ManifestUse()
    config.pluginmanager.register(use)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes long, so that no worker is left alone with it at the end."""
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


def pytest_collection_finish() -> None:
    """Spare what is imported and collected from being searched for garbage again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 50)


@pytest.fixture(scope="session")
def used(pytestconfig: pytest.Config) -> Used:
    """What the stories have used of what the manifest declares; pass it to each workspace the bot works in."""
    return pytestconfig.stash[USE].used


@pytest.fixture(scope="session", autouse=True)
def _engines() -> Iterator[None]:
    """Keep one engine an address: databases follow each other there, and what it has compiled serves them all."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(database, "engine_at", functools.cache(functools.partial(_careless, database.engine_at)))
        patch.setattr(aiosqlite.Connection, "_execute", _here)
        patch.setattr(AsyncAdapt_aiosqlite_cursor, "execute", _at_once)
        yield


def _careless(engine_at: Callable[[str], AsyncEngine], url: str) -> AsyncEngine:
    """Make an engine whose SQLite doesn't wait for the disk: nothing here outlives the run."""
    engine = engine_at(url)
    if engine.dialect.name == "sqlite":
        event.listens_for(engine.sync_engine, "connect")(_be_careless)
    return engine


def _be_careless(connection: Any, _record: object) -> None:  # noqa: ANN401  # the driver's connection has no type
    connection.execute("PRAGMA synchronous=OFF").close()


IN_ITS_THREAD = aiosqlite.Connection._execute  # noqa: SLF001  # what is put in its place for the length of the run
BY_COROUTINES = AsyncAdapt_aiosqlite_cursor.execute
MAY_WAIT = "BEGIN IMMEDIATE"


async def _here(
    connection: aiosqlite.Connection, do: Callable[..., object], *args: object, **options: object
) -> object:
    """Have SQLite do something in this thread; to go through another costs as much again.

    Bots that are processes of their own (tests/story/test_killed.py, `make demo`) go by the threads they ship with.
    """
    if not connection._running:  # noqa: SLF001  # as aiosqlite asks
        return await IN_ITS_THREAD(connection, do, *args, **options)  # type: ignore[no-untyped-call]  # aiosqlite says so
    if MAY_WAIT not in args:
        return do(*args, **options)
    sqlite = connection._conn  # noqa: SLF001  # the connection it wraps
    try:
        with sqlite_waiting(sqlite, 0):
            return do(*args, **options)
    except sqlite3.OperationalError:
        return await IN_ITS_THREAD(connection, do, *args, **options)  # type: ignore[no-untyped-call]  # as above


@contextmanager
def sqlite_waiting(connection: sqlite3.Connection, milliseconds: int) -> Iterator[None]:
    """Have SQLite wait for a lock no longer than this."""
    connection.execute(f"PRAGMA busy_timeout={milliseconds}")
    try:
        yield
    finally:
        connection.execute(f"PRAGMA busy_timeout={database.LOCK_WAIT_MS}")


def _at_once(cursor: Any, statement: str, values: Any = None) -> object:  # noqa: ANN401  # SQLAlchemy's own types
    """Execute a statement and fetch what it finds in one go, everybody else's turn first."""
    if statement == MAY_WAIT:
        return BY_COROUTINES(cursor, statement, values)
    await_(asyncio.sleep(0))
    sqlite = cursor._cursor._cursor  # noqa: SLF001  # the cursor that aiosqlite's wraps
    try:
        sqlite.execute(statement, values or ())
        if sqlite.description:
            cursor._rows = deque(sqlite.fetchall())  # noqa: SLF001  # as SQLAlchemy's own does
    except sqlite3.Error as error:
        cursor._adapt_connection._handle_exception(error)  # noqa: SLF001  # the same
    return cursor._cursor  # noqa: SLF001  # the same


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """The run's PostgreSQL server."""
    server = start_postgres()
    yield server
    server.close()


@pytest.fixture
def postgres_url(postgres: Postgres) -> str:
    """Address a migrated PostgreSQL database of this test alone, without a row in it."""
    return postgres.emptied(f"test_{os.getpid()}")


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy."""
    path = tmp_path_factory.mktemp("sqlite") / "migrated.sqlite3"
    upgrade(f"sqlite:///{path}")
    return path


@pytest.fixture
def sqlite_url(migrated_file: Path) -> str:
    """Address a fresh migrated SQLite file of this test alone."""
    file = migrated_file.with_name("bot.sqlite3")
    for left in file.parent.glob(f"{file.name}*"):
        left.unlink()
    return f"sqlite+aiosqlite:///{shutil.copy(migrated_file, file)}"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """Address a fresh migrated database: the test runs on SQLite and on PostgreSQL."""
    name = "sqlite_url" if request.param == "sqlite" else "postgres_url"
    return str(request.getfixturevalue(name))
