"""What every test has: no network but this machine's own, and a fresh migrated database when it asks for one."""

import asyncio
import functools
import gc
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import aiosqlite
import pytest
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.sandbox.manifest import Used
from storage import database
from storage.migrate import upgrade
from tests.loopback import allow_only_loopback
from tests.manifest_use import ManifestUse
from tests.postgres import Postgres, start_postgres

USE = pytest.StashKey[ManifestUse]()


def pytest_configure(config: pytest.Config) -> None:
    """Refuse every connection beyond loopback, in each worker, from before the first test is collected."""
    allow_only_loopback()
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
MAY_WAIT = "BEGIN IMMEDIATE"


async def _here(
    connection: aiosqlite.Connection, do: Callable[..., object], *args: object, **options: object
) -> object:
    """Have SQLite do something in this thread, everybody else's turn first; to go through another costs as much again.

    Bots that are processes of their own (tests/story/test_killed.py, `make demo`) go by the threads they ship with.
    """
    if MAY_WAIT in args or not connection._running:  # noqa: SLF001  # as aiosqlite asks
        return await IN_ITS_THREAD(connection, do, *args, **options)  # type: ignore[no-untyped-call]  # aiosqlite says so
    await asyncio.sleep(0)
    return do(*args, **options)


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
